/** The underground tool: its request, its address, tubes, the dig box and what is cut for it. */
import { describe, expect, it } from 'vitest';
import { type PipeInput, parsePipeCheckRequest } from '#core/contract/pipe-check.ts';
import { keepsPlace, NO_CLIP } from '../../../../viewer/state/seeing/clip.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { digMesh, TUBE_SIDES, tubeMesh } from '../../../../viewer/state/tube-mesh.ts';
import { clipWithDig, type DigBox, digCorners } from '../../../../viewer/state/underground-view.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { boxAround, digWalls } from '../../../../viewer/tools/underground/dig-walls.ts';
import { placePipes } from '../../../../viewer/tools/underground/place-pipes.ts';
import {
  allPipes,
  EMPTY_UNDERGROUND,
  pipeRequest,
  reduceUnderground,
  type UndergroundAction,
  type UndergroundState,
  undergroundObstacle,
} from '../../../../viewer/tools/underground/state.ts';
import { askedUnderground, undergroundUrl } from '../../../../viewer/tools/underground/url.ts';

const pipe = (id: string): PipeInput => ({
  id,
  kind: 'gas',
  diameterMm: 100,
  line: [
    [52_000, -97_000],
    [52_010, -97_000],
  ],
});
const reduced = (...actions: UndergroundAction[]): UndergroundState =>
  actions.reduce(reduceUnderground, EMPTY_UNDERGROUND);
const BOX: DigBox = { east: 100, north: 200, widthM: 6, lengthM: 10, depthM: 3, headingDeg: 30 };

describe('request', () => {
  it('needs pipes and a ground; the server takes it as it is', () => {
    expect(undergroundObstacle(EMPTY_UNDERGROUND, 'before')).toBe('needPipes');
    const state = reduced({ type: 'add', network: { file: 'a', pipes: [pipe('1')], notes: null } });
    expect(undergroundObstacle(state, null)).toBe('needCollection');
    expect(undergroundObstacle(state, 'before')).toBeNull();
    const inputs = pipeRequest(state, { code: 'EPSG:6676' }, 'before');
    expect(parsePipeCheckRequest({ inputs })).toMatchObject({
      surface: { collection: 'before' },
      crs: 'EPSG:6676',
      under: 'vehicles',
      requiredCoverM: { gas: { vehicles: 1.2, elsewhere: 0.6 } },
      requiredClearanceM: 0.3,
    });
    const strict = reduceUnderground(state, { type: 'settings', part: { coverM: { vehicles: 1.5, elsewhere: 1 } } });
    expect(parsePipeCheckRequest({ inputs: pipeRequest(strict, { code: null }, 'x') }).requiredCoverM.sewer).toEqual({
      vehicles: 1.5,
      elsewhere: 1,
    });
  });

  it('pipes of two files keep ids of their own; a file opened again replaces itself', () => {
    const state = reduced(
      { type: 'add', network: { file: 'a.csv', pipes: [pipe('1'), pipe('2')], notes: null } },
      { type: 'add', network: { file: 'b.csv', pipes: [pipe('1')], notes: null } },
      { type: 'add', network: { file: 'a.csv', pipes: [pipe('1')], notes: null } },
    );
    expect(allPipes(state).map(({ id }) => id)).toEqual(['1', '1 (a.csv)']);
  });
});

describe('places of a file', () => {
  const frame = createSiteFrame({
    code: 'EPSG:6676',
    proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
    unitM: 1,
    geoidHeightM: 40,
  });
  it('plane coordinates stay, degrees and other systems are projected', () => {
    expect(placePipes({ pipes: [pipe('1')], crs: 'EPSG:6676' }, frame)[0]?.line).toEqual(pipe('1').line);
    expect(placePipes({ pipes: [pipe('1')], crs: null }, frame)[0]?.line).toEqual(pipe('1').line);
    const line = pipe('1').line.map(([e = 0, n = 0]) => [...frame.toLonLat(e, n)]);
    expect(placePipes({ pipes: [{ ...pipe('1'), line }], crs: 'OGC:CRS84' }, frame)[0]?.line).toEqual(pipe('1').line);
    expect(placePipes({ pipes: [{ ...pipe('1'), line }], crs: 'EPSG:6668' }, frame)[0]?.line).toEqual(pipe('1').line);
  });
});

describe('address', () => {
  it('keeps settings and the box to the digit, and leaves defaults out', () => {
    expect(formatUrl({ tool: 'underground', undergroundTool: undergroundUrl(EMPTY_UNDERGROUND, 1) })).toBe(
      '?tool=underground',
    );
    const state = reduced(
      {
        type: 'settings',
        part: { collection: 'before', under: 'elsewhere', coverM: { vehicles: 1.5, elsewhere: 0.8 }, clearanceM: 0.5 },
      },
      { type: 'settings', part: { nearM: 1, depthHolds: 'vertices', groundOpacity: 0.35 } },
      { type: 'dig', dig: { ...BOX, east: 52_230.25, north: -97_060.5 } },
    );
    const text = formatUrl({ tool: 'underground', undergroundTool: undergroundUrl(state, 1) });
    const asked = askedUnderground(parseUrl(text).undergroundTool ?? {}, ['before'], 1);
    expect(asked).toEqual({ settings: state.settings, dig: state.dig });
  });

  it.each([
    ['dig=1,2~0~5~3~0', 'a box without width'],
    ['dig=1,2~5~5~3', 'a box without heading'],
    ['dig=a,2~5~5~3~0', 'a box nowhere'],
    ['popacity=7&pcover=1&pground=gone', 'other nonsense'],
  ])('%s (%s) is as usual', (query) => {
    const asked = askedUnderground(parseUrl(`?tool=underground&${query}`).undergroundTool ?? {}, ['before'], 1);
    expect(asked).toEqual({ settings: EMPTY_UNDERGROUND.settings, dig: null });
    expect(parseUrl(`?tool=water&${query}`).undergroundTool).toBeUndefined();
  });
});

describe('tubes', () => {
  const tube = (parts: readonly number[][], radiusM = 0.5) => ({
    parts: parts.map((part) => Float64Array.from(part)),
    radiusM,
    colour: 0x2f7fd6,
    marked: false,
  });
  /** Signed volume by the divergence theorem: only a closed surface whose triangles all look outwards has the right one. */
  const volumeOf = ({ positions, triangles }: ReturnType<typeof tubeMesh>): number => {
    let sum = 0;
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => positions.subarray(3 * triangles[i + k]!, 3 * triangles[i + k]! + 3));
      sum +=
        (a![0]! * (b![1]! * c![2]! - b![2]! * c![1]!) -
          a![1]! * (b![0]! * c![2]! - b![2]! * c![0]!) +
          a![2]! * (b![0]! * c![1]! - b![1]! * c![0]!)) /
        6;
    }
    return sum;
  };
  /** Area of the regular polygon that stands for the circle. */
  const sectionM2 = (radiusM: number) => (TUBE_SIDES / 2) * radiusM ** 2 * Math.sin((2 * Math.PI) / TUBE_SIDES);

  it('are closed and as thick as the pipe, straight, steep and around a bend', () => {
    const straight = tubeMesh([tube([[1000, 2000, 5, 1010, 2000, 5]])], [1000, 2000, 5]);
    expect(volumeOf(straight)).toBeCloseTo(10 * sectionM2(0.5), 9);
    const steep = tubeMesh([tube([[0, 0, 0, 3, 0, 4]])], [0, 0, 0]);
    expect(volumeOf(steep)).toBeCloseTo(5 * sectionM2(0.5), 9);
    const bent = tubeMesh([tube([[0, 0, 0, 10, 0, 0, 10, 10, 0]])], [0, 0, 0]);
    expect(volumeOf(bent)).toBeCloseTo(20 * sectionM2(0.5), 1);
  });

  it('parts that are one place, and pipes without a known axis, are nothing', () => {
    expect(tubeMesh([tube([[1, 1, 1, 1, 1, 1]]), tube([])], [0, 0, 0]).triangles).toHaveLength(0);
  });
});

describe('dig box', () => {
  const flat = (heightM: number, hole = false) => ({
    cols: 40,
    rows: 40,
    west: 90,
    south: 190,
    cellSizeM: 0.5,
    source: 'points' as const,
    accuracyM: null,
    heights: Float32Array.from({ length: 1600 }, (_, i) => (hole && i % 40 < 18 ? Number.NaN : heightM)),
  });

  it('has its corners where its heading says', () => {
    const [near] = digCorners({ ...BOX, headingDeg: 90 });
    // looking east: along is east, across is south
    expect(near![0]).toBeCloseTo(95, 9);
    expect(near![1]).toBeCloseTo(203, 9);
  });

  it('walls stand around the box, from the ground to the floor', () => {
    const walls = digWalls(BOX, flat(50));
    expect(walls).toMatchObject({ floorM: 47, knownPart: 1 });
    const rim = walls!.rim;
    expect([...rim.slice(0, 3)]).toEqual([...rim.slice(-3)]);
    const { positions, triangles } = digMesh(walls!, [0, 0, 0]);
    let area = 0;
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => positions.subarray(3 * triangles[i + k]!, 3 * triangles[i + k]! + 3));
      const [u, v] = [
        [b![0]! - a![0]!, b![1]! - a![1]!, b![2]! - a![2]!],
        [c![0]! - a![0]!, c![1]! - a![1]!, c![2]! - a![2]!],
      ];
      area +=
        Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!) / 2;
    }
    expect(area).toBeCloseTo(2 * (6 + 10) * 3 + 60, 6);
    const [west, south, east, north] = boxAround(BOX, 1);
    expect(east - west).toBeCloseTo(6 * Math.cos(Math.PI / 6) + 10 * Math.sin(Math.PI / 6) + 2, 9);
    expect(north).toBeGreaterThan(south);
  });

  it('unknown ground at the rim is told, in the middle nothing is dug', () => {
    const partly = digWalls(BOX, flat(50, true));
    expect(partly!.knownPart).toBeLessThan(1);
    expect(partly!.rim.every(Number.isFinite)).toBe(true);
    expect(digWalls({ ...BOX, east: 92 }, flat(50, true))).toBeNull();
  });

  it('cuts what is inside and over it, and nothing else, beside the shapes of the user', () => {
    const walls = digWalls(BOX, flat(50));
    const inside = [100, 200] as const;
    const outside = [100, 210] as const;
    const own = {
      centre: [100, 200, 50] as const,
      size: [50, 50, 50] as const,
      headingDeg: 0,
      side: 'inside' as const,
    };
    for (const clip of [NO_CLIP, { ...NO_CLIP, box: own }]) {
      const dug = clipWithDig(clip, walls);
      expect(keepsPlace(dug, ...inside, 49)).toBe(false);
      expect(keepsPlace(dug, ...inside, 60)).toBe(false);
      expect(keepsPlace(dug, ...outside, 49)).toBe(true);
    }
    expect(keepsPlace(clipWithDig({ ...NO_CLIP, box: own }, walls), 100, 230, 50)).toBe(false);
    expect(clipWithDig(NO_CLIP, null)).toBe(NO_CLIP);
  });
});
