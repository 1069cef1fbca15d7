/** Whether a SQLite file is whole, and which pictures it names. Synchronous: for a thread of its own, or for small files. */
import type { DatabaseSync } from 'node:sqlite';
import { openForReading } from '../store/open-database.ts';

const BUSY_MS = 5000;
/** Faults that are told of one database. */
const MAX_FAULTS = 20;

export interface DatabaseReport {
  /** What `PRAGMA integrity_check` and `foreign_key_check` say; empty when it is whole. */
  readonly faults: readonly string[];
  /** sha256 of pictures that entries of projects refer to. */
  readonly pictures: readonly string[];
}

/** Never changes the database. */
export function checkDatabase(path: string): DatabaseReport {
  let database: DatabaseSync | null = null;
  try {
    database = openForReading(path, BUSY_MS);
    const rows = database.prepare(`PRAGMA integrity_check(${MAX_FAULTS})`).all();
    const faults = rows.map((row) => String(row.integrity_check)).filter((text) => text !== 'ok');
    const keys = database.prepare('PRAGMA foreign_key_check').all().slice(0, MAX_FAULTS);
    faults.push(
      ...keys.map(({ table, rowid }) => `row ${String(rowid)} of ${String(table)} refers to a row that is not there`),
    );
    return { faults, pictures: picturesIn(database) };
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : String(error)], pictures: [] };
  } finally {
    database?.close();
  }
}

function picturesIn(database: DatabaseSync): string[] {
  const columns = database.prepare(`SELECT name FROM pragma_table_info('entries')`).all();
  if (!columns.some(({ name }) => name === 'picture_sha256')) return [];
  const rows = database
    .prepare('SELECT DISTINCT picture_sha256 AS sha FROM entries WHERE picture_sha256 IS NOT NULL')
    .all();
  return rows.map(({ sha }) => String(sha));
}
