/** Opening SQLite files to read them, wherever they stand. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** Primary result codes: the file beside a database that WAL needs cannot be made there. */
const NOT_WRITABLE = [8, 14];

/**
 * Opens a database that is only read. SQLite in WAL mode makes a small file beside it even then; on a disk that takes none it is opened
 * as one that nobody changes, which holds as long as no log stands beside it.
 * @throws {Error} of SQLite
 */
export function openForReading(path: string, timeoutMs = 2000): DatabaseSync {
  const options = { readOnly: true, enableForeignKeyConstraints: true, timeout: timeoutMs };
  const database = new DatabaseSync(path, options);
  try {
    // only now the file is looked at
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    if (!isNotWritable(error) || hasLog(path)) throw error;
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return new DatabaseSync(url, options);
  }
}

/** Whether SQLite could not write where it had to. */
export function isNotWritable(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  return NOT_WRITABLE.includes(Number(error.errcode) & 0xff);
}

function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
