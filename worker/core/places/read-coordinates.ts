/** Coordinates as people type and paste them: decimal degrees, degrees minutes seconds, plane coordinates X (north) Y (east). */

import { crsFromCode } from '../crs/crs-from-code.ts';
import { planeRectangularEpsg } from '../crs/plane-rectangular.ts';
import { createProjection } from '../crs/projection.ts';

export interface ReadCoordinates {
  readonly lon: number;
  readonly lat: number;
  /** Zone that was assumed, because none was typed. */
  readonly assumedZone?: number;
}

/** Shizuoka's. */
const HOME_ZONE = 8;
const ROMANS = 'i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix'.split(' ');

const NUMBER = String.raw`[+-]?\d{1,7}(?:\.\d{1,12})?`;
/** Degrees, with minutes and seconds or without, and the side that they count from, before or behind. */
const ANGLE = String.raw`(n|s|e|w|北緯|南緯|東経|西経)?\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*(?:°|度)?\s*(?:(\d{1,2}(?:\.\d{1,12})?)\s*(?:'|分)\s*)?(?:(\d{1,2}(?:\.\d{1,12})?)\s*(?:"|秒)\s*)?(n|s|e|w)?`;
const ANGLES = new RegExp(String.raw`^(?:geo:|@)?\s*${ANGLE}\s*[,;/\s]\s*${ANGLE}\s*(?:[,;?].{0,40})?$`);
/** Angles with their signs need nothing between them. */
const MARKED = new RegExp(String.raw`^${ANGLE}\s*${ANGLE}$`);
const ZONE = String.raw`(?:第?\s*(\d{1,2}|[ivx]{1,5})\s*系)`;
const PLANE = new RegExp(
  String.raw`^${ZONE}?[\s,;:]*x\s*[=:]?\s*(${NUMBER})\s*m?[\s,;]*y\s*[=:]?\s*(${NUMBER})\s*m?[\s,;]*${ZONE}?$`,
);

/** @param text normalised: NFKC, lower case, straight marks of minutes and seconds @returns null when it is no place */
export function readCoordinates(text: string): ReadCoordinates | null {
  return readPlane(text) ?? readAngles(text);
}

function readPlane(text: string): ReadCoordinates | null {
  const match = PLANE.exec(text);
  if (!match) return null;
  const [, before, x, y, behind] = match;
  const named = before ?? behind;
  const zone = named === undefined ? HOME_ZONE : /^\d/.test(named) ? Number(named) : ROMANS.indexOf(named) + 1;
  if (zone < 1 || zone > 19) return null;
  const { toLonLat } = createProjection(crsFromCode(planeRectangularEpsg(zone)));
  // X counts north, Y east
  const [lon, lat] = toLonLat(Number(y), Number(x));
  if (!isPlace(lon, lat)) return null;
  return named === undefined ? { lon, lat, assumedZone: zone } : { lon, lat };
}

function readAngles(text: string): ReadCoordinates | null {
  const match = ANGLES.exec(text) ?? (/[nsew°度北南東西]/.test(text) ? MARKED.exec(text) : null);
  if (!match) return null;
  const first = readAngle(match.slice(1, 6));
  const second = readAngle(match.slice(6, 11));
  if (!first || !second) return null;
  if (first.axis !== null && first.axis === second.axis) return null;
  // without letters the larger one is the longitude, as everywhere in Japan; else latitude comes first
  const isLonFirst =
    first.axis === 'lon' || second.axis === 'lat' || (!first.axis && !second.axis && Math.abs(first.degrees) > 90);
  const [lon, lat] = isLonFirst ? [first.degrees, second.degrees] : [second.degrees, first.degrees];
  return isPlace(lon, lat) ? { lon, lat } : null;
}

function readAngle(parts: readonly (string | undefined)[]): { degrees: number; axis: 'lon' | 'lat' | null } | null {
  const [before, whole = '', minutes = '0', seconds = '0', behind] = parts;
  const side = before ?? behind;
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return null;
  const size = Math.abs(Number(whole)) + Number(minutes) / 60 + Number(seconds) / 3600;
  const isNegative = whole.startsWith('-') !== /^[sw南西]/.test(side ?? '');
  const axis = side === undefined ? null : /^[ns北南]/.test(side) ? 'lat' : 'lon';
  return { degrees: isNegative ? -size : size, axis };
}

function isPlace(lon: number, lat: number): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}
