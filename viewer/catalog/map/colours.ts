/** Colours of sensors and years, for map, legend and list: told apart without red–green vision, on light and dark. Pure. */
import { colourAt, type Rgb } from '../../state/colour-ramp.ts';
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
/** Old to new. */
const YEAR_STOPS = [0x5a3d8f, 0x2f74c0, 0x16989b, 0x5aa845, 0xd6a520, 0xd9622b] as const;
/** Years are coloured by their place between these, so that a year looks the same whatever else is shown. */
const FIRST_YEAR = 2009;
const LAST_YEAR = 2029;

const css = ([red, green, blue]: Rgb, alpha = 1): string =>
  `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(' ')} / ${alpha})`;

const partsOf = (colour: number): Rgb => colourAt([colour, colour], 0);

function partsOfValue(by: ColourBy, value: string): Rgb {
  if (value === UNKNOWN) return partsOf(UNKNOWN_COLOUR);
  if (by === 'sensor') return partsOf(isSensor(value) ? SENSOR_COLOURS[value] : UNKNOWN_COLOUR);
  return colourAt(YEAR_STOPS, (Number(value) - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR));
}

/** @param value of the property that is shown; {@link UNKNOWN} is grey */
export function colourOf(by: ColourBy, value: string, alpha = 1): string {
  return css(partsOfValue(by, value), alpha);
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
