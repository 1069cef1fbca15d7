/** Given time steps: times, order, interpolation between steps only. */
import { describe, expect, it } from 'vitest';
import type { DepthGrid } from '../../../../viewer/local/grids/depth-grid.ts';
import { clockText, isIndex, readIndex, timeInName } from '../../../../viewer/tools/water/step-times.ts';
import {
  aroundTime,
  assertSameGrid,
  type DepthSeries,
  depthAt,
  EMPTY_STEPS,
  fieldAt,
  orderSteps,
  reduceSteps,
  sumsAt,
} from '../../../../viewer/tools/water/steps.ts';

const GRID = { cols: 2, rows: 1, originE: 0, originN: 0, cellSizeM: 10 };
const series: DepthSeries = {
  grid: GRID,
  steps: [
    { name: 'a', time: 60, depths: Float32Array.of(0, 1), maxDepthM: 1 },
    { name: 'b', time: 120, depths: Float32Array.of(2, 3), maxDepthM: 3 },
    { name: 'c', time: 300, depths: Float32Array.of(2, Number.NaN), maxDepthM: 2 },
  ],
  isSeconds: true,
  source: null,
  format: 'XYZ',
  sourceCellM: 10,
  every: 1,
  resampled: false,
  groundM: [5, null],
};

describe('times', () => {
  it.each([
    ['depth_90s.tif', 90, true],
    ['浸水深10分.asc', 600, true],
    ['t=1h30min.csv', 5400, true],
    ['flood-2.5h.tif', 9000, true],
    ['step_003.asc', 3, false],
    ['2011_step12.xyz', 12, false],
  ])('stand in the name: %s', (name, value, isSeconds) => {
    expect(timeInName(name)).toEqual({ value, isSeconds });
  });

  it('or in an index, which says the source too', () => {
    const json = readIndex(
      'index.json',
      '{"source":"静岡県 2013","unit":"min","steps":[{"file":"b.tif","time":10},{"file":"dir/a.tif","time":0}]}',
    );
    expect([...json.times]).toEqual([
      ['b.tif', 600],
      ['a.tif', 0],
    ]);
    expect(json.source).toBe('静岡県 2013');
    const csv = readIndex('i.csv', '\uFEFFfile,time,unit\r\n"a.tif",1,h\r\nb.tif,30,min\r\n');
    expect([...csv.times.values()]).toEqual([3600, 1800]);
    expect(isIndex('x.csv', 'file,time\n')).toBe(true);
    expect(isIndex('x.csv', '0 0 1\n')).toBe(false);
    expect(clockText(3725)).toBe('1:02:05');
  });

  it.each([
    ['{"steps":[{"file":"a.tif"}]}'],
    ['{"steps":{}}'],
    ['{'],
    ['[]'],
    ['file,when\na,1'],
    ['{"steps":[{"file":"a","time":1,"unit":"fortnight"}]}'],
    [`{"steps":[${Array(2001).fill('{"file":"a","time":1}').join(',')}]}`],
  ])('a broken index is refused: %s', (text) => {
    expect(() => readIndex('index', text)).toThrow(/expected an index of files and times/);
  });

  it('put the files in order', () => {
    expect(orderSteps(['b_120s.tif', 'a_60s.tif'], null)).toEqual({
      order: [
        { at: 1, time: 60 },
        { at: 0, time: 120 },
      ],
      isSeconds: true,
    });
    expect(orderSteps(['one.tif'], null).order).toEqual([{ at: 0, time: 0 }]);
    expect(() => orderSteps(['one.tif', 'two.tif'], null)).toThrow(/expected a time in its name/);
    expect(() => orderSteps(['1s.tif', '1s.asc'], null)).toThrow(/different times/);
    expect(() => orderSteps(['1s.tif'], { times: new Map([['x', 1]]), source: null, isSeconds: true })).not.toThrow();
    expect(() => orderSteps(['1s.tif', '2s.tif'], { times: new Map(), source: null, isSeconds: true })).toThrow(
      /in the index/,
    );
    expect(() => orderSteps(Array(501).fill('a'), null)).toThrow(/at most 500 steps/);
  });
});

describe('between steps', () => {
  it('depths are linear, and outside of the series there is only its end', () => {
    expect(aroundTime(series.steps, 90)).toEqual({ before: 0, after: 1, part: 0.5 });
    expect(aroundTime(series.steps, 120)).toEqual({ before: 1, after: 1, part: 0 });
    expect(aroundTime(series.steps, 0)).toEqual({ before: 0, after: 0, part: 0 });
    expect(aroundTime(series.steps, 999)).toEqual({ before: 2, after: 2, part: 0 });
    expect(depthAt(series, 75, 0)).toBe(0.5);
    expect(depthAt(series, 75, 1)).toBe(1.5);
    expect(depthAt(series, 200, 1)).toBeNaN();
    expect(sumsAt(series, 90)).toEqual({ areaM2: 200, volumeM3: 300, maxDepthM: 2 });
    expect(sumsAt(series, 60)).toEqual({ areaM2: 100, volumeM3: 100, maxDepthM: 1 });
  });

  it('the graphics processor is sent something new at a step only', () => {
    const [a, b] = [fieldAt(series, 70), fieldAt(series, 110)];
    expect(a.field).toBe(b.field);
    expect([a.part, b.part]).toEqual([10 / 60, 50 / 60]);
    expect([...a.field.cells.slice(0, 4)]).toEqual([0, 0, 2, 1]);
    // no ground is known there
    expect(a.field.cells[7]).toBe(0);
    expect(fieldAt(series, 130).field).not.toBe(a.field);
  });

  it('time stays in the series; playing begins again at its end', () => {
    const open = reduceSteps(reduceSteps(EMPTY_STEPS, { type: 'series', run: { type: 'run' } }), {
      type: 'series',
      run: { type: 'done', result: series },
    });
    expect(open.time).toBe(60);
    const late = reduceSteps(open, { type: 'time', time: 1e6 });
    expect(late.time).toBe(300);
    expect(reduceSteps(late, { type: 'play', playing: true })).toMatchObject({ time: 60, playing: true });
    expect(reduceSteps(open, { type: 'close' }).series.state).toBe('idle');
  });

  it('all steps have one grid', () => {
    const of = (grid: object) => ({ grid: { ...GRID, ...grid } }) as DepthGrid;
    expect(() => assertSameGrid(of({}), of({ originE: 0.001 }), 'b')).not.toThrow();
    expect(() => assertSameGrid(of({}), of({ cols: 3 }), 'b.tif')).toThrow(
      /b\.tif: expected the grid of the first step/,
    );
    expect(() => assertSameGrid(of({}), of({ originN: 10 }), 'b.tif')).toThrow(/seen 2 × 1 cells/);
  });
});
