/**
 * Which points are drawn and can be picked, by their attributes. The same rule stands in `shaders/point-filter.glsl`; a test
 * runs both over one table of cases. Numbers of the server are of all points: a filter changes the picture alone.
 */

export type Range = readonly [low: number, high: number];

export const RETURN_RULES = ['all', 'first', 'last', 'single', 'several'] as const;
export type ReturnRule = (typeof RETURN_RULES)[number];

/** Classification flags in the order of their bits (LAS 1.4, table 16). */
export const FLAGS = ['synthetic', 'keyPoint', 'withheld', 'overlap'] as const;
export type Flag = (typeof FLAGS)[number];
export const FLAG_RULES = ['any', 'only', 'without'] as const;
export type FlagRule = (typeof FLAG_RULES)[number];

/** Attributes that a range can cut; metres, seconds of GPS time as stored, numbers as stored. */
export const RANGE_KEYS = ['elevation', 'height', 'intensity', 'source', 'time'] as const;
export type RangeKey = (typeof RANGE_KEYS)[number];

export interface PointFilter {
  /** Codes of the classes that are shown, ascending; null: all. */
  readonly classes: readonly number[] | null;
  readonly returns: ReturnRule;
  /** Ends included; null: everything. A height above ground that nobody knows is in no range. */
  readonly ranges: Readonly<Record<RangeKey, Range | null>>;
  readonly flags: Readonly<Record<Flag, FlagRule>>;
}

export const NO_FILTER: PointFilter = {
  classes: null,
  returns: 'all',
  ranges: { elevation: null, height: null, intensity: null, source: null, time: null },
  flags: { synthetic: 'any', keyPoint: 'any', withheld: 'any', overlap: 'any' },
};

export function isFiltering({ classes, returns, ranges, flags }: PointFilter): boolean {
  const cuts = RANGE_KEYS.some((key) => ranges[key] !== null) || FLAGS.some((flag) => flags[flag] !== 'any');
  return classes !== null || returns !== 'all' || cuts;
}

/** A point as the filter sees it. */
export interface FilterPoint {
  readonly classification: number;
  /** As `streaming/point-tree.ts` packs them. */
  readonly returns: number;
  readonly flags: number;
  readonly intensity: number;
  readonly source: number;
  readonly elevation: number;
  /** NaN: unknown. */
  readonly height: number;
  readonly time: number;
}

/** Whether a point is drawn. */
export function passesFilter(filter: PointFilter, point: FilterPoint): boolean {
  if (filter.classes && !filter.classes.includes(point.classification)) return false;
  if (!passesReturns(filter.returns, point.returns & 255, point.returns >> 8)) return false;
  for (const [bit, flag] of FLAGS.entries()) {
    const rule = filter.flags[flag];
    if (rule !== 'any' && (rule === 'only') !== ((point.flags >> bit) & 1) > 0) return false;
  }
  for (const key of RANGE_KEYS) {
    const range = filter.ranges[key];
    if (range && !(point[key] >= range[0] && point[key] <= range[1])) return false;
  }
  return true;
}

/** A format without returns stores 0 for both numbers: such a point is the only one of its pulse. */
function passesReturns(rule: ReturnRule, number: number, count: number): boolean {
  if (rule === 'first') return number <= 1;
  if (rule === 'last') return number >= count;
  if (rule === 'single') return count <= 1;
  return rule === 'all' || count > 1;
}
