/** What is set for the sections of an alignment: surfaces, stations, widths, direction, soil. Pure. */
import { parseStation } from '#core/alignment/stations.ts';
import { type SoilClass, TRUCK_M3 } from '#core/measure/soil.ts';
import { NO_SURFACE, type SurfaceChoice } from '../volume/surface-choice.ts';

export interface SectionsSettings {
  readonly existing: SurfaceChoice;
  readonly compared: SurfaceChoice;
  /** False: the ground alone, without volumes. */
  readonly compares: boolean;
  /** Drawn along with the two. */
  readonly more: readonly SurfaceChoice[];
  readonly classes: readonly number[];
  readonly pitchM: number;
  /** As people write them: "NO.3+12.5, 72.5". */
  readonly plusStations: string;
  readonly namedPoints: boolean;
  readonly leftM: number;
  readonly rightM: number;
  /** One station and one angle a line: "NO.3 15". */
  readonly skews: string;
  readonly style: 'road' | 'river';
  readonly downstream: 'forward' | 'backward';
  readonly maxEdgeM: number;
  /** `own`: the factors of a test. */
  readonly soil: SoilClass | 'own' | null;
  readonly looseL: number;
  readonly compactC: number;
  readonly truckM3: number;
  readonly points: boolean;
}

export const SECTIONS_SETTINGS: SectionsSettings = {
  existing: NO_SURFACE,
  compared: NO_SURFACE,
  compares: true,
  more: [],
  classes: [2],
  pitchM: 20,
  plusStations: '',
  namedPoints: false,
  leftM: 20,
  rightM: 20,
  skews: '',
  style: 'road',
  downstream: 'backward',
  maxEdgeM: 5,
  soil: null,
  looseL: 1.2,
  compactC: 0.9,
  truckM3: TRUCK_M3,
  points: true,
};

/** The stations of a text, in its order; null when one of them cannot be read. Commas, blanks and lines separate. */
export function parseStations(text: string, pitchM: number): number[] | null {
  const parts = text
    .normalize('NFKC')
    .split(/[\s,;、]+/)
    .filter((part) => part !== '');
  const stations: number[] = [];
  for (const part of parts) {
    const stationM = readStation(part, pitchM);
    if (stationM === null) return null;
    stations.push(stationM);
  }
  return stations;
}

/** Largest skew that a section may have. */
const MAX_SKEW_DEG = 60;

/** Skews by station, one a line; null when a line cannot be read. */
export function parseSkews(text: string, pitchM: number): { station: number; skewDeg: number }[] | null {
  const skews: { station: number; skewDeg: number }[] = [];
  for (const line of text
    .normalize('NFKC')
    .replaceAll('−', '-')
    .split(/\r?\n|;/)) {
    if (line.trim() === '') continue;
    const [, name, degrees] = /^(.*?)[\s,:=]+([+-]?\d+(?:\.\d+)?)\s*(?:°|度)?\s*$/.exec(line.trim()) ?? [];
    const station = name === undefined ? null : readStation(name, pitchM);
    const skewDeg = Number(degrees);
    if (station === null || !(Math.abs(skewDeg) <= MAX_SKEW_DEG)) return null;
    skews.push({ station, skewDeg });
  }
  return skews;
}

function readStation(text: string, pitchM: number): number | null {
  try {
    return parseStation(text, pitchM);
  } catch {
    return null;
  }
}
