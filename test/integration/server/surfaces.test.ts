/** The process design-surface over HTTP, and what it leaves: a surface that is read, written out, drawn and measured. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { saveSurface } from '#worker/surfaces/surface-store.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 1 });
});
afterAll(() => server.close());

const get = (url: string) => server.app.inject(url);
const execute = (inputs: object, pid = 'design-surface') =>
  server.app.inject({ method: 'POST', url: `/api/processes/${pid}/execution`, payload: { inputs } });

/** On the plane before the earthwork: 200 + 0.03·(e − 52400) + 0.01·(n + 97200), points ± 2 cm. */
const RING = [
  [52_480, -97_140],
  [52_520, -97_140],
  [52_520, -97_110],
  [52_480, -97_110],
  [52_480, -97_140],
];
const PAD = {
  kind: 'pad',
  crs: 'EPSG:6676',
  existing: { collection: 'before' },
  area: { type: 'Polygon', coordinates: [RING] },
  bermEveryM: 3,
  name: '造成地 "A"',
  maxEdgeM: 10,
};

describe('design-surface', () => {
  it('balances a pad on the points of a collection, and cut-fill-volume finds the same', async () => {
    const response = await execute({ ...PAD, solve: { balance: { C: 0.9 } } });
    expect(response.statusCode).toBe(200);
    const result = response.json();
    expect(Math.abs(result.cutM3 * 0.9 - result.fillM3)).toBeLessThan(1);
    expect(result.balance).toEqual({ C: 0.9, differenceM3: result.cutM3 * 0.9 - result.fillM3 });
    // the plane at the pad's middle is 203.75 m high; less is cut than filled, by C
    expect(Math.abs(result.elevationM - 203.75)).toBeLessThan(0.1);
    expect(result.warnings.map(({ code }: { code: string }) => code)).toContain('NO_STABILITY_ANALYSIS');
    expect(result.openRimM).toBe(0);
    expect(result.provenance.requestHash.slice(0, 32)).toBe(result.surface);
    const wide = [
      [52_460, -97_160],
      [52_540, -97_160],
      [52_540, -97_090],
      [52_460, -97_090],
      [52_460, -97_160],
    ];
    const volume = await execute(
      {
        area: { type: 'Polygon', coordinates: [wide] },
        crs: 'EPSG:6676',
        existing: { collection: 'before' },
        compared: { design: result.surface },
        method: 'tin',
        maxEdgeM: 10,
      },
      'cut-fill-volume',
    );
    expect(volume.json().cutM3).toBeCloseTo(result.cutM3, 6);
    expect(volume.json().fillM3).toBeCloseTo(result.fillM3, 6);
  });

  it('gives the same surface for the same request, and another for another', async () => {
    const [one, again, other] = [
      (await execute({ ...PAD, elevationM: 206 })).json(),
      (await execute({ elevationM: 206, ...PAD })).json(),
      (await execute({ ...PAD, elevationM: 206.5 })).json(),
    ];
    expect(again.surface).toBe(one.surface);
    expect(other.surface).not.toBe(one.surface);
    const record = (await get(`/api/surfaces/${one.surface}`)).json();
    expect(record).toMatchObject({
      name: PAD.name,
      kind: 'mesh',
      crs: 'EPSG:6676',
      verticalDatum: 'JGD2011',
      accuracyM: 0,
    });
    expect(record.source.format).toBe('made');
    expect(record.madeBy).toMatchObject({ process: 'design-surface', inputs: { kind: 'pad', elevationM: 206 } });
    expect(record.count).toBe(one.triangles);
  });

  it('tells the thresholds of the law', async () => {
    const { checks, footprintAreaM2 } = (await execute({ ...PAD, elevationM: 206 })).json();
    const byCode = Object.fromEntries(checks.map((check: { code: string }) => [check.code, check]));
    expect(byCode.FILL_CLIFF).toMatchObject({ limit: 1, exceeded: true });
    expect(byCode.CUT_CLIFF).toMatchObject({ limit: 2, exceeded: false });
    expect(byCode.AREA).toMatchObject({ exceeded: true, value: footprintAreaM2 });
    expect(byCode.SPECIAL_AREA).toMatchObject({ exceeded: false });
  });

  it('sweeps a section, on points and on a level', async () => {
    const section = {
      kind: 'section',
      crs: 'EPSG:6676',
      alignment: {
        type: 'LineString',
        coordinates: [
          [52_450, -97_130, 206],
          [52_510, -97_130, 207],
          [52_550, -97_100, 207],
        ],
      },
      carriageway: {
        left: [{ offsetM: 3, crossFallPercent: 2 }],
        right: [
          { offsetM: 3, crossFallPercent: 2 },
          { offsetM: 4, heightM: -0.1 },
        ],
      },
    };
    const onPoints = await execute({ ...section, existing: { collection: 'before' }, maxEdgeM: 10 });
    expect(onPoints.json()).toMatchObject({ kind: 'section', elevationM: 0, openRimM: 0 });
    expect(onPoints.json().fillM3).toBeGreaterThan(1000);
    const onLevel = await execute({ ...section, existing: { plane: { elevationM: 203 } }, solve: { fillM3: 2000 } });
    expect(Math.abs(onLevel.json().fillM3 - 2000)).toBeLessThan(1);
    expect((await get(`/api/surfaces/${onLevel.json().surface}`)).json().verticalDatum).toBeNull();
  });

  it('stands on another design', async () => {
    const pad = (await execute({ ...PAD, existing: { plane: { elevationM: 200 } }, elevationM: 205 })).json();
    const small = [
      [52_495, -97_130],
      [52_505, -97_130],
      [52_505, -97_120],
      [52_495, -97_120],
      [52_495, -97_130],
    ];
    const heap = { ...PAD, existing: { design: pad.surface }, area: { type: 'Polygon', coordinates: [small] } };
    const result = (await execute({ ...heap, elevationM: 207, bermEveryM: undefined })).json();
    // a frustum of 2 m on the pad: 100·2 + 40·1.8·2² /2 + π·1.8²·2³/3
    expect(Math.abs(result.fillM3 - (200 + 144 + (Math.PI * 1.8 ** 2 * 8) / 3))).toBeLessThan(0.1);
    expect(result.provenance.surfaces[0].id).toBe(pad.surface);
  });

  it.each([
    ['both elevation and solve', { elevationM: 1, solve: { fillM3: 1 } }, 'INVALID_INPUT'],
    [
      'an outline that crosses itself',
      { elevationM: 206, area: { type: 'Polygon', coordinates: [[RING[0], RING[2], RING[1], RING[3], RING[0]]] } },
      'GEOMETRY',
    ],
    [
      'an alignment for a pad',
      { elevationM: 206, alignment: { type: 'LineString', coordinates: [RING[0], RING[1]] } },
      'INVALID_INPUT',
    ],
    ['a plane without a system', { elevationM: 206, crs: undefined, existing: { plane: { elevationM: 1 } } }, 'CRS'],
    ['an unknown collection', { elevationM: 206, existing: { collection: 'none' } }, 'NOT_FOUND'],
    ['a target above the height allowed', { solve: { fillM3: 50_000 }, maxHeightM: 3 }, 'INVALID_INPUT'],
    [
      'slopes that meet no ground',
      { elevationM: 206, existing: { plane: { point: [52_480, -97_140, 200], dipDeg: 40, azimuthDeg: 0 } } },
      'INVALID_INPUT',
    ],
  ])('refuses %s', async (_, changes, code) => {
    expect((await execute({ ...PAD, ...changes })).json()).toMatchObject({ code });
  });
});

describe('/api/surfaces', () => {
  const surfaceOf = async (inputs: object) => (await execute({ ...PAD, ...inputs })).json().surface as string;

  it('writes J-LandXML with zone, datum and criterion, under the name of the surface', async () => {
    const id = await surfaceOf({ elevationM: 206 });
    const response = await get(`/api/surfaces/${id}/landxml`);
    expect(response.headers['content-type']).toContain('xml');
    expect(response.headers['content-disposition']).toContain(
      `filename*=UTF-8''${encodeURIComponent('造成地 "A".xml')}`,
    );
    expect(response.body).toContain('<Property label="applicationCriterion" value="MlitLandXmlVer.1.7"/>');
    expect(response.body).toContain(
      'horizontalDatum="JGD2011" verticalDatum="T.P" horizontalCoordinateSystemName="8(X,Y)"',
    );
    expect(response.body).toContain('desc="DesignGround"');
    const { count } = (await get(`/api/surfaces/${id}`)).json();
    expect(response.body.match(/<F>/g)).toHaveLength(count);
    // the pad's corner, north first, in millimetres
    expect(response.body).toContain('>-97140.000 52480.000 206.000</P>');
  });

  it('draws footprint and break lines, also in longitude and latitude', async () => {
    const id = await surfaceOf({ elevationM: 208 });
    const plane = (await get(`/api/surfaces/${id}/outline`)).json();
    expect(plane.crs).toBe('EPSG:6676');
    const [footprint, breaks] = plane.features;
    expect(footprint.geometry.type).toBe('MultiPolygon');
    expect(breaks.geometry.coordinates.flat()).toContainEqual([52_480, -97_140, 208]);
    const degrees = (await get(`/api/surfaces/${id}/outline?crs=OGC:CRS84`)).json();
    const [lon, lat, height] = degrees.features[0].geometry.coordinates[0][0][0];
    const [e, n] = createProjection(crsFromCode('EPSG:6676')).fromLonLat(lon, lat);
    const [first] = footprint.geometry.coordinates[0][0];
    expect(Math.hypot(e - first[0], n - first[1])).toBeLessThan(0.002);
    expect(height).toBe(first[2]);
    expect((await get(`/api/surfaces/${id}/outline?crs=EPSG:4326`)).json()).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('knows no surface that is not there, and refuses to write a grid as triangles', async () => {
    for (const path of ['', '/landxml', '/outline']) {
      expect((await get(`/api/surfaces/${'0'.repeat(32)}${path}`)).json()).toMatchObject({ code: 'NOT_FOUND' });
      expect((await get(`/api/surfaces/..%2F..${path}`)).json()).toMatchObject({ code: 'NOT_FOUND' });
    }
    const id = 'ab'.repeat(16);
    const raster = { originE: 0, originN: 0, stepM: 1, cols: 2, rows: 2, heights: Float64Array.of(1, 2, 3, 4) };
    const source = { format: 'text-grid', fileName: 'g.txt', sizeBytes: 1, sha256: null } as const;
    const facts = {
      id,
      name: 'g',
      source,
      crs: 'EPSG:6676',
      verticalDatum: null,
      datetime: null,
      accuracyM: null,
      checks: [],
    };
    await saveSurface(server.config.storeDir, facts, { kind: 'raster', raster });
    for (const path of ['/landxml', '/outline']) {
      expect((await get(`/api/surfaces/${id}${path}`)).json()).toMatchObject({ code: 'UNSUPPORTED' });
    }
  });
});

it('runs as a command, and writes the surface as LandXML', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tengun-design-'));
  try {
    const [input, out] = [join(folder, 'request.json'), join(folder, 'design.xml')];
    await writeFile(input, JSON.stringify({ inputs: { ...PAD, elevationM: 206 } }));
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs'),
      ...['design', '--input', input, '--out', out, '--store', server.config.storeDir, '--json'],
    ]);
    const result = JSON.parse(stdout);
    expect(result.surface).toBe((await execute({ ...PAD, elevationM: 206 })).json().surface);
    const text = await readFile(out, 'utf8');
    expect(text.match(/<F>/g)).toHaveLength(result.triangles);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
