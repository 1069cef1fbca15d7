/** The tables, one step a version. A step that was published is never changed: the next one changes the tables. */
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../transaction.ts';

const STEPS: readonly string[] = [
  `CREATE TABLE projects (
     id TEXT PRIMARY KEY,
     owner TEXT NOT NULL,
     name TEXT NOT NULL,
     version INTEGER NOT NULL,
     created TEXT NOT NULL,
     updated TEXT NOT NULL,
     entry_count INTEGER NOT NULL DEFAULT 0,
     size_bytes INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE INDEX projects_of_owner ON projects (owner, name, id);
   CREATE TABLE entries (
     place INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
     owner TEXT NOT NULL,
     version INTEGER NOT NULL,
     created TEXT NOT NULL,
     updated TEXT NOT NULL,
     content TEXT NOT NULL,
     process TEXT,
     numbers TEXT,
     computed TEXT,
     picture TEXT,
     picture_sha256 TEXT,
     size_bytes INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX entries_of_project ON entries (project, place);
   CREATE INDEX entries_of_picture ON entries (picture_sha256) WHERE picture_sha256 IS NOT NULL;
   CREATE TABLE links (
     id TEXT PRIMARY KEY,
     owner TEXT NOT NULL,
     created TEXT NOT NULL,
     content_hash TEXT NOT NULL,
     content TEXT NOT NULL,
     size_bytes INTEGER NOT NULL,
     UNIQUE (owner, content_hash)
   ) STRICT;`,
  `ALTER TABLE projects ADD COLUMN access TEXT;
   ALTER TABLE links ADD COLUMN open INTEGER NOT NULL DEFAULT 1;`,
];

export const SCHEMA_VERSION = STEPS.length;

/** Brings a database to the present version, all steps or none. @throws {Error} for a database of a later version */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) === SCHEMA_VERSION) return;
  inTransaction(database, () => {
    // another process may have been faster
    const found = versionOf(database);
    if (found > SCHEMA_VERSION) throw tooNew(found);
    for (const step of STEPS.slice(found)) database.exec(step);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/** For a database that may not be changed. @throws {Error} when it has another version */
export function assertPresentVersion(database: DatabaseSync): void {
  const found = versionOf(database);
  if (found > SCHEMA_VERSION) throw tooNew(found);
  if (found < SCHEMA_VERSION) {
    throw new Error(
      `projects: the database has version ${found}, expected ${SCHEMA_VERSION}: start once a server that may write`,
    );
  }
}

const tooNew = (found: number) =>
  new Error(
    `projects: the database has version ${found}, this software knows ${SCHEMA_VERSION}: it was made by a later one`,
  );

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}
