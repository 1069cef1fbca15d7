/**
 * Who did what, when, from where, and with which result: `<store>/.accounts/audit.sqlite`. Events are only added. Each carries the hash of
 * the one before it, so that one that was changed or taken out shows; the database itself refuses both.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolderSync } from '#worker/store/atomic-file.ts';
import { inTransaction } from '../transaction.ts';

interface NewAuditEvent {
  /** Name of the user, `anonymous`, or `command line (…)`. */
  readonly who: string;
  /** Id of the user; null without an account. */
  readonly user: string | null;
  /** Such as `PUT /api/users/:uid`, or `sign-in`. */
  readonly action: string;
  /** What it was done to. */
  readonly target: string;
  readonly address: string;
  /** HTTP status; 0 of the command line when it went well, else its exit code. */
  readonly result: number;
  /** As the server's log has it. */
  readonly request: string;
}

export interface AuditEvent extends NewAuditEvent {
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface AuditQuery {
  /** Milliseconds since 1970, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Only those whose action, target or name has it. */
  readonly text?: string;
  readonly before?: number;
  readonly limit: number;
}

export const AUDIT_FILE = 'audit.sqlite';
const BUSY_MS = 5000;
const MAX_LENGTH = 500;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    user TEXT,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    address TEXT NOT NULL,
    result INTEGER NOT NULL,
    request TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS events_at ON events (at);
  CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are only added'); END;`;
const NO_DELETE = `
  CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are only added'); END;`;
/** Events of one answer of the check: the event loop is let go between them. */
const CHECK_EVERY = 5000;

type Row = Readonly<Record<string, unknown>>;

export class AuditLog {
  readonly #path: string;
  readonly #now: () => number;
  #database: DatabaseSync | null = null;

  constructor(path: string, now: () => number = Date.now) {
    this.#path = path;
    this.#now = now;
  }

  /** On the disk when this returns. */
  add(event: NewAuditEvent): void {
    const database = this.#open(true)!;
    const at = this.#now();
    const short = (text: string) => text.slice(0, MAX_LENGTH);
    const { user, result } = event;
    const [who, action, target] = [short(event.who), short(event.action), short(event.target)];
    const [address, request] = [short(event.address), short(event.request)];
    inTransaction(database, () => {
      const last = database.prepare('SELECT hash FROM events ORDER BY number DESC LIMIT 1').get();
      const hash = hashOf(String(last?.hash ?? ''), { at, who, user, action, target, address, result, request });
      database
        .prepare(
          'INSERT INTO events (at, who, user, action, target, address, result, request, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(at, who, user, action, target, address, result, request, hash);
    });
  }

  /** Newest first. */
  list({
    from = 0,
    to = Number.MAX_SAFE_INTEGER,
    text = '',
    before = Number.MAX_SAFE_INTEGER,
    limit,
  }: AuditQuery): AuditEvent[] {
    const database = this.#open(false);
    if (!database) return [];
    const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const rows = database
      .prepare(
        `SELECT * FROM events WHERE at BETWEEN ? AND ? AND number < ?
         AND (action LIKE ?4 ESCAPE '\\' OR target LIKE ?4 ESCAPE '\\' OR who LIKE ?4 ESCAPE '\\') ORDER BY number DESC LIMIT ?5`,
      )
      .all(from, to, before, like, limit);
    return rows.map(eventOf);
  }

  /**
   * Whether every event is what it was when it was added.
   * @returns the number of the first that is not; null when all are
   */
  async check(): Promise<{ readonly events: number; readonly damaged: number | null }> {
    const database = this.#open(false);
    if (!database) return { events: 0, damaged: null };
    let [previous, last, events]: [string | null, number, number] = [null, 0, 0];
    for (;;) {
      const rows = database
        .prepare('SELECT * FROM events WHERE number > ? ORDER BY number LIMIT ?')
        .all(last, CHECK_EVERY);
      for (const row of rows) {
        const { hash, number, ...event } = row as Row;
        // after events were let go for their age, the chain begins with what the first of the others says
        const before = previous ?? (Number(number) === 1 ? '' : null);
        if (before !== null && hashOf(before, event as unknown as Hashed) !== hash)
          return { events, damaged: Number(number) };
        if (previous !== null && Number(number) !== last + 1) return { events, damaged: last + 1 };
        previous = String(hash);
        last = Number(number);
        events += 1;
      }
      if (rows.length < CHECK_EVERY) return { events, damaged: null };
      await sleep(0);
    }
  }

  /** Lets go what is older than it has to be kept. @returns how many */
  forgetBefore(time: number): number {
    const database = this.#open(false);
    if (!database) return 0;
    return inTransaction(database, () => {
      database.exec('DROP TRIGGER IF EXISTS no_delete');
      const { changes } = database.prepare('DELETE FROM events WHERE at < ?').run(time);
      database.exec(NO_DELETE);
      return Number(changes);
    });
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  #open(mayMake: boolean): DatabaseSync | null {
    if (this.#database) return this.#database;
    if (!existsSync(this.#path)) {
      if (!mayMake) return null;
      makeFolderSync(dirname(this.#path), 0o700);
    }
    const database = new DatabaseSync(this.#path, { timeout: BUSY_MS });
    chmodSync(this.#path, 0o600);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(SCHEMA);
    database.exec(NO_DELETE);
    this.#database = database;
    return database;
  }
}

type Hashed = NewAuditEvent & { readonly at: number };

function hashOf(previous: string, { at, who, user, action, target, address, result, request }: Hashed): string {
  const text = JSON.stringify([previous, at, who, user, action, target, address, result, request]);
  return createHash('sha256').update(text).digest('hex');
}

function eventOf({ number, at, who, user, action, target, address, result, request }: Row): AuditEvent {
  return {
    number: Number(number),
    at: new Date(Number(at)).toISOString(),
    who: String(who),
    user: typeof user === 'string' ? user : null,
    action: String(action),
    target: String(target),
    address: String(address),
    result: Number(result),
    request: String(request),
  };
}
