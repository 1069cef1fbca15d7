/**
 * Where the sun stands at a place and time. Positions by astronomy-engine (VSOP87, nutation, aberration, parallax); agrees with
 * suncalc 2.0.2 and with CesiumJS' Simon 1994 to better than 0.1° (tested).
 */
import { Body, Equator, Horizon, MakeTime, Observer } from 'astronomy-engine';
import { RequestError } from '../errors.ts';

export interface SunDirection {
  /** Clockwise from true north, 0 ≤ a < 360. */
  readonly azimuthDeg: number;
  /** Of the centre of the disc above the level of the place. */
  readonly elevationDeg: number;
}

export interface SunPlace {
  readonly lon: number;
  readonly lat: number;
  /** Above the ellipsoid; a thousand metres move the sun by nothing. */
  readonly heightM?: number;
}

/**
 * @param timeMs since 1970-01-01 UTC
 * @param refracted whether the air lifts the sun: up to 0.57° at the horizon (Sæmundsson; 1010 hPa, 10 °C). Default: as it is seen
 */
export function sunDirection({ lon, lat, heightM = 0 }: SunPlace, timeMs: number, refracted = true): SunDirection {
  const observer = new Observer(lat, lon, heightM);
  const time = MakeTime(new Date(timeMs));
  const { ra, dec } = Equator(Body.Sun, time, observer, true, true);
  const { azimuth, altitude } = Horizon(time, observer, ra, dec, refracted ? 'normal' : undefined);
  return { azimuthDeg: azimuth >= 360 ? azimuth - 360 : azimuth, elevationDeg: altitude };
}

const DAY_MS = 86_400_000;

/**
 * The beginning of a day by the clock of a place.
 * @param day `2026-12-21` @param utcOffsetMinutes 540 in Japan
 * @throws {RequestError} INVALID_INPUT for a day that is none
 */
export function dayBeginMs(day: string, utcOffsetMinutes: number): number {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  const utc = found ? Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])) : Number.NaN;
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== day) {
    throw new RequestError('INVALID_INPUT', `expected a day as 2026-12-21, got ${JSON.stringify(day)}`);
  }
  return utc - utcOffsetMinutes * 60_000;
}

export interface SunTimes {
  /** Of the upper edge of the disc at a level horizon; null on days without. */
  readonly riseMs: number | null;
  readonly setMs: number | null;
  /** The sun at its highest. */
  readonly noonMs: number;
}

/** Half the disc: the upper edge is on the horizon when the centre stands this much below it. */
const DISC_RADIUS_DEG = 0.2666;

/** Rise, set and noon of the day that begins then, to a second. */
export function sunTimes(place: SunPlace, beginMs: number): SunTimes {
  const height = (ms: number) => sunDirection(place, ms).elevationDeg + DISC_RADIUS_DEG;
  const STEPS = 144;
  let [riseMs, setMs, noonMs]: [number | null, number | null, number] = [null, null, beginMs];
  let highest = Number.NEGATIVE_INFINITY;
  let before = height(beginMs);
  for (let step = 1; step <= STEPS; step++) {
    const at = beginMs + (step * DAY_MS) / STEPS;
    const now = height(at);
    const from = at - DAY_MS / STEPS;
    if (before < 0 && now >= 0) riseMs ??= crossing(from, at, height);
    if (before >= 0 && now < 0) setMs ??= crossing(from, at, (ms) => -height(ms));
    if (now > highest) [highest, noonMs] = [now, at];
    before = now;
  }
  // the top of the day between its neighbours, by thirds
  let [low, high] = [noonMs - DAY_MS / STEPS, noonMs + DAY_MS / STEPS];
  while (high - low > 1000) {
    const third = (high - low) / 3;
    if (height(low + third) < height(high - third)) low += third;
    else high -= third;
  }
  return { riseMs, setMs, noonMs: Math.round((low + high) / 2) };
}

/** Where a function that is negative at the beginning and not at the end passes zero. */
function crossing(fromMs: number, toMs: number, value: (ms: number) => number): number {
  let [low, high] = [fromMs, toMs];
  while (high - low > 500) {
    const middle = (low + high) / 2;
    if (value(middle) < 0) low = middle;
    else high = middle;
  }
  return Math.round(high);
}
