/** The water tool: its request, its address, the numbers of the level in the picture. */
import { describe, expect, it } from 'vitest';
import { type InundationResult, parseInundationRequest } from '#core/contract/inundation.ts';
import { connectionLevels } from '#core/water/connection-levels.ts';
import { drawnLevels } from '#core/water/drawn-levels.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { levelField, waterMesh } from '../../../../viewer/state/water-surface.ts';
import { levelsOf } from '../../../../viewer/tools/water/settings.ts';
import {
  EMPTY_WATER,
  rangeOf,
  reduceWater,
  shownLevel,
  type WaterAction,
  type WaterState,
  waterDrawing,
  waterObstacle,
  waterRequest,
} from '../../../../viewer/tools/water/state.ts';
import { askedWater, waterUrl } from '../../../../viewer/tools/water/url.ts';

const FRAME = { code: 'EPSG:6676', unitM: 1 };
const BOX = [52_000, -97_200, 52_600, -96_900] as const;
const stateOf = (...actions: readonly WaterAction[]): WaterState => actions.reduce(reduceWater, EMPTY_WATER);
const at = (east: number, north: number, height: number) => ({ east, north, height });
const seeded = (...more: readonly WaterAction[]) =>
  stateOf(
    { type: 'draw', action: { type: 'start' } },
    { type: 'draw', action: { type: 'add', position: at(52_240.1234, -97_095, 191.7) } },
    ...more,
  );
const request = (state: WaterState, frame = FRAME) => waterRequest(state, frame, { collection: 'before', box: BOX });

const LINE: readonly WaterAction[] = [
  { type: 'sketch', kind: 'barrier' },
  { type: 'draw', action: { type: 'start' } },
  { type: 'draw', action: { type: 'add', position: at(52_300, -97_150, 190) } },
  { type: 'draw', action: { type: 'add', position: at(52_300, -97_050, 190) } },
  { type: 'draw', action: { type: 'finish' } },
  { type: 'keepSketch', levelM: 194.5, widthM: 2 },
];

describe('the request', () => {
  it('is what the process takes: a box around the seed within the collection, levels from its height up', () => {
    const inputs = request(seeded());
    expect(parseInundationRequest({ inputs }).levels).toEqual([
      192, 192.5, 193, 193.5, 194, 194.5, 195, 195.5, 196, 196.5, 197,
    ]);
    expect(inputs.area?.coordinates[0]?.[0]).toEqual([52_000, -97_200]);
    expect(inputs.area?.coordinates[0]?.[2]).toEqual([52_541, -96_900]);
    expect(inputs.seeds).toEqual([{ type: 'Point', coordinates: [52_240.1234, -97_095] }]);
    expect(inputs.surface).toEqual({ collection: 'before', classes: [2, 9] });
  });

  it('is in units of the CRS, heights and lengths in metres', () => {
    const foot = 0.3048;
    const inputs = request(seeded(...LINE), { code: 'EPSG:2994', unitM: foot });
    expect(inputs.seeds[0]?.coordinates).toEqual([52_240.1234 / foot, -97_095 / foot]);
    expect(inputs.barriers).toMatchObject([{ crestM: 194.5, widthM: 2 }]);
    expect(inputs.cellSizeM).toBe(1);
    parseInundationRequest({ inputs });
  });

  it('has lines and areas as seeds, walls and channels', () => {
    const line = stateOf(
      { type: 'seedKind', kind: 'area' },
      { type: 'draw', action: { type: 'replace', vertices: [at(0, 0, 1), at(9, 0, 1), at(9, 9, 1)] } },
      { type: 'barriers', barriers: [{ kind: 'opening', vertices: [at(0, 0, 0), at(5, 5, 0)], levelM: 3, widthM: 0 }] },
      { type: 'settings', part: { range: { fromM: 1, toM: 1.3, stepM: 0.1 } } },
    );
    const inputs = request(line);
    expect(inputs.seeds).toMatchObject([{ type: 'Polygon' }]);
    expect(inputs.openings).toEqual([
      {
        line: {
          type: 'LineString',
          coordinates: [
            [0, 0],
            [5, 5],
          ],
        },
        bedM: 3,
      },
    ]);
    expect(inputs.barriers).toBeUndefined();
    expect(inputs.levels).toEqual([1, 1.1, 1.2, 1.3]);
    parseInundationRequest({ inputs });
  });

  it('is not sent without a seed, a ground, levels, or with too many cells', () => {
    expect(waterObstacle(EMPTY_WATER, 'before')).toBe('needSeed');
    expect(waterObstacle(seeded(), null)).toBe('needCollection');
    expect(waterObstacle(seeded(), 'before')).toBeNull();
    expect(waterObstacle(seeded({ type: 'settings', part: { cellSizeM: 0.1 } }), 'before')).toBe('tooMany');
    const typed = stateOf({ type: 'draw', action: { type: 'replace', vertices: [at(1, 2, 0)] } });
    // the height of a typed seed is not known until the ground is loaded
    expect(waterObstacle(typed, 'before')).toBe('needLevels');
    expect(rangeOf(typed)).toBeNull();
    expect(levelsOf({ fromM: 0, toM: 0.3, stepM: 0.1 })).toEqual([0, 0.1, 0.2, 0.3]);
    expect(levelsOf({ fromM: 0, toM: 1e6, stepM: 0.1 })).toHaveLength(200);
  });
});

describe('drawing', () => {
  it('draws the seed, or the wall that was begun until that is left', () => {
    const begun = seeded({ type: 'sketch', kind: 'opening' });
    expect(waterDrawing(begun)).toBe(begun.sketch);
    const back = reduceWater(begun, { type: 'sketch', kind: null });
    expect(waterDrawing(back)).toBe(back.seed);
    expect(back.seed.vertices).toHaveLength(1);
    expect(seeded(...LINE).barriers).toMatchObject([{ kind: 'barrier', levelM: 194.5, widthM: 2 }]);
    expect(waterDrawing(reduceWater(begun, { type: 'mode', mode: 'steps' }))).toBeNull();
  });
});

describe('the address', () => {
  it('asks in another browser for the same', () => {
    const state = seeded(
      ...LINE,
      { type: 'settings', part: { range: { fromM: 192, toM: 195, stepM: 0.25 }, connectivity: 4, reachM: 150 } },
      { type: 'settings', part: { colours: 'blue', opacity: 0.5, cellSizeM: 0.5, classes: [2], collection: 'before' } },
      { type: 'level', levelM: 193.25 },
      { type: 'mode', mode: 'places' },
    );
    const text = formatUrl({ tool: 'water', waterTool: waterUrl(state, 1) });
    const asked = askedWater(parseUrl(text).waterTool ?? {}, ['before', 'after'], 1, 200);
    const again = stateOf(
      { type: 'mode', mode: asked.mode },
      { type: 'settings', part: asked.settings },
      { type: 'seedKind', kind: asked.seedKind },
      { type: 'draw', action: { type: 'replace', vertices: asked.seed }, target: 'seed' },
      { type: 'barriers', barriers: asked.barriers },
    );
    expect(asked).toMatchObject({ mode: 'places', levelM: 193.25, seedKind: 'point' });
    expect(again.settings).toEqual(state.settings);
    const rounded = JSON.parse(JSON.stringify(request(state)).replace('52240.1234', '52240.123'));
    expect(request(again)).toEqual(rounded);
    expect(formatUrl({ tool: 'water', waterTool: waterUrl(EMPTY_WATER, 1) })).toBe('?tool=water');
  });

  it.each([
    'seed=point:x,y',
    'seed=area:1,2;3,4',
    'seed=point:1,2;3,4',
    'walls=5~0~1,2',
    'walls=~~|||',
    'levels=5,1,0.5',
    'levels=0,1000,0.001',
    'reach=-5&wcell=0&wopacity=9&wclasses=2,x&corners=7&level=1e9',
  ])('leaves out what is not understood: %s', (query) => {
    const url = parseUrl(`?tool=water&${query}`).waterTool ?? {};
    const asked = askedWater(url, [], 1, 0);
    expect(asked.seed).toEqual([]);
    expect(asked.barriers).toEqual([]);
    expect(asked.settings).toEqual(EMPTY_WATER.settings);
    expect(parseUrl(`?tool=volume&${query}`).waterTool).toBeUndefined();
  });
});

describe('the picture', () => {
  const heights = Float64Array.of(0, 1, 5, 2, Number.NaN, 3);
  const grid = { cellSizeM: 1, firstCol: 0, firstRow: 0, cols: 3, rows: 2 };
  const drawn = drawnLevels(grid, heights, connectionLevels({ cols: 3, rows: 2, heights }, [0], 8), 1);

  it('gets for each cell what the shader needs: wet below its connection level only', () => {
    const { cells, baseM } = levelField(
      { cols: 3, rows: 2, originE: 0, originN: 0, cellSizeM: 1 },
      drawn.heightsM,
      drawn.connectsAboveM,
    );
    expect(baseM).toBe(0);
    const wetAt = (level: number) =>
      Array.from(heights, (_, i) => (cells[4 * i + 3] === 1 && (cells[4 * i + 1] ?? 0) < level - baseM ? 1 : 0));
    expect(wetAt(0)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(wetAt(2.5)).toEqual([1, 1, 0, 1, 0, 0]);
    expect(wetAt(4)).toEqual([1, 1, 0, 1, 0, 1]);
  });

  it('is a mesh over the whole grid', () => {
    const mesh = waterMesh({ cols: 3, rows: 2, originE: 0, originN: 0, cellSizeM: 1 });
    expect([mesh.cols, mesh.rows, mesh.triangles.length]).toEqual([4, 3, 6 * 6]);
    expect(waterMesh({ cols: 5000, rows: 2, originE: 0, originN: 0, cellSizeM: 1 }).cols).toBe(180);
  });

  it('shows the chosen level, else the middle one', () => {
    const levels = [1, 2, 3].map((levelM) => ({ levelM }));
    const done = seeded(
      { type: 'run', run: { type: 'run' } },
      { type: 'run', run: { type: 'done', result: { levels } as unknown as InundationResult } },
    );
    expect(shownLevel(done)?.levelM).toBe(2);
    expect(shownLevel(reduceWater(done, { type: 'level', levelM: 3 }))?.levelM).toBe(3);
    expect(shownLevel(seeded())).toBeNull();
  });
});
