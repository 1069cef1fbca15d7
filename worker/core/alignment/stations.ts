/**
 * How places along an axis are counted (測点): station numbers with the jumps of station equations, their names, and the list of
 * stations at which sections are cut.
 */
import { LimitError, RequestError } from '../errors.ts';
import { roundHalfUp } from '../measure/rounding.ts';
import type { Alignment } from './alignment.ts';

/** Two stations nearer than this are one. */
const SAME_M = 0.001;
/** Beyond an end by less than this is the end. */
const ROUNDING_M = 1e-6;
export const MAX_STATIONS = 10_000;

type Counted = Pick<Alignment, 'startStationM' | 'lengthM' | 'equations'>;

/** A stretch of the axis along which stations count without a jump. */
interface Run {
  readonly fromM: number;
  readonly toM: number;
  readonly stationM: number;
}

function runsOf({ startStationM, lengthM, equations }: Counted): Run[] {
  const starts = [
    { distanceM: 0, stationM: startStationM },
    ...equations.map(({ distanceM, aheadM }) => ({ distanceM, stationM: aheadM })),
  ];
  return starts.map(({ distanceM, stationM }, i) => ({
    fromM: distanceM,
    toM: starts[i + 1]?.distanceM ?? lengthM,
    stationM,
  }));
}

/** Station number at a distance; at an equation the number ahead. Beyond the ends the count goes on. */
export function stationAt(alignment: Counted, distanceM: number): number {
  const { startStationM, equations } = alignment;
  const passed = equations.filter((equation) => equation.distanceM <= distanceM).at(-1);
  return passed ? passed.aheadM + (distanceM - passed.distanceM) : startStationM + distanceM;
}

/**
 * Distance of a station number; both numbers of an equation are at its place.
 * @throws {RequestError} INVALID_INPUT when no place, or more than one, has this number
 */
export function distanceAt(alignment: Counted, stationM: number): number {
  const runs = runsOf(alignment);
  const found: number[] = [];
  for (const run of runs) {
    const distanceM = run.fromM + (stationM - run.stationM);
    if (!(distanceM >= run.fromM - ROUNDING_M && distanceM <= run.toM + ROUNDING_M)) continue;
    const held = Math.min(run.toM, Math.max(run.fromM, distanceM));
    if (!found.some((other) => Math.abs(other - held) <= ROUNDING_M)) found.push(held);
  }
  const [first] = found;
  if (first === undefined) {
    const ranges = runs.map((run) => `${metres(run.stationM)} to ${metres(run.stationM + run.toM - run.fromM)}`);
    const message = `station ${metres(stationM)}: expected one of the alignment, which counts ${ranges.join(', then ')}`;
    throw new RequestError('INVALID_INPUT', message, { stationM });
  }
  if (found.length > 1) {
    const places = found.map((distanceM) => `${metres(distanceM)} m`).join(' and ');
    const message = `station ${metres(stationM)} occurs ${found.length} times, at ${places} from the beginning`;
    throw new RequestError('INVALID_INPUT', message, { stationM, count: found.length });
  }
  return first;
}

/** Three decimals at most. */
const metres = (value: number): string => String(Number(value.toFixed(3)));

/**
 * Name of a station as plans have it: "NO.0", "NO.3+12.50"; below 0 counted back: −90 at 20 m is "NO.-4-10.00". Rounded half up to
 * centimetres; whole stations have no plus.
 */
export function stationName(stationM: number, pitchM: number): string {
  checkPitch(pitchM);
  if (!Number.isFinite(stationM)) throw new RequestError('INVALID_INPUT', `expected a finite station, got ${stationM}`);
  const size = Number(roundHalfUp(Math.abs(stationM), 0.01));
  let whole = Math.floor(size / pitchM + 1e-9);
  let rest = roundHalfUp(Math.max(0, size - whole * pitchM), 0.01);
  if (Number(rest) >= pitchM) {
    whole++;
    rest = '0.00';
  }
  const sign = stationM < 0 && size > 0 ? '-' : '';
  const number = `NO.${whole === 0 ? '' : sign}${whole}`;
  return rest === '0.00' ? number : `${number}${sign || '+'}${rest}`;
}

/**
 * Reads what people write for a station: "NO.3+12.50", "No.-4-10", "Ｎｏ３＋１２．５", "3+12.5", "BP (NO.0)", or the number itself: "72.5".
 * @throws {RequestError} INVALID_INPUT for anything else, and for a plus part that is not below the pitch
 */
export function parseStation(text: string, pitchM: number): number {
  checkPitch(pitchM);
  const plain = text
    .slice(0, 200)
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−ー]/g, '-')
    .replace(/\s+/g, '');
  const inner = /\((N[^)]*)\)$/i.exec(plain)?.[1] ?? plain;
  const named = /^(NO?[.:]?)?([+-]?\d{1,9}(?:\.\d{1,6})?)(?:([+-])(\d{1,9}(?:\.\d{1,6})?))?$/i.exec(inner);
  const wrong = (expected: string) =>
    new RequestError('INVALID_INPUT', `station: expected ${expected}, got ${JSON.stringify(text.slice(0, 40))}`);
  if (!named) throw wrong('"NO.3+12.50" or metres');
  const [, prefix, first = '', sign, plus] = named;
  if (prefix === undefined && plus === undefined) return Number(first) + 0;
  if (!/^[+-]?\d+$/.test(first)) throw wrong('a whole number before the plus');
  if (plus === undefined) return Number(first) * pitchM + 0;
  if (!(Number(plus) < pitchM)) throw wrong(`less than the pitch (${pitchM} m) behind the plus`);
  return Number(first) * pitchM + (sign === '-' ? -1 : 1) * Number(plus);
}

function checkPitch(pitchM: number): void {
  if (pitchM > 0 && Number.isFinite(pitchM)) return;
  throw new RequestError('INVALID_INPUT', `station pitch: expected metres above 0, got ${pitchM}`);
}

export interface StationListOptions {
  readonly pitchM: number;
  /** Further stations, as distances along the axis. */
  readonly plusDistancesM: readonly number[];
  /** Whether the named points of the alignment are stations too. */
  readonly namedPoints: boolean;
  /** Distances between which stations are wanted; default: the whole axis. */
  readonly fromM?: number;
  readonly toM?: number;
}

export interface ListedStation {
  readonly name: string;
  readonly distanceM: number;
  readonly stationM: number;
}

/**
 * The stations of an alignment, ascending: BP, EP, the main stations at whole multiples of the pitch of the station number (counted
 * anew behind an equation), plus stations, and named points. Of those within a millimetre one is kept: BP and EP before named points,
 * before plus stations, before main ones. BP, EP and named points carry their number behind: "BP (NO.-4-10.00)", "BC.1 (NO.3+12.50)".
 * @throws {RequestError} INVALID_INPUT for a plus station beyond the axis
 * @throws {LimitError} above 10,000 stations
 */
export function stationList(alignment: Alignment, options: StationListOptions): ListedStation[] {
  const { pitchM, plusDistancesM, namedPoints } = options;
  checkPitch(pitchM);
  const { lengthM } = alignment;
  const from = Math.max(0, options.fromM ?? 0);
  const to = Math.min(lengthM, options.toM ?? lengthM);
  if (!(to >= from)) {
    const message = `stations: expected a stretch of the axis (0 to ${metres(lengthM)} m), got ${from} to ${to}`;
    throw new RequestError('INVALID_INPUT', message);
  }
  checkCount(alignment, from, to, options);
  const own = (name: string, distanceM: number) => ({
    name: `${name} (${stationName(stationAt(alignment, distanceM), pitchM)})`,
    distanceM,
  });
  const plain = (distanceM: number) => ({ name: stationName(stationAt(alignment, distanceM), pitchM), distanceM });
  const points = namedPoints ? alignment.points.filter(({ name }) => name !== 'BP' && name !== 'EP') : [];
  const wanted = [
    own('BP', 0),
    own('EP', lengthM),
    ...points.map((point) => own(point.name, point.distanceM)),
    ...plusDistancesM.map((distanceM) => plain(onAxis(distanceM, lengthM))),
    ...mainDistances(alignment, from, to, pitchM).map(plain),
  ];
  const inside = wanted
    .map((station, rank) => ({ ...station, rank }))
    .filter(({ distanceM }) => distanceM >= from - SAME_M && distanceM <= to + SAME_M)
    .sort((a, b) => a.distanceM - b.distanceM || a.rank - b.rank);
  const kept: typeof inside = [];
  for (const station of inside) {
    const last = kept.at(-1);
    if (!last || station.distanceM - last.distanceM > SAME_M) kept.push(station);
    else if (station.rank < last.rank) kept[kept.length - 1] = station;
  }
  return kept.map(({ name, distanceM }) => ({ name, distanceM, stationM: stationAt(alignment, distanceM) }));
}

function onAxis(distanceM: number, lengthM: number): number {
  if (distanceM >= -ROUNDING_M && distanceM <= lengthM + ROUNDING_M) {
    return Math.min(lengthM, Math.max(0, distanceM));
  }
  const message = `plus station: expected a distance from 0 to ${metres(lengthM)} m, got ${distanceM}`;
  throw new RequestError('INVALID_INPUT', message);
}

function checkCount(alignment: Alignment, from: number, to: number, options: StationListOptions): void {
  const others = options.plusDistancesM.length + (options.namedPoints ? alignment.points.length : 0);
  const count = Math.ceil((to - from) / options.pitchM) + others;
  if (count <= MAX_STATIONS) return;
  const message = `expected at most ${MAX_STATIONS} stations, ${metres(to - from)} m at a pitch of ${options.pitchM} m make ${count}`;
  throw new LimitError(message, { limit: MAX_STATIONS, actual: count });
}

function mainDistances(alignment: Alignment, from: number, to: number, pitchM: number): number[] {
  const found: number[] = [];
  const { lengthM } = alignment;
  for (const run of runsOf(alignment)) {
    const begin = Math.max(run.fromM, from);
    const end = Math.min(run.toM, to);
    const first = Math.ceil((run.stationM + begin - run.fromM - ROUNDING_M) / pitchM);
    const last = Math.floor((run.stationM + end - run.fromM + ROUNDING_M) / pitchM);
    for (let n = first; n <= last; n++) {
      const distanceM = run.fromM + (n * pitchM - run.stationM);
      // the place of an equation belongs to the count ahead of it
      if (run.toM < lengthM && distanceM > run.toM - ROUNDING_M) continue;
      found.push(Math.min(run.toM, Math.max(run.fromM, distanceM)));
    }
  }
  return found;
}
