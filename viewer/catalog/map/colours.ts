/** Colours of sensors and years, for map, legend and list: told apart without red–green vision, on light and dark. Pure. */
import { type Rgb, rgbParts } from '../../state/colour-ramp.ts';
import { isSensor, type Sensor } from '../state/filters.ts';
import { type Facet, UNKNOWN } from '../state/overview.ts';
import type { ColourBy } from '../state/url.ts';

const SENSOR_COLOURS: Readonly<Record<Sensor, number>> = {
  lp: 0x2f74c0,
  alb: 0x0f9aa8,
  mms: 0xd9772b,
  uav: 0x8b5bc4,
  tls: 0xc23a6b,
};
const UNKNOWN_COLOUR = 0x7d8790;
/** One a year and again after ten: neighbours in time must be told apart, more than their order must be seen. */
const YEAR_COLOURS = [
  0x2f74c0, 0xd9772b, 0x3f9b4f, 0x8b5bc4, 0xb08a12, 0xc23a6b, 0x0f9aa8, 0x8c5a3c, 0x5b6fd6, 0x7a8f2a,
] as const;
/** Takes the first colour. */
const FIRST_YEAR = 2019;

const css = ([red, green, blue]: Rgb, alpha = 1): string =>
  `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(' ')} / ${alpha})`;

function colourNumber(by: ColourBy, value: string): number {
  if (value === UNKNOWN) return UNKNOWN_COLOUR;
  if (by === 'sensor') return isSensor(value) ? SENSOR_COLOURS[value] : UNKNOWN_COLOUR;
  const count = YEAR_COLOURS.length;
  return YEAR_COLOURS[(((Number(value) - FIRST_YEAR) % count) + count) % count] ?? UNKNOWN_COLOUR;
}

/** @param value of the property that is shown; {@link UNKNOWN} is grey */
export function colourOf(by: ColourBy, value: string, alpha = 1): string {
  return css(rgbParts(colourNumber(by, value)), alpha);
}

/** The value that a sheet is coloured by. */
export function shownValue(by: ColourBy, { sensor, year }: { sensor: string | null; year: number | null }): string {
  return by === 'sensor' ? (sensor ?? UNKNOWN) : year === null ? UNKNOWN : String(year);
}

/** The value that most of a cell's sheets have; the first of equals. */
export function commonest(facet: Facet): string {
  let [best, most] = [UNKNOWN, 0];
  for (const [value, count] of Object.entries(facet)) if (count > most) [best, most] = [value, count];
  return best;
}
