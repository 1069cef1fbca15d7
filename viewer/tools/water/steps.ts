/**
 * Given time steps as a pure reducer: which series is open and at what time the picture is. Between two steps depths are
 * interpolated linearly; outside of the series there is nothing. What is shown was computed elsewhere.
 */
import { FormatError, LimitError } from '#core/errors.ts';
import type { DepthGrid } from '../../local/grids/depth-grid.ts';
import { stepsField, type WaterField, type WaterGrid } from '../../state/water-surface.ts';
import { type Failure, IDLE, type Run, type RunAction, reduceRun } from '../run.ts';
import { type StepIndex, timeInName } from './step-times.ts';

export const MAX_STEPS = 500;
/** Cells of all steps together: 240 MB. */
export const MAX_SERIES_CELLS = 60_000_000;

export interface DepthStep {
  readonly name: string;
  /** Seconds, or the number of the step. */
  readonly time: number;
  readonly depths: Float32Array;
  readonly maxDepthM: number;
}

export interface DepthSeries {
  readonly grid: WaterGrid;
  /** By time. */
  readonly steps: readonly DepthStep[];
  /** Whether times are seconds; else numbers of steps. */
  readonly isSeconds: boolean;
  /** Who computed it, as the index says; null: not stated. */
  readonly source: string | null;
  readonly format: DepthGrid['format'];
  readonly sourceCellM: number;
  readonly every: number;
  readonly resampled: boolean;
  /** Ground under the cells; null: unknown, the cell is not drawn. */
  readonly groundM: readonly (number | null)[];
}

export interface StepsState {
  readonly series: Run<DepthSeries>;
  readonly time: number;
  readonly playing: boolean;
  /** Seconds of the series in a second of playing are chosen so that it takes about this long. */
  readonly lastsS: number;
}

export type StepsAction =
  | { readonly type: 'series'; readonly run: RunAction<DepthSeries> }
  | { readonly type: 'time'; readonly time: number }
  | { readonly type: 'play'; readonly playing: boolean }
  | { readonly type: 'lasts'; readonly lastsS: number }
  | { readonly type: 'close' };

export const EMPTY_STEPS: StepsState = { series: IDLE, time: 0, playing: false, lastsS: 20 };

export function reduceSteps(state: StepsState, action: StepsAction): StepsState {
  switch (action.type) {
    case 'series': {
      const series = reduceRun(state.series, action.run);
      const time = action.run.type === 'done' ? (action.run.result.steps[0]?.time ?? 0) : state.time;
      return { ...state, series, time, playing: false };
    }
    case 'time':
      return { ...state, time: withinSeries(state, action.time) };
    case 'play': {
      const { steps } = openSeries(state) ?? { steps: [] };
      const last = steps.at(-1)?.time ?? 0;
      // at the end it begins again
      const time = action.playing && state.time >= last ? (steps[0]?.time ?? 0) : state.time;
      return { ...state, playing: action.playing && steps.length > 1, time };
    }
    case 'lasts':
      return { ...state, lastsS: Math.min(600, Math.max(2, action.lastsS)) };
    case 'close':
      return { ...EMPTY_STEPS, lastsS: state.lastsS };
  }
}

export const openSeries = ({ series }: StepsState): DepthSeries | null =>
  series.state === 'done' ? series.result : null;

export const seriesFailure = ({ series }: StepsState): Failure | null =>
  series.state === 'failed' ? series.failure : null;

function withinSeries(state: StepsState, time: number): number {
  const { steps } = openSeries(state) ?? { steps: [] };
  const [first, last] = [steps[0]?.time ?? 0, steps.at(-1)?.time ?? 0];
  return Math.min(last, Math.max(first, time));
}

/** The steps around a time, and the part of the way from one to the other. */
export function aroundTime(
  steps: readonly DepthStep[],
  time: number,
): { readonly before: number; readonly after: number; readonly part: number } {
  const last = steps.length - 1;
  const next = steps.findIndex((step) => step.time >= time);
  if (next <= 0) return next === 0 ? { before: 0, after: 0, part: 0 } : { before: last, after: last, part: 0 };
  const [from, to] = [steps[next - 1]?.time ?? 0, steps[next]?.time ?? 0];
  if (to === time) return { before: next, after: next, part: 0 };
  return { before: next - 1, after: next, part: (time - from) / (to - from) };
}

/** Depth at a time in a cell, metres; NaN where either step has no data. */
export function depthAt({ steps }: DepthSeries, time: number, cell: number): number {
  const { before, after, part } = aroundTime(steps, time);
  const [from, to] = [steps[before]?.depths[cell] ?? Number.NaN, steps[after]?.depths[cell] ?? Number.NaN];
  return part === 0 ? from : from + part * (to - from);
}

/** Wet area, volume and greatest depth of a time, from the cells as they are drawn. */
export function sumsAt(series: DepthSeries, time: number) {
  const cellM2 = series.grid.cellSizeM ** 2;
  let [wet, sum, maxDepthM] = [0, 0, 0];
  const { before, after, part } = aroundTime(series.steps, time);
  const [from, to] = [series.steps[before]?.depths, series.steps[after]?.depths];
  for (let cell = 0; cell < series.grid.cols * series.grid.rows; cell++) {
    const depth = wetOf(from?.[cell]) + part * (wetOf(to?.[cell]) - wetOf(from?.[cell]));
    if (!(depth > 0)) continue;
    wet++;
    sum += depth;
    if (depth > maxDepthM) maxDepthM = depth;
  }
  return { areaM2: wet * cellM2, volumeM3: sum * cellM2, maxDepthM };
}

const wetOf = (depth: number | undefined): number => (depth !== undefined && depth > 0 ? depth : 0);

const fields = new WeakMap<DepthSeries, { readonly key: string; readonly field: WaterField }>();

/** What the shader reads for the two steps around a time: kept until other steps are wanted. */
export function fieldAt(series: DepthSeries, time: number): { readonly field: WaterField; readonly part: number } {
  const { before, after, part } = aroundTime(series.steps, time);
  const key = `${before} ${after === before ? Math.min(before + 1, series.steps.length - 1) : after}`;
  const kept = fields.get(series);
  if (kept?.key === key) return { field: kept.field, part };
  const [from = 0, to = 0] = key.split(' ').map(Number);
  const none = new Float32Array(series.grid.cols * series.grid.rows);
  const field = stepsField(
    series.grid,
    series.groundM,
    series.steps[from]?.depths ?? none,
    series.steps[to]?.depths ?? none,
  );
  fields.set(series, { key, field });
  return { field, part };
}

/**
 * Orders files by their times.
 * @throws {FormatError} when a file has no time, or two have the same
 * @throws {LimitError} for too many
 */
export function orderSteps(
  names: readonly string[],
  index: StepIndex | null,
): { readonly order: readonly { readonly at: number; readonly time: number }[]; readonly isSeconds: boolean } {
  if (names.length > MAX_STEPS) {
    throw new LimitError(`expected at most ${MAX_STEPS} steps, seen ${names.length}`, {
      limit: MAX_STEPS,
      actual: names.length,
    });
  }
  const found = names.map((name) => {
    const listed = index?.times.get(name);
    return listed === undefined ? (index ? null : timeInName(name)) : { value: listed, isSeconds: true };
  });
  const missing = found.indexOf(null);
  if (missing >= 0 && names.length > 1) {
    const where = index ? 'in the index' : 'in its name (depth_90s.tif, 10min.asc, step_003.csv) or an index';
    throw new FormatError(`${names[missing]}: expected a time ${where}, seen none`, { offset: 0 });
  }
  const isSeconds = found.length > 0 && found.every((one) => one?.isSeconds);
  const order = found.map((one, at) => ({ at, time: one?.value ?? 0 })).sort((a, b) => a.time - b.time);
  const twice = order.findIndex(({ time }, i) => i > 0 && time === order[i - 1]?.time);
  if (twice > 0) {
    const [a, b] = [order[twice - 1], order[twice]].map((one) => names[one?.at ?? 0]);
    throw new FormatError(`${a} and ${b}: expected steps at different times, seen ${order[twice]?.time} twice`, {
      offset: 0,
    });
  }
  return { order, isSeconds };
}

/** @throws {FormatError} when a grid is not that of the first step */
export function assertSameGrid(first: DepthGrid, next: DepthGrid, name: string): void {
  const [a, b] = [first.grid, next.grid];
  const near = (x: number, y: number) => Math.abs(x - y) <= 1e-3 * a.cellSizeM;
  const isSame =
    a.cols === b.cols &&
    a.rows === b.rows &&
    near(a.originE, b.originE) &&
    near(a.originN, b.originN) &&
    near(a.cellSizeM, b.cellSizeM);
  if (isSame) return;
  const words = ({ cols, rows, originE, originN, cellSizeM }: WaterGrid) =>
    `${cols} × ${rows} cells of ${cellSizeM.toFixed(2)} m from ${originE.toFixed(1)}, ${originN.toFixed(1)}`;
  throw new FormatError(`${name}: expected the grid of the first step, ${words(a)}, seen ${words(b)}`, { offset: 0 });
}
