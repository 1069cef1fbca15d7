/**
 * Pipe networks out of GeoJSON (lines with properties) and CSV (a row a vertex). Names of columns: pipe-columns.ts. What is unclear is
 * asked (PipeQuestion), never guessed. Pure: text in, pipes as the process `pipe-check` takes them out.
 */
import { MAX_PIPE_VERTICES, MAX_PIPES, type PipeInput } from '../contract/pipe-check.ts';
import { FormatError, LimitError } from '../errors.ts';
import type { LevelReference } from './pipe.ts';
import { MAX_PIPE_TEXT, type PipeAnswers } from './pipe-question.ts';
import { pipesOfRecords } from './pipe-records.ts';
import { csvRecords } from './read-pipe-csv.ts';
import { geoJsonRecords } from './read-pipe-geojson.ts';

/** Things that a reader should know of what was read. */
export interface PipeNotes {
  /** Words for kinds that name none: their pipes are `other`. */
  readonly unknownKinds: readonly string[];
  /** Pipes that had the id of another and got a number to theirs. */
  readonly renamed: number;
  readonly withoutLevel: number;
  /** Third coordinates were left out: properties say how deep the pipes lie. */
  readonly zIgnored: boolean;
  /** Features that are no lines. */
  readonly skipped: number;
}

export interface ReadPipes {
  readonly pipes: readonly PipeInput[];
  /** `OGC:CRS84` (positions are lon, lat), or the code that the file names; null: plane coordinates (east, north) of no named system. */
  readonly crs: string | null;
  readonly notes: PipeNotes;
}

/** One line with what is said of it. */
export interface PipeRecord {
  /** Where it stands in the file, for messages. */
  readonly where: string;
  /** Names of columns with what stands there. */
  readonly fields: readonly (readonly [name: string, value: unknown])[];
  readonly line: readonly (readonly [x: number, y: number])[];
  /** Third coordinates; null where the file has none. */
  readonly z: readonly (number | null)[] | null;
  /** Levels that stand at the vertices. */
  readonly atVertices: { readonly reference: LevelReference; readonly valuesM: readonly (number | null)[] } | null;
}

/**
 * @param name of the file, for messages
 * @throws {PipeQuestion} when something is open that only a person can answer
 * @throws {FormatError} saying row or feature, what was expected and what was seen
 * @throws {LimitError} above 2,000 pipes or 50,000 vertices
 */
export function readPipes(name: string, text: string, answers: PipeAnswers = {}): ReadPipes {
  if (text.length > MAX_PIPE_TEXT) throw tooMany(name, 'characters', MAX_PIPE_TEXT, text.length);
  const bare = text.replace(/^\uFEFF/, '');
  const { records, crs, skipped } = /^\s*[{[]/.test(bare)
    ? geoJsonRecords(name, bare)
    : csvRecords(name, bare, answers);
  if (records.length === 0) throw broken(name, 'at least one line', `none in ${skipped} features`);
  return { ...pipesOfRecords(name, records, answers, { skipped, isDegrees: crs === 'OGC:CRS84' }), crs };
}

export const broken = (name: string, expected: string, seen: string): FormatError =>
  new FormatError(`${name}: expected ${expected}, seen ${seen.slice(0, 160)}`, { offset: 0, expected });

export const tooMany = (name: string, what: string, limit: number, actual: number): LimitError =>
  new LimitError(`${name}: expected at most ${limit} ${what}, seen ${actual}`, { limit, actual });

/** Called with every pipe and vertex, before they are kept. */
export function assertRoom(name: string, pipes: number, vertices: number): void {
  if (pipes > MAX_PIPES) throw tooMany(name, 'pipes', MAX_PIPES, pipes);
  if (vertices > MAX_PIPE_VERTICES) throw tooMany(name, 'vertices', MAX_PIPE_VERTICES, vertices);
}
