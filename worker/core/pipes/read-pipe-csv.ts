/** Rows of a CSV text, one a vertex, as records of pipes. */
import { csvTable } from '../places/csv-table.ts';
import type { LevelReference } from './pipe.ts';
import { LEVEL_FIELDS, type LengthUnit, type PipeField, pipeColumn } from './pipe-columns.ts';
import { type PipeAnswers, PipeQuestion } from './pipe-question.ts';
import { numberOf } from './pipe-records.ts';
import type { ReadRecords } from './read-pipe-geojson.ts';
import { assertRoom, broken, type PipeRecord } from './read-pipes.ts';

interface Columns {
  /** Numbers of the columns. */
  readonly at: Readonly<Partial<Record<PipeField, number>>>;
  readonly units: Readonly<Partial<Record<PipeField, LengthUnit | null>>>;
}

const METRES: Readonly<Record<LengthUnit, number>> = { mm: 0.001, cm: 0.01, m: 1 };

/** @throws {FormatError} naming the row @throws {PipeQuestion} where x may be north or east, or two levels are given */
export function csvRecords(name: string, text: string, answers: PipeAnswers): ReadRecords {
  const [heads = [], ...rows] = csvTable(text);
  const columns = columnsOf(name, heads);
  const { at, units } = columns;
  const idColumn = at.id;
  if (idColumn === undefined) {
    throw broken(
      name,
      'a column with the number of the pipe (管番号, pipe_id): rows of one pipe share it',
      listed(heads),
    );
  }
  const { x, y, isDegrees } = placeColumns(name, heads, at, answers);
  const level = levelColumn(name, at, answers);
  const pipes = new Map<string, { first: number; rows: { row: number; fields: readonly string[] }[] }>();
  for (const [i, fields] of rows.entries()) {
    const id = (fields[idColumn] ?? '').trim();
    if (id === '') throw broken(name, `the number of a pipe in row ${i + 2}`, 'nothing');
    const pipe = pipes.get(id) ?? { first: i + 2, rows: [] };
    pipe.rows.push({ row: i + 2, fields });
    pipes.set(id, pipe);
    assertRoom(name, pipes.size, i + 1);
  }
  const records = [...pipes].map(([id, { first, rows: own }]): PipeRecord => {
    const ordered = at.order === undefined ? own : inOrder(name, own, at.order);
    if (ordered.length < 2) throw broken(name, `two rows or more of pipe ${id} (row ${first})`, 'one');
    const numberAt = (column: number, row: number, fields: readonly string[], what: string) => {
      const value = numberOf(fields[column]);
      if (value === null) throw broken(name, `${what} in row ${row}`, fields[column] || 'nothing');
      return value;
    };
    const line = ordered.map(({ row, fields }): [number, number] => {
      const place: [number, number] = [
        numberAt(x, row, fields, `a number for ${heads[x]}`),
        numberAt(y, row, fields, `a number for ${heads[y]}`),
      ];
      if (isDegrees && (Math.abs(place[0]) > 180 || Math.abs(place[1]) > 90)) {
        throw broken(name, `degrees in row ${row}`, place.join(', '));
      }
      return place;
    });
    const valuesOf = (field: PipeField, column: number) =>
      ordered.map(({ row, fields }) => {
        const text = (fields[column] ?? '').trim();
        if (text === '' || text === '-') return null;
        return numberAt(column, row, fields, `metres for ${heads[column]}`) * METRES[units[field] ?? 'm'];
      });
    const z = at.z === undefined ? null : valuesOf('z', at.z);
    return {
      where: `pipe ${id} (row ${first})`,
      // what is said of the whole pipe may stand in its first row only
      fields: heads.flatMap((head, column): [string, unknown][] => {
        if (column === level?.column || LEVEL_FIELDS.some((field) => at[field] === column)) return [];
        const said = ordered.find(({ fields }) => (fields[column] ?? '').trim() !== '');
        return said ? [[head, said.fields[column]]] : [];
      }),
      line,
      z,
      atVertices: level ? { reference: level.reference, valuesM: valuesOf(level.reference, level.column) } : null,
    };
  });
  return { records, crs: isDegrees ? 'OGC:CRS84' : null, skipped: 0 };
}

const listed = (heads: readonly string[]): string => heads.join(', ') || 'no heads';

/** @throws {FormatError} where two columns mean the same */
function columnsOf(name: string, heads: readonly string[]): Columns {
  const at: Partial<Record<PipeField, number>> = {};
  const units: Partial<Record<PipeField, LengthUnit | null>> = {};
  for (const [column, head] of heads.entries()) {
    const known = pipeColumn(head);
    if (!known) continue;
    const before = at[known.field];
    if (before !== undefined) throw broken(name, `one column for ${known.field}`, `${heads[before]} and ${head}`);
    at[known.field] = column;
    units[known.field] = known.unit;
  }
  return { at, units };
}

function placeColumns(name: string, heads: readonly string[], at: Columns['at'], answers: PipeAnswers) {
  if (at.lon !== undefined && at.lat !== undefined) return { x: at.lon, y: at.lat, isDegrees: true };
  if (at.east !== undefined && at.north !== undefined) return { x: at.east, y: at.north, isDegrees: false };
  if (at.x === undefined || at.y === undefined) {
    throw broken(name, 'columns lon and lat (経度, 緯度), north and east (北, 東), or x and y', listed(heads));
  }
  if (!answers.axes) {
    throw new PipeQuestion(
      `${name}: expected to be told what ${heads[at.x]} and ${heads[at.y]} count: surveyors' x is north, that of a GIS is east`,
      'axes',
      ['xNorth', 'xEast'],
    );
  }
  const [east, north] = answers.axes === 'xNorth' ? [at.y, at.x] : [at.x, at.y];
  return { x: east, y: north, isDegrees: false };
}

/** The one column of levels; null where there is none. */
function levelColumn(
  name: string,
  at: Columns['at'],
  answers: PipeAnswers,
): { readonly reference: LevelReference; readonly column: number } | null {
  const present = LEVEL_FIELDS.flatMap((reference) => {
    const column = at[reference];
    return column === undefined ? [] : [{ reference, column }];
  });
  const [first, ...others] = present;
  if (!first || others.length === 0) return first ?? null;
  const chosen = present.find(({ reference }) => reference === answers.level);
  if (chosen) return chosen;
  const names = present.map(({ reference }) => reference);
  throw new PipeQuestion(`${name}: expected one level, seen columns for ${names.join(', ')}`, 'level', names);
}

function inOrder<Row extends { readonly row: number; readonly fields: readonly string[] }>(
  name: string,
  rows: readonly Row[],
  column: number,
): Row[] {
  const keyed = rows.map((one) => {
    const order = numberOf(one.fields[column]);
    if (order === null) throw broken(name, `a number of the vertex in row ${one.row}`, one.fields[column] || 'nothing');
    return { one, order };
  });
  return keyed.sort((a, b) => a.order - b.order || a.one.row - b.one.row).map(({ one }) => one);
}
