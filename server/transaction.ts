/** A change of an SQLite database. */
import type { DatabaseSync } from 'node:sqlite';

/** Everything or nothing. @throws {Error} of the work, or of SQLite: busy, full, read-only */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has taken back the change by itself where the disk was full
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
