/** Colours of charts on the dark page: those of drawings are made for white paper. Pure. */
import { FILL_COLOURS } from './model.ts';

/** The dark page's surface (styles/tokens.css). */
const DARK_SURFACE = [0x1f, 0x25, 0x2b] as const;
/** Thin lines and small texts need this much (WCAG 1.4.3). */
const LEAST_CONTRAST = 4.5;

const linear = (part: number) => (part <= 10.3 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]: readonly [number, number, number]) =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

/** Contrast with the dark surface, as WCAG counts it: 1…21. */
export function contrastOnDark(colour: readonly [number, number, number]): number {
  const [a, b] = [luminance(colour), luminance(DARK_SURFACE)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** A colour `#rrggbb` mixed with as much white as makes it readable on the dark page; others stay as they are. */
export function onDark(colour: string): string {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)?.slice(1);
  if (!digits) return colour;
  const [red = 0, green = 0, blue = 0] = digits.map((part) => Number.parseInt(part, 16));
  for (let white = 0; white < 1; white += 0.05) {
    const mix = (part: number) => Math.round(part + (255 - part) * white);
    const mixed = [mix(red), mix(green), mix(blue)] as const;
    if (contrastOnDark(mixed) >= LEAST_CONTRAST) {
      return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    }
  }
  return '#ffffff';
}

/** A CSS colour that follows the page's scheme by itself. */
export function inkCss(colour: string): string {
  return `light-dark(${colour}, ${onDark(colour)})`;
}

export interface ChartPaper {
  readonly ink: (colour: string) => string;
  readonly axis: string;
  readonly grid: string;
  /** Around texts that stand over lines. */
  readonly halo: string;
  readonly fills: Readonly<Record<keyof typeof FILL_COLOURS, string>>;
}

export const LIGHT_PAPER: ChartPaper = {
  ink: (colour) => colour,
  axis: '#495057',
  grid: '#e9ecef',
  halo: 'rgba(255, 255, 255, 0.9)',
  fills: FILL_COLOURS,
};

export const DARK_PAPER: ChartPaper = {
  ink: onDark,
  axis: '#b3bec8',
  grid: '#323b43',
  halo: 'rgba(31, 37, 43, 0.9)',
  fills: { cut: onDark(FILL_COLOURS.cut), fill: onDark(FILL_COLOURS.fill), plain: onDark(FILL_COLOURS.plain) },
};

export function chartPaper(isDark: boolean): ChartPaper {
  return isDark ? DARK_PAPER : LIGHT_PAPER;
}
