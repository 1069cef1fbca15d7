/** Colours of features by an attribute: categories, or classes of numbers. The same ledger has the same colours everywhere. */
import { CLASS_RANGE, type Ledger, type LedgerValue } from './ledger.ts';

/** Told apart with any colour vision (Okabe and Ito 2008), without black; the ledger's own colour comes first. */
export const CATEGORY_COLOURS = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#56b4e9', '#cc79a7', '#f0e442'] as const;
export const OTHER_COLOUR = '#8c96a0';
export const NONE_COLOUR = '#c8ced4';
/** Dark blue to yellow, even in lightness for any colour vision (cividis; Nuñez, Anderton and Renslow 2018). */
const RAMP = ['#00224e', '#35456c', '#666970', '#948e77', '#c8b866', '#fee838'] as const;

export type StyleClass = {
  /** #rrggbb */
  readonly colour: string;
  readonly count: number;
} & (
  | { readonly kind: 'all' | 'other' | 'none' }
  | { readonly kind: 'value'; readonly value: Exclude<LedgerValue, null> }
  /** Low included, high excluded but in the last class. */
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
);

export interface Classified {
  readonly classes: readonly StyleClass[];
  /** Class of each feature. */
  readonly classOf: Uint8Array;
}

type Styled = Pick<Ledger, 'fields' | 'features' | 'style'>;

/** Classes without a feature are left out, but ranges. */
export function classify({ fields, features, style }: Styled): Classified {
  const field = style.by === null ? undefined : fields[style.by];
  if (style.by === null || !field) {
    const one: StyleClass = { kind: 'all', colour: style.colour, count: features.length };
    return { classes: [one], classOf: new Uint8Array(features.length) };
  }
  const values = features.map((feature) => feature.values[style.by!] ?? null);
  return field.kind === 'number' && style.method !== 'categories'
    ? byRange(values, style.method, style.classes)
    : byValue(values);
}

/** The most frequent first; of as many, the one that comes first in its order. */
function byValue(values: readonly LedgerValue[]): Classified {
  const counts = new Map<Exclude<LedgerValue, null>, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const order = [...counts].sort(([a, m], [b, n]) => n - m || compareValues(a, b));
  const named = order.slice(0, CATEGORY_COLOURS.length);
  const placeOf = new Map(named.map(([value], index) => [value, index]));
  const others = order.slice(named.length).reduce((sum, [, count]) => sum + count, 0);
  const blank = values.filter((value) => value === null).length;
  const classes: StyleClass[] = named.map(([value, count], index) => {
    return { kind: 'value', value, count, colour: CATEGORY_COLOURS[index]! };
  });
  const other = others > 0 ? classes.push({ kind: 'other', count: others, colour: OTHER_COLOUR }) - 1 : 0;
  const none = blank > 0 ? classes.push({ kind: 'none', count: blank, colour: NONE_COLOUR }) - 1 : 0;
  return {
    classes,
    classOf: Uint8Array.from(values, (value) => (value === null ? none : (placeOf.get(value) ?? other))),
  };
}

function byRange(values: readonly LedgerValue[], method: 'equal' | 'quantile', count: number): Classified {
  const numbers = values.filter((value) => typeof value === 'number');
  const breaks = classBreaks(numbers, method, count);
  const classIn = (value: LedgerValue) => (typeof value === 'number' ? rangeIndex(breaks, value) : breaks.length - 1);
  const classOf = Uint8Array.from(values, classIn);
  const counts = new Array<number>(breaks.length).fill(0);
  for (const index of classOf) counts[index]! += 1;
  const ranges = Math.max(0, breaks.length - 1);
  const classes: StyleClass[] = Array.from({ length: ranges }, (_, index) => ({
    kind: 'range',
    low: breaks[index]!,
    high: breaks[index + 1]!,
    count: counts[index]!,
    colour: rampColour(ranges === 1 ? 0.5 : index / (ranges - 1)),
  }));
  const blank = values.length - numbers.length;
  if (blank > 0) classes.push({ kind: 'none', count: blank, colour: NONE_COLOUR });
  return { classes, classOf: breaks.length === 0 ? new Uint8Array(values.length) : classOf };
}

/**
 * Ends of the classes, ascending, one more than there are classes; fewer where values are the same; none without numbers.
 * `equal`: as wide as one another. `quantile`: as many values in each, as far as equal values allow.
 */
export function classBreaks(values: readonly number[], method: 'equal' | 'quantile', count: number): number[] {
  if (values.length === 0) return [];
  const [least, most] = CLASS_RANGE;
  const classes = Math.min(most, Math.max(least, Math.round(count)));
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  if (low === high) return [low, high];
  const ends = Array.from({ length: classes + 1 }, (_, k) => {
    if (k === 0) return low;
    if (k === classes) return high;
    return method === 'equal'
      ? low + (high - low) * (k / classes)
      : sorted[Math.min(sorted.length - 1, Math.ceil((k * sorted.length) / classes))]!;
  });
  return ends.filter((end, k) => k === 0 || end > ends[k - 1]!);
}

/** The class of a value: the last whose low end is not above it. */
export function rangeIndex(breaks: readonly number[], value: number): number {
  let index = 0;
  while (index + 2 < breaks.length && value >= breaks[index + 1]!) index += 1;
  return index;
}

function rampColour(part: number): string {
  const at = part * (RAMP.length - 1);
  const k = Math.min(RAMP.length - 2, Math.floor(at));
  const [from, to] = [RAMP[k]!, RAMP[k + 1]!];
  const channel = (hex: string, c: number) => Number.parseInt(hex.slice(1 + 2 * c, 3 + 2 * c), 16);
  const mixed = [0, 1, 2].map((c) => Math.round(channel(from, c) + (channel(to, c) - channel(from, c)) * (at - k)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

const TEXTS = new Intl.Collator('ja', { numeric: true });

/** Numbers by size, texts as a reader orders them, no before yes; kinds apart. */
export function compareValues(a: LedgerValue, b: LedgerValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return TEXTS.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return (typeof a).localeCompare(typeof b);
}
