/** What the readers of GeoJSON and CSV share: options, the question that a file may leave, systems. */
import { crsFromCode } from '../crs/crs.ts';
import { FormatError, LimitError, TengunError } from '../errors.ts';
import { inferColumn, labelOf, type RawValue } from './infer.ts';
import {
  DEGREES,
  LEDGER_BOUNDS,
  type Ledger,
  type LedgerFeature,
  type LedgerGeometry,
  PLAIN_STYLE,
  positionsOf,
} from './ledger.ts';
import { valueProblem } from './values.ts';

export interface ReadOptions {
  /** Code of the positions' system; absent: what the file says, or asked for. */
  readonly crs?: string;
  /** Columns X and Y as surveyors have them, X to the north; so it is where nothing is said. */
  readonly northFirst?: boolean;
}

/** Numbers of a plane whose system the file does not name: somebody must say it. */
export interface LedgerQuestion {
  readonly features: number;
  /** Of the first place, as its columns are named. */
  readonly sample: readonly (readonly [name: string, value: number])[];
  /** Whether it may be that X is east; no question where the columns say it. */
  readonly asksAxes: boolean;
}

export type LedgerRead =
  | { readonly ledger: Ledger; readonly question?: never }
  | { readonly question: LedgerQuestion; readonly ledger?: never };

/** Systems whose degrees count as those of WGS 84 (worker/core/crs/README.md). */
const LIKE_WGS84 = ['EPSG:4326', 'EPSG:4612', 'EPSG:6668', 'EPSG:6697', 'EPSG:4979', 'EPSG:6667', DEGREES];

/** The code by which a system is kept. @throws {CrsError} when it is not known */
export function crsCode(code: string): string {
  const own = crsFromCode(code).code ?? code;
  return LIKE_WGS84.includes(own) ? DEGREES : own;
}

/** The same; null where it is not known. */
export function knownCrs(code: string): string | null {
  try {
    return crsCode(code);
  } catch (error) {
    if (error instanceof TengunError) return null;
    throw error;
  }
}

/** Whether all positions can be degrees. */
export function fitsDegrees(geometries: readonly (LedgerGeometry | null)[]): boolean {
  return geometries.every(
    (geometry) => geometry === null || positionsOf(geometry).every(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90),
  );
}

/** A feature as a file has it. */
export interface RawFeature {
  readonly id: string | null;
  readonly geometry: LedgerGeometry | null;
  readonly values: readonly RawValue[];
}

/** Columns get their kinds, features their ids. @param where names a feature in messages, by its index */
export function assembleLedger(
  parts: { readonly name: string; readonly crs: string; readonly names: readonly string[]; readonly source: string },
  raw: readonly RawFeature[],
  where: (index: number) => string,
): Ledger {
  const columns = parts.names.map((name, at) =>
    inferColumn(
      name,
      raw.map(({ values }) => values[at] ?? null),
    ),
  );
  for (const { field, values } of columns) {
    const at = values.findIndex((value) => valueProblem(field, value) !== null);
    if (at < 0) continue;
    const seen = String(values[at]).length;
    throw new LimitError(
      `${where(at)}: expected at most ${LEDGER_BOUNDS.text} characters in ${JSON.stringify(field.name)}, seen ${seen}`,
      { limit: LEDGER_BOUNDS.text, actual: seen },
    );
  }
  const used = new Set<string>();
  let next = 0;
  const features = raw.map(({ id, geometry }, index): LedgerFeature => {
    const isFree = id !== null && id !== '' && id.length <= LEDGER_BOUNDS.fieldName && !used.has(id);
    let own = isFree ? id : `f${++next}`;
    while (!isFree && used.has(own)) own = `f${++next}`;
    used.add(own);
    return { id: own, geometry, values: columns.map(({ values }) => values[index] ?? null) };
  });
  const fields = columns.map(({ field }) => field);
  return {
    version: 1,
    name: parts.name.slice(0, LEDGER_BOUNDS.name),
    crs: parts.crs,
    fields,
    features,
    label: labelOf(fields),
    style: PLAIN_STYLE,
    source: parts.source.slice(0, LEDGER_BOUNDS.source),
  };
}

export function assertCount(what: 'features' | 'fields' | 'characters', actual: number, name: string): void {
  const limit = LEDGER_BOUNDS[what];
  if (actual > limit)
    throw new LimitError(`${name}: expected at most ${limit} ${what}, seen ${actual}`, { limit, actual });
}

export function broken(where: string, expected: string, seen: string): FormatError {
  return new FormatError(`${where}: expected ${expected}, seen ${seen.slice(0, 160)}`, { offset: 0, expected });
}

/** The name of a ledger is that of its file. */
export const titleOf = (name: string): string =>
  name.replace(/\.(geojson|json|csv|tsv|txt)$/i, '').slice(0, LEDGER_BOUNDS.name) || name;
