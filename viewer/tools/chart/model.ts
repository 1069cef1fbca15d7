/** A chart of heights along a line, as the canvas and the SVG file draw it. Pure. */

export interface ChartLine {
  readonly label: string;
  readonly colour: string;
  readonly widthPx: number;
  readonly dashed?: boolean;
  /** Known parts, [x, y]. */
  readonly parts: readonly (readonly (readonly number[])[])[];
}

export interface ChartFill {
  /** `plain`: neither, as under a mass curve. */
  readonly kind: 'cut' | 'fill' | 'plain';
  /** x, y, x, y, … */
  readonly ring: readonly number[];
}

export interface ChartText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour: string;
  /** The text is left out where it would be wider than this, in metres of the abscissa. */
  readonly fitsM: number;
}

/** A vertical line with a name at its top. */
export interface ChartMark {
  readonly x: number;
  readonly label: string;
  readonly colour: string;
  readonly strong?: boolean;
}

export interface ChartDots {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** CSS colour of each. */
  readonly colourOf: (index: number) => string;
}

export interface ChartModel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xRange: readonly [low: number, high: number];
  readonly yExtent: readonly [low: number, high: number];
  /** The abscissa runs to the left: the section is looked at from the other side. */
  readonly mirrored?: boolean;
  readonly fills: readonly ChartFill[];
  readonly lines: readonly ChartLine[];
  readonly texts: readonly ChartText[];
  readonly marks: readonly ChartMark[];
  readonly dots: ChartDots | null;
  /** Names instead of numbers on the abscissa. */
  readonly xNames?: readonly { readonly x: number; readonly name: string }[];
  readonly yDecimals: number;
}

/** Cut lies below (blue, hatched), fill above (red): the colours of the difference map. */
export const FILL_COLOURS = { cut: '#1b4f9c', fill: '#a11d2b', plain: '#1f6fb5' } as const;

/** Ground lines: older surfaces blue, newer ones red-brown, then others; designs stand out. */
const GROUND_COLOURS = ['#1f6fb5', '#c4472b', '#3a8f4d', '#8257b3'] as const;
const DESIGN_COLOURS = ['#0f1720', '#b0357f'] as const;

/** The look of each surface, by its kind and its place among its like. */
export function lineLooks(
  kinds: readonly ('ground' | 'design')[],
): { colour: string; widthPx: number; dashed: boolean }[] {
  const seen = { ground: 0, design: 0 };
  return kinds.map((kind) => {
    const colours = kind === 'ground' ? GROUND_COLOURS : DESIGN_COLOURS;
    const colour = colours[seen[kind]++ % colours.length] ?? colours[0];
    return { colour, widthPx: kind === 'design' ? 2.6 : 2, dashed: kind === 'design' && seen.design > 1 };
  });
}

/** Lowest and highest ordinate; null when there is nothing. */
export function extentOfParts(parts: Iterable<readonly (readonly number[])[]>): [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const part of parts) {
    for (const [, y = Number.NaN] of part) {
      if (y < low) low = y;
      if (y > high) high = y;
    }
  }
  return low <= high ? [low, high] : null;
}

/** The ordinate of parts at an abscissa, or null between them. Parts ascend. */
export function ordinateAt(parts: ChartLine['parts'], x: number): number | null {
  for (const part of parts) {
    const [first, last] = [part[0]?.[0], part.at(-1)?.[0]];
    if (first === undefined || last === undefined || x < first || x > last) continue;
    let [low, high] = [0, part.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((part[middle]?.[0] ?? 0) <= x) low = middle;
      else high = middle;
    }
    const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [part[low] ?? [], part[high] ?? []];
    return x1 > x0 ? y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) : y0;
  }
  return null;
}

/**
 * The ordinates that the chart's height spans. `exaggeration` 1 draws metres alike both ways; null fits the data.
 * @param box size of the plot in pixels and metres across it
 */
export function ordinateRange(
  extent: readonly [low: number, high: number],
  exaggeration: number | null,
  box: { widthPx: number; heightPx: number; lengthM: number },
): [number, number] {
  const [low, high] = extent;
  const margin = Math.max(0.5, (high - low) * 0.08);
  if (exaggeration === null) return [low - margin, high + margin];
  const metresPerPixel = box.lengthM / Math.max(1, box.widthPx);
  const heightM = (box.heightPx * metresPerPixel) / exaggeration;
  const middle = (low + high) / 2;
  return [middle - heightM / 2, middle + heightM / 2];
}

/** Round numbers between two, about `count` of them. */
export function roundTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
