/**
 * Surveys of different days against each other: an epoch is a day on which one or more of the opened collections were
 * measured. Two of them share a split picture (`swipe`) or take turns in it (`blink`). Pure.
 */
import type { CollectionInfo } from './collection.ts';

export const COMPARE_MODES = ['off', 'swipe', 'blink'] as const;
export type CompareMode = (typeof COMPARE_MODES)[number];

/** The divider keeps this far from the edges of the picture, as a part of its width: it can always be caught. */
const SPLIT_MARGIN = 0.02;

export interface CompareState {
  readonly mode: CompareMode;
  /** Collections that stand for their epochs; null before a pair was chosen. */
  readonly left: string | null;
  readonly right: string | null;
  /** Where the picture is split, 0 at its left edge, 1 at its right one. */
  readonly split: number;
  /** Of `blink`: the side on the screen. */
  readonly shown: 'left' | 'right';
  /** Whether the sides of `blink`, or the epochs of the bar, take turns by themselves. */
  readonly playing: boolean;
}

export const NO_COMPARE: CompareState = {
  mode: 'off',
  left: null,
  right: null,
  split: 0.5,
  shown: 'left',
  playing: false,
};

export type CompareAction =
  | { readonly type: 'mode'; readonly mode: CompareMode; readonly playing?: boolean }
  | { readonly type: 'pair'; readonly left?: string; readonly right?: string }
  | { readonly type: 'swap' }
  | { readonly type: 'split'; readonly split: number }
  | { readonly type: 'turn' }
  | { readonly type: 'play'; readonly playing: boolean };

/** Collections of one day. */
export interface Epoch {
  /** The first of its collections. */
  readonly id: string;
  /** `2019-11-18`. */
  readonly day: string;
  readonly ids: readonly string[];
}

/** Days of the collections that have one, oldest first. A survey of several days counts as the day on which it began. */
export function epochsOf(collections: readonly Pick<CollectionInfo, 'id' | 'start' | 'end'>[]): Epoch[] {
  const days = new Map<string, string[]>();
  for (const { id, start, end } of collections) {
    const day = (start ?? end)?.slice(0, 10);
    if (day === undefined || Number.isNaN(Date.parse(day))) continue;
    days.set(day, [...(days.get(day) ?? []), id]);
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([day, ids]) => (ids[0] === undefined ? [] : [{ id: ids[0], day, ids }]));
}

export function reduceCompare(state: CompareState, action: CompareAction, epochs: readonly Epoch[]): CompareState {
  switch (action.type) {
    case 'mode':
      if (action.mode === 'off') return { ...state, mode: 'off', playing: false };
      if (epochs.length < 2) return state;
      return {
        ...withPair(state, epochs),
        mode: action.mode,
        shown: 'left',
        playing: action.mode === 'blink' && action.playing !== false,
      };
    case 'pair':
      return chosenPair(state, action, epochs);
    case 'swap':
      return { ...state, left: state.right, right: state.left };
    case 'split':
      return Number.isFinite(action.split)
        ? { ...state, split: Math.min(1 - SPLIT_MARGIN, Math.max(SPLIT_MARGIN, action.split)) }
        : state;
    case 'turn':
      return { ...state, shown: state.shown === 'left' ? 'right' : 'left' };
    case 'play':
      return { ...state, playing: action.playing };
  }
}

/** Two epochs that exist and differ: the chosen ones, else the oldest against the newest. */
function withPair(state: CompareState, epochs: readonly Epoch[]): CompareState {
  const has = (id: string | null) => epochs.some((epoch) => epoch.id === id);
  if (has(state.left) && has(state.right) && state.left !== state.right) return state;
  return { ...state, left: epochs[0]?.id ?? null, right: epochs.at(-1)?.id ?? null };
}

/** The side that is chosen as the other one is drives that one to the place that became free. */
function chosenPair(
  state: CompareState,
  { left = state.left ?? undefined, right = state.right ?? undefined }: { left?: string; right?: string },
  epochs: readonly Epoch[],
): CompareState {
  const known = [left, right].every((id) => id !== undefined && epochs.some((epoch) => epoch.id === id));
  if (!known || left === undefined || right === undefined) return state;
  if (left === right) return { ...state, left: state.right, right: state.left };
  return { ...state, left, right };
}

/** What a view draws of a comparison: collections by side. */
export interface ViewCompare {
  readonly mode: 'swipe' | 'blink';
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly split: number;
  readonly shown: 'left' | 'right';
}

/** @returns null where nothing is compared, or the pair is not among the opened collections */
export function viewCompare(state: CompareState, epochs: readonly Epoch[]): ViewCompare | null {
  const { mode, split, shown } = state;
  const left = epochs.find(({ id }) => id === state.left);
  const right = epochs.find(({ id }) => id === state.right);
  if (mode === 'off' || !left || !right || left === right) return null;
  return { mode, left: left.ids, right: right.ids, split, shown };
}

/** The collections to draw in one part of the picture. */
export interface PicturePart {
  /** Parts of the width: from, to. */
  readonly from: number;
  readonly to: number;
  readonly ids: readonly string[];
}

/** The parts of the picture from left to right; they fill it. */
export function pictureParts(compare: ViewCompare): PicturePart[] {
  const { mode, left, right, split, shown } = compare;
  if (mode === 'blink') return [{ from: 0, to: 1, ids: shown === 'left' ? left : right }];
  return [
    { from: 0, to: split, ids: left },
    { from: split, to: 1, ids: right },
  ];
}

/** A part in device pixels; neighbouring parts share no pixel and leave none out. */
export function partPixels(
  { from, to }: Pick<PicturePart, 'from' | 'to'>,
  widthPx: number,
): { x: number; width: number } {
  const x = Math.round(from * widthPx);
  return { x, width: Math.round(to * widthPx) - x };
}

/** The epoch after or before the ones shown, around the ends; the first when several are shown. */
export function nextEpoch(epochs: readonly Epoch[], hidden: ReadonlySet<string>, by: 1 | -1): Epoch | null {
  const shown = epochs.filter(({ ids }) => ids.some((id) => !hidden.has(id)));
  const only = shown.length === 1 ? shown[0] : undefined;
  if (!only) return (by === 1 ? epochs[0] : epochs.at(-1)) ?? null;
  return epochs[(epochs.indexOf(only) + by + epochs.length) % epochs.length] ?? null;
}

/**
 * Places of the ticks along a bar, 0…1: in proportion to time, but never nearer than `least`.
 * @param times ascending, any unit
 */
export function tickPlaces(times: readonly number[], least: number): number[] {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const gap = Math.min(least, times.length > 1 ? 1 / (times.length - 1) : 1);
  const places = times.map((time) => (last > first ? (time - first) / (last - first) : 0));
  // Pushed to the right from the left end, then back from the right one: both passes keep the gaps.
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i] as number, (places[i - 1] as number) + gap);
  let limit = 1;
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i] as number, limit);
    limit = (places[i] as number) - gap;
  }
  return places.map((place) => Math.max(0, place));
}

/** `swipe,before,after,0.5` for the address; undefined when nothing is compared. */
export function formatCompare({ mode, left, right, split }: CompareState): string | undefined {
  if (mode === 'off' || left === null || right === null) return undefined;
  return [mode, left, right, ...(mode === 'swipe' ? [String(Number(split.toFixed(3)))] : [])].join(',');
}

/** @returns undefined for what is no comparison */
export function parseCompare(text: string | null): Partial<CompareState> | undefined {
  const [name, left, right, split] = text?.split(',') ?? [];
  const mode = COMPARE_MODES.find((one) => one === name && one !== 'off');
  if (!mode || !left || !right) return undefined;
  const at = split === undefined || split.trim() === '' ? Number.NaN : Number(split);
  return { mode, left, right, ...(at >= SPLIT_MARGIN && at <= 1 - SPLIT_MARGIN ? { split: at } : {}) };
}
