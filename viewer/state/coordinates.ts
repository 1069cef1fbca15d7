/** Coordinates as people read, copy and type them. Survey order: X counts north, Y east. Pure. */
import type { SiteFrame, SitePosition } from './site-frame.ts';

export const READOUTS = ['plane', 'geographic'] as const;
export type Readout = (typeof READOUTS)[number];

export interface ReadCoordinate {
  /** `h` above the geoid (T.P.), `ellipsoidal` above the ellipsoid. */
  readonly label: 'x' | 'y' | 'h' | 'lat' | 'lon' | 'ellipsoidal';
  readonly text: string;
}

/** Plane coordinates in units of the CRS to two decimals; degrees to eight (a millimetre); elevations in metres. */
export function readout(position: SitePosition, frame: SiteFrame, kind: Readout): ReadCoordinate[] {
  const height = { label: 'h', text: position.height.toFixed(2) } as const;
  if (kind === 'plane') {
    return [
      { label: 'x', text: (position.north / frame.unitM).toFixed(2) },
      { label: 'y', text: (position.east / frame.unitM).toFixed(2) },
      height,
    ];
  }
  const [lon, lat] = frame.toLonLat(position.east, position.north);
  return [{ label: 'lat', text: lat.toFixed(8) }, { label: 'lon', text: lon.toFixed(8) }, height];
}

/** Both ways to write a place, the chosen one first, and both heights: on the globe. */
export function wholeReadout(position: SitePosition, frame: SiteFrame, kind: Readout): ReadCoordinate[] {
  const [first, second] = kind === 'plane' ? (['plane', 'geographic'] as const) : (['geographic', 'plane'] as const);
  const pair = (one: Readout) => readout(position, frame, one).slice(0, 2);
  const ellipsoidal = (position.height + frame.geoidHeightM).toFixed(2);
  const heights = [...readout(position, frame, kind).slice(2), { label: 'ellipsoidal', text: ellipsoidal } as const];
  return [...pair(first), ...heights, ...pair(second)];
}

/** One line for the clipboard, which "go to" reads again: `X=97200.00 Y=36100.00 H=210.30 EPSG:6676`. */
export function copiedText(position: SitePosition, frame: SiteFrame, kind: Readout): string {
  const [first, second, height] = readout(position, frame, kind).map(({ text }) => text);
  return kind === 'plane'
    ? `X=${first} Y=${second} H=${height}${frame.code === null ? '' : ` ${frame.code}`}`
    : `${first}, ${second} H=${height} WGS84`;
}

const NUMBER = '[+-]?\\d{1,8}(?:\\.\\d{1,12})?';
const PLAIN = new RegExp(`^(${NUMBER})\\s*[,;\\s]\\s*(${NUMBER})$`);
const LETTERED = new RegExp(
  `^([xyen])\\s*[=:]?\\s*(${NUMBER})\\s*m?\\s*[,;]?\\s*([xyen])\\s*[=:]?\\s*(${NUMBER})\\s*m?$`,
);
/** Larger than any degree: plane coordinates. */
const LARGEST_DEGREE = 180;

/**
 * Plane coordinates of the site's own system: `X, Y` in survey order without letters, or with letters in any order
 * (X and N count north, Y and E east). What a copied line has behind them, such as the height, is passed over.
 * @returns north and east in CRS units; null for anything else, degrees among it
 */
export function parsePlane(text: string): { north: number; east: number } | null {
  const typed = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s,;]*\b(?:h\s*[=:]?\s*[+-]?\d|epsg:).*$/, '');
  const plain = PLAIN.exec(typed);
  if (plain) {
    const [north, east] = [Number(plain[1]), Number(plain[2])];
    return Math.max(Math.abs(north), Math.abs(east)) > LARGEST_DEGREE ? { north, east } : null;
  }
  const lettered = LETTERED.exec(typed);
  if (!lettered) return null;
  const [, first = '', a, second = '', b] = lettered;
  const isNorth = (letter: string) => letter === 'x' || letter === 'n';
  if (isNorth(first) === isNorth(second)) return null;
  const [one, other] = [Number(a), Number(b)];
  // `n 35.1 e 139.0` are degrees.
  if (/[ne]/.test(first) && Math.max(Math.abs(one), Math.abs(other)) <= LARGEST_DEGREE) return null;
  return isNorth(first) ? { north: one, east: other } : { north: other, east: one };
}
