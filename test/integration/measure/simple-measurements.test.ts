/** The process `measure` on stored points: against a tilted plane, an embankment and a planted wall, in metres and in feet. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { TengunError } from '#core/errors.ts';
import { run } from '#worker/jobs/measure.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { earthworkLas } from '../../helpers/earthwork.ts';
import { buildLas, type TestPoint } from '../../helpers/las-builder.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

let folder: string;
let storeDir: string;
let pool: WorkerPool;
const context = { progress: () => {}, transfer: () => {} };
const US_FOOT = 1200 / 3937;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-dimension-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 1 });
  const store = openStore(storeDir);
  const add = async (collection: string, bytes: Uint8Array, crs: string) => {
    const file = join(folder, `${collection}.las`);
    await writeFile(file, bytes);
    const options = { collection, crs, accuracyM: 0.05, verticalDatum: 'JGD2011' } as const;
    const { items } = await indexDelivery([file], options, { store, pool });
    if (items[0]?.verdict !== 'indexed') throw new Error(`not indexed: ${items[0]?.reason}`);
  };
  const [before, after] = [earthworkLas('before', 40_000), earthworkLas('after', 40_000)];
  await add('before', before, 'EPSG:6676');
  await add('after', after, 'EPSG:6676');
  await add('both-feet', before, 'EPSG:2264+6360');
  await add('height-feet', before, 'EPSG:26917+6360');
  await add('wall', wallLas(), 'EPSG:6676');
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** A wall 12 m long and 5 m high towards azimuth 120° (class 6), 4 m inside a flat yard of unclassified points at 20 m. */
const WALL = { east: 52_420, north: -97_150, azimuth: (30 * Math.PI) / 180, lengthM: 12, heightM: 5, footM: 20 };
function wallLas(): Uint8Array {
  const random = seededRandom(21);
  const point = (e: number, n: number, h: number, classification: number): TestPoint => ({
    x: Math.round((e - WALL.east) * 1000),
    y: Math.round((n - WALL.north) * 1000),
    z: Math.round(h * 1000),
    intensity: 0,
    returnNumber: 1,
    numberOfReturns: 1,
    scanDirection: 0,
    edgeOfFlightLine: 0,
    classification,
    synthetic: 0,
    keyPoint: 0,
    withheld: 0,
    overlap: 0,
    scannerChannel: 0,
    scanAngle: 0,
    userData: 0,
    pointSourceId: 1,
    gpsTime: 0,
    red: 0,
    green: 0,
    blue: 0,
    nir: 0,
    extra: new Uint8Array(0),
  });
  const points: TestPoint[] = [];
  const [sin, cos] = [Math.sin(WALL.azimuth), Math.cos(WALL.azimuth)];
  for (let i = 0; i < 6_000; i++) {
    const [along, up, off] = [WALL.lengthM * random.uniform(), WALL.heightM * random.uniform(), 0.01 * random.normal()];
    points.push(point(WALL.east + along * sin + off * cos, WALL.north + along * cos - off * sin, WALL.footM + up, 6));
  }
  for (let i = 0; i < 6_000; i++) {
    points.push(point(WALL.east + 40 * random.uniform() - 10, WALL.north + 40 * random.uniform() - 10, WALL.footM, 1));
  }
  return buildLas(points, {
    version: 2,
    format: 3,
    scale: [0.001, 0.001, 0.001],
    offset: [WALL.east, WALL.north, 0],
  });
}

const ORIGIN = [52_400, -97_200] as const;
/** The ground before, metres: scatter is triangular, ±0.02 m (σ 0.0082). */
const ground = (e: number, n: number) => 200 + 0.03 * (e - ORIGIN[0]) + 0.01 * (n - ORIGIN[1]);
const SIGMA = 0.0082;
const measure = (inputs: object) =>
  run(
    {
      storeDir,
      request: { inputs: { crs: 'EPSG:6676', surfaces: [{ collection: 'before' }], maxEdgeM: 8, ...inputs } },
    },
    context,
  );
const A = [52_430, -97_170] as const;
const B = [52_460, -97_130] as const;

describe('a point', () => {
  it('has the height of the TIN, its error, and the nearest point', async () => {
    const result = await measure({ kind: 'point', vertices: [A] });
    const { point, sigmaM, pointsUsed } = result.surfaces[0]!;
    expect(Math.abs(point!.heightM! - ground(...A))).toBeLessThan(0.02);
    expect(sigmaM).toBeGreaterThan(0.6 * SIGMA);
    expect(sigmaM).toBeLessThan(1.6 * SIGMA);
    expect(point!.standardErrorM).toBeLessThan(sigmaM!);
    expect(pointsUsed).toBe(3);
    expect(point!.nearest).toMatchObject({ class: 2 });
    expect(point!.nearest!.distanceM).toBe(point!.nearest!.planDistanceM);
    expect(point!.nearest!.distanceM).toBeLessThan(3);
    expect(result.provenance.items).toMatchObject([
      { collection: 'before', verticalDatum: 'JGD2011', accuracyM: 0.05 },
    ]);
    expect(result.provenance.requestHash).toMatch(/^[0-9a-f]{64}$/);
    expect(result.warnings).toEqual([]);
  });

  it('finds a picked point itself, and how far it stands above the ground', async () => {
    const { nearest } = (await measure({ kind: 'point', vertices: [A] })).surfaces[0]!.point!;
    const picked = [...nearest!.position, nearest!.heightM];
    const again = (await measure({ kind: 'point', vertices: [picked] })).surfaces[0]!.point!;
    expect(again.nearest!.distanceM).toBeLessThan(1e-9);
    expect(Math.abs(again.aboveSurfaceM!)).toBeLessThan(1e-9);
    const above = (await measure({ kind: 'point', vertices: [[...A, ground(...A) + 5]] })).surfaces[0]!.point!;
    expect(above.aboveSurfaceM).toBeCloseTo(5, 1);
  });

  it('has nothing beyond the data, and says so', async () => {
    await expect(measure({ kind: 'point', vertices: [[60_000, -97_000]] })).rejects.toMatchObject({ code: 'NO_DATA' });
  });
});

describe('distance, height and angle', () => {
  it('agree with the tilted plane within the scatter', async () => {
    const result = await measure({ kind: 'distance', vertices: [A, B] });
    const { distance } = result.surfaces[0]!;
    const rise = ground(...B) - ground(...A);
    expect(distance!.horizontalM).toBe(50);
    expect(Math.abs(distance!.verticalM! - rise)).toBeLessThan(5 * distance!.verticalStandardErrorM!);
    expect(distance!.slopeM).toBeCloseTo(Math.hypot(50, rise), 2);
    expect(distance!.gradientPercent).toBeCloseTo(2 * rise, 1);
    expect(distance!.verticalStandardErrorM).toBeLessThan(2 * SIGMA);
    const { height } = (await measure({ kind: 'height', vertices: [A, B] })).surfaces[0]!;
    expect(height!.differenceM).toBe(distance!.verticalM);
  });

  it('take given heights, or those of the surface, as asked', async () => {
    const vertices = [
      [...A, 210],
      [...B, 222],
    ];
    const given = (await measure({ kind: 'distance', vertices })).surfaces[0]!;
    expect(given.distance!.verticalM).toBe(12);
    expect(given.vertices.map(({ heightFrom }) => heightFrom)).toEqual(['given', 'given']);
    const surface = (await measure({ kind: 'distance', vertices, heights: 'surface' })).surfaces[0]!;
    expect(surface.distance!.verticalM).toBeCloseTo(ground(...B) - ground(...A), 1);
    expect(surface.vertices[0]!.surfaceHeightM).toBe(given.vertices[0]!.surfaceHeightM);
  });

  it('measures each surface of the request', async () => {
    const middle = [52_500, -97_125];
    const surfaces = [{ collection: 'before' }, { collection: 'after' }];
    const result = await measure({ kind: 'height', vertices: [A, middle], surfaces });
    const [before, after] = result.surfaces.map(({ height }) => height!.differenceM!);
    // the crest of the embankment is 9 m higher
    expect(after! - before!).toBeCloseTo(9, 1);
  });

  it('has the angle in plan and in space', async () => {
    const vertices = [
      [52_431, -97_170, 10],
      [52_430, -97_170, 9],
      [52_430, -97_169, 10],
    ];
    const { angle } = (await measure({ kind: 'angle', vertices })).surfaces[0]!;
    expect(angle!.planDeg).toBeCloseTo(90, 9);
    expect(angle!.spaceDeg).toBeCloseTo(60, 9);
    expect(angle!.spaceStandardErrorDeg).toBeGreaterThan(0);
  });

  it('takes longitude and latitude', async () => {
    const projection = createProjection(crsFromCode('EPSG:6676'));
    const vertices = [A, B].map(([e, n]) => projection.toLonLat(e, n));
    const result = await measure({ kind: 'distance', vertices, crs: 'OGC:CRS84' });
    expect(result.surfaces[0]!.distance!.horizontalM).toBeCloseTo(50, 3);
    expect(result.surfaces[0]!.vertices[0]!.position[0]).toBeCloseTo(A[0], 3);
  });
});

describe('a polyline', () => {
  it('is longer along the embankment than in plan, by its slopes', async () => {
    const vertices = [
      [52_440, -97_125],
      [52_560, -97_125],
    ];
    const surfaces = [{ collection: 'after' }];
    const { polyline, pointsUsed } = (await measure({ kind: 'polyline', vertices, surfaces })).surfaces[0]!;
    // foot to crest: 18 m wide, 9 m high on a ground of 3 %
    const truth = 18 * (Math.hypot(1, 0.53) + Math.hypot(1, 0.47)) + (120 - 36) * Math.hypot(1, 0.03);
    expect(polyline!.planLengthM).toBe(120);
    expect(polyline!.knownM).toBeCloseTo(120, 6);
    expect(Math.abs(polyline!.surfaceLengthM! / truth - 1)).toBeLessThan(0.003);
    expect(polyline!.slopeLengthM).toBeCloseTo(120 * Math.hypot(1, 0.03), 1);
    expect(polyline!.noiseExcessM).toBeGreaterThan(0);
    expect(polyline!.noiseExcessM).toBeLessThan(0.1);
    expect(pointsUsed).toBeGreaterThan(100);
  });

  it('says how much of it has no data', async () => {
    const vertices = [
      [52_560, -97_100],
      [52_640, -97_100],
    ];
    const result = await measure({ kind: 'polyline', vertices });
    expect(result.surfaces[0]!.polyline!.unknownM).toBeCloseTo(40, 0);
    expect(result.warnings.map(({ code }) => code)).toEqual(['VOID', 'VOID']);
  });
});

describe('an area', () => {
  const ring = [A, [52_460, -97_170], B, [52_430, -97_130]];

  it('of ground has plan and surface, with what noise adds', async () => {
    const { area, pointsUsed } = (await measure({ kind: 'area', vertices: ring })).surfaces[0]!;
    const truth = 1200 * Math.hypot(1, 0.03, 0.01);
    expect(area!.planAreaM2).toBe(1200);
    expect(area!.perimeterM).toBe(140);
    expect(area!.knownAreaM2).toBeCloseTo(1200, 6);
    expect(Math.abs((area!.surfaceAreaM2! - area!.noiseExcessM2!) / truth - 1)).toBeLessThan(5e-4);
    expect(area!.surfaceAreaM2! - area!.planAreaM2!).toBeGreaterThan(0);
    expect(area!.plane!.areaM2).toBeCloseTo(truth, 1);
    expect(area!.plane!.dipDeg).toBeCloseTo((Math.atan(Math.hypot(0.03, 0.01)) * 180) / Math.PI, 1);
    expect(area!.plane!.fittedTo).toBe('points');
    expect(pointsUsed).toBeGreaterThan(1000);
  });

  it('of a wall lies in its plane: area, normal, residual, on every class', async () => {
    const [sin, cos] = [Math.sin(WALL.azimuth), Math.cos(WALL.azimuth)];
    const at = (along: number, up: number) => [WALL.east + along * sin, WALL.north + along * cos, WALL.footM + up];
    const vertices = [at(1, 0.5), at(11, 0.5), at(11, 4.5), at(1, 4.5)];
    const result = await measure({ kind: 'area', vertices, surfaces: [{ collection: 'wall' }] });
    const { area, pointsUsed, classes } = result.surfaces[0]!;
    expect(area!.planAreaM2).toBeNull();
    expect(area!.plane!.areaM2).toBeCloseTo(40, 2);
    expect(area!.plane!.fittedTo).toBe('points');
    expect(area!.plane!.rmsM).toBeCloseTo(0.01, 3);
    expect(area!.plane!.dipDeg).toBeGreaterThan(89.8);
    expect(Math.abs(area!.plane!.normal[0]!)).toBeCloseTo(cos, 3);
    expect(Math.abs(area!.plane!.normal[1]!)).toBeCloseTo(sin, 3);
    // 40 of 60 m² of 6,000 points, and a few of the yard's
    expect(Math.abs(pointsUsed / 4000 - 1)).toBeLessThan(0.06);
    expect(classes).toEqual([]);
    expect(result.warnings.map(({ code }) => code)).toEqual(['NO_GROUND_CLASS']);
  });

  it('refuses outlines that cross themselves, and areas with too many points', async () => {
    const bow = [A, B, [52_460, -97_170], [52_430, -97_130]];
    await expect(measure({ kind: 'area', vertices: bow })).rejects.toMatchObject({ code: 'GEOMETRY' });
    await expect(measure({ kind: 'area', vertices: [A, B, A] })).rejects.toThrow(TengunError);
  });
});

describe('a slope', () => {
  it('in a circle and in a polygon is that of the plane', async () => {
    const truth = { dip: (Math.atan(Math.hypot(0.03, 0.01)) * 180) / Math.PI, azimuth: 180 + 71.565 };
    const circle = (await measure({ kind: 'slope', vertices: [A], radiusM: 10 })).surfaces[0]!;
    expect(circle.pointsUsed).toBeGreaterThan(250);
    expect(Math.abs(circle.slope!.dipDeg - truth.dip)).toBeLessThan(5 * circle.slope!.dipStandardErrorDeg!);
    expect(Math.abs(circle.slope!.azimuthDeg! - truth.azimuth)).toBeLessThan(
      5 * circle.slope!.azimuthStandardErrorDeg!,
    );
    expect(circle.slope!.rmsM).toBeCloseTo(SIGMA, 3);
    expect(circle.slope!.ratioN).toBeCloseTo(1 / Math.hypot(0.03, 0.01), 0);
    const square = [A, [52_450, -97_170], [52_450, -97_150], [52_430, -97_150]];
    const polygon = (await measure({ kind: 'slope', vertices: square })).surfaces[0]!;
    expect(polygon.slope!.dipDeg).toBeCloseTo(truth.dip, 1);
  });

  it('needs points', async () => {
    await expect(measure({ kind: 'slope', vertices: [A], radiusM: 0.01 })).rejects.toMatchObject({ code: 'NO_DATA' });
  });
});

describe('units', () => {
  it('converts horizontal and vertical feet separately', async () => {
    const surfaces = (collection: string) => ({ surfaces: [{ collection }], crs: undefined });
    const metres = (await measure({ kind: 'distance', vertices: [A, B] })).surfaces[0]!.distance!;
    const feet = await measure({ kind: 'distance', vertices: [A, B], ...surfaces('both-feet'), maxEdgeM: 8 * US_FOOT });
    expect(feet.surfaces[0]!.distance!.horizontalM).toBeCloseTo(50 * US_FOOT, 9);
    expect(feet.surfaces[0]!.distance!.verticalM).toBeCloseTo(metres.verticalM! * US_FOOT, 6);
    expect(feet.surfaces[0]!.vertices[0]!.position).toEqual([A[0], A[1]].map((value) => expect.closeTo(value, 6)));
    const mixed = await measure({ kind: 'distance', vertices: [A, B], ...surfaces('height-feet') });
    expect(mixed.surfaces[0]!.distance!.horizontalM).toBe(50);
    expect(mixed.surfaces[0]!.distance!.verticalM).toBeCloseTo(metres.verticalM! * US_FOOT, 9);
    const ring = [A, [52_460, -97_170], B, [52_430, -97_130]];
    const area = await measure({ kind: 'area', vertices: ring, ...surfaces('both-feet'), maxEdgeM: 8 * US_FOOT });
    expect(area.surfaces[0]!.area!.planAreaM2).toBeCloseTo(1200 * US_FOOT ** 2, 6);
    const slope = await measure({ kind: 'slope', vertices: [A], radiusM: 10, ...surfaces('height-feet') });
    const own = (await measure({ kind: 'slope', vertices: [A], radiusM: 10 })).surfaces[0]!.slope!;
    expect(slope.surfaces[0]!.slope!.gradientPercent).toBeCloseTo(own.gradientPercent * US_FOOT, 9);
  });
});

describe('the request', () => {
  it('is refused with the field that does not fit', async () => {
    const wrong = async (inputs: object) =>
      await measure(inputs).then(String, (error) => `${error.code} ${error.message}`);
    expect(await wrong({ kind: 'volume', vertices: [A] })).toMatch(/^INVALID_INPUT inputs\.kind/);
    expect(await wrong({ kind: 'distance', vertices: [A] })).toMatch(/^INVALID_INPUT inputs\.vertices: expected 2/);
    expect(await wrong({ kind: 'slope', vertices: [A, B] })).toMatch(
      /^INVALID_INPUT inputs\.vertices: expected one, or/,
    );
    expect(await wrong({ kind: 'point', vertices: [[1]] })).toMatch(/^INVALID_INPUT inputs\.vertices\[0\]/);
    expect(await wrong({ kind: 'polyline', vertices: Array.from({ length: 1001 }, (_, i) => [i, 0]) })).toMatch(
      /^INVALID_INPUT inputs\.vertices/,
    );
    expect(await wrong({ kind: 'point', vertices: [A], surfaces: [] })).toMatch(/^INVALID_INPUT inputs\.surfaces/);
    expect(await wrong({ kind: 'point', vertices: [A], surfaces: [{ collection: 'nowhere' }] })).toMatch(/^NOT_FOUND/);
    const named = { kind: 'point', vertices: [[52_425, -97_145]], surfaces: [{ collection: 'wall', classes: [2] }] };
    expect(await wrong(named)).toMatch(/^NO_GROUND_CLASS/);
    expect(await wrong({ kind: 'point', vertices: [[200, 95]], crs: 'OGC:CRS84' })).toMatch(/^(GEOMETRY|NO_DATA)/);
  });

  it('gives the same digits in a worker thread', async () => {
    const request = {
      inputs: { kind: 'area', vertices: [A, [52_460, -97_170], B], surfaces: [{ collection: 'after' }] },
    };
    expect(await pool.run('measure', { storeDir, request })).toEqual(await run({ storeDir, request }, context));
  });
});
