/**
 * The one file of the accounts: node:sqlite, its tables, and transactions that are on the disk when the call returns. Of passwords,
 * sessions, tokens and links only hashes are kept.
 */
import { chmodSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { inTransaction } from '../transaction.ts';

export type Row = Readonly<Record<string, unknown>>;

const STEPS: readonly string[] = [
  `CREATE TABLE users (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL UNIQUE COLLATE NOCASE,
     display_name TEXT NOT NULL,
     role TEXT NOT NULL,
     password TEXT,
     subject TEXT UNIQUE,
     disabled INTEGER NOT NULL DEFAULT 0,
     failures INTEGER NOT NULL DEFAULT 0,
     locked_until INTEGER,
     created INTEGER NOT NULL,
     last_login INTEGER
   ) STRICT;
   CREATE TABLE groups (name TEXT PRIMARY KEY, created INTEGER NOT NULL) STRICT;
   CREATE TABLE members (
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     name TEXT NOT NULL REFERENCES groups (name) ON DELETE CASCADE,
     PRIMARY KEY (user, name)
   ) STRICT;
   CREATE TABLE sessions (
     hash TEXT PRIMARY KEY,
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     created INTEGER NOT NULL,
     seen INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     address TEXT NOT NULL,
     agent TEXT NOT NULL
   ) STRICT;
   CREATE INDEX sessions_of_user ON sessions (user);
   CREATE TABLE tokens (
     id TEXT PRIMARY KEY,
     hash TEXT NOT NULL UNIQUE,
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     name TEXT NOT NULL,
     scope TEXT NOT NULL,
     created INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     last_used INTEGER
   ) STRICT;
   CREATE INDEX tokens_of_user ON tokens (user);
   CREATE TABLE one_time (
     hash TEXT PRIMARY KEY,
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     expires INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE keys (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  `CREATE TABLE links (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     hash TEXT NOT NULL UNIQUE,
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     collection TEXT NOT NULL,
     item TEXT NOT NULL,
     note TEXT NOT NULL,
     created INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     last_used INTEGER
   ) STRICT;
   CREATE INDEX links_of_user ON links (user);
   CREATE INDEX links_to_item ON links (collection, item);
   DROP TABLE keys;`,
];

const BUSY_MS = 5000;

export class AccountsDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param path the file is made where there is none */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_MS });
    if (path !== ':memory:') chmodSync(path, 0o600);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    this.#migrate();
  }

  /** One transaction: everything or nothing. */
  change<Result>(work: () => Result): Result {
    return inTransaction(this.#database, work);
  }

  /** When something was last used is no reason to refuse it. */
  touch(sql: string, ...values: SQLInputValue[]): void {
    try {
      this.change(() => this.run(sql, ...values));
    } catch {
      // a disk that is full or read-only
    }
  }

  /** @returns how many rows it changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | null {
    return this.#prepared(sql).get(...values) ?? null;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #version(): number {
    return Number(this.get('PRAGMA user_version')?.user_version);
  }

  #migrate(): void {
    if (this.#version() === STEPS.length) return;
    this.change(() => {
      // another process may have been faster
      const version = this.#version();
      if (version > STEPS.length) {
        throw new Error(`accounts: the database has version ${version}, this software knows ${STEPS.length}`);
      }
      for (const step of STEPS.slice(version)) this.#database.exec(step);
      this.#database.exec(`PRAGMA user_version = ${STEPS.length}`);
    });
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}
