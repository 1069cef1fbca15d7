/**
 * Links that open one item for whoever holds them: `?signature=<secret>`. They end with their day, when they are taken back, with the
 * item, and with the right of who handed them out: a link never opens what he could not publish any more.
 */
import { problem } from '../errors.ts';
import type { AccountsDatabase, Row } from './accounts-database.ts';
import { hashOf, newId, newSecret } from './secrets.ts';

export const SIGNATURE_PARAMETER = 'signature';
const FORM = /^[\w-]{43}$/;
/** How exactly the last use is known: it need not be written each time. */
const SEEN_EVERY_MS = 60_000;
/** Of one user. */
const MAX_LINKS = 1000;

export interface SignedLink {
  /** Larger for what was made later. */
  readonly number: number;
  readonly id: string;
  /** Who handed it out, by id. */
  readonly user: string;
  readonly collection: string;
  readonly item: string;
  /** For whom or what for, in his words; may be empty. */
  readonly note: string;
  readonly created: number;
  readonly expires: number;
  readonly lastUsed: number | null;
}

interface ListedLinks {
  /** Null: everybody's. */
  readonly user: string | null;
  /** Only what was made before this one; null: from the newest. */
  readonly before: number | null;
  readonly limit: number;
}

export class SignedLinks {
  readonly #database: AccountsDatabase;
  readonly #now: () => number;

  constructor(database: AccountsDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /**
   * @returns the secret: it is told once
   * @throws {HttpProblem} LIMIT
   */
  add({
    user,
    collection,
    item,
    note,
    expires,
  }: Pick<SignedLink, 'user' | 'collection' | 'item' | 'note' | 'expires'>): {
    readonly id: string;
    readonly secret: string;
  } {
    const [id, secret] = [newId(), newSecret()];
    const now = this.#now();
    this.#database.change(() => {
      this.#database.run('DELETE FROM links WHERE expires <= ?', now);
      const count = Number(this.#database.get('SELECT count(*) AS n FROM links WHERE user = ?', user)?.n ?? 0);
      if (count >= MAX_LINKS) {
        throw problem('LIMIT', `signed links: expected at most ${MAX_LINKS}, seen ${count + 1}: take some back`);
      }
      this.#database.run(
        'INSERT INTO links (id, hash, user, collection, item, note, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[id, hashOf(secret), user, collection, item, note, now, expires],
      );
    });
    return { id, secret };
  }

  /** The link of a secret, if it holds for an item. Whether its user may still hand it out is for the caller to ask. */
  find(secret: string, collection: string, item: string): SignedLink | null {
    if (!FORM.test(secret)) return null;
    const row = this.#database.get('SELECT * FROM links WHERE hash = ?', hashOf(secret));
    if (!row) return null;
    const link = linkOf(row);
    const now = this.#now();
    if (link.expires <= now || link.collection !== collection || link.item !== item) return null;
    if ((link.lastUsed ?? 0) < now - SEEN_EVERY_MS) {
      this.#database.touch('UPDATE links SET last_used = ? WHERE id = ?', now, link.id);
    }
    return link;
  }

  /** Newest first; such as have ended are not among them. */
  list({ user, before, limit }: ListedLinks): SignedLink[] {
    const sql = `SELECT * FROM links WHERE expires > ?1 AND (?2 IS NULL OR user = ?2) AND (?3 IS NULL OR number < ?3)
      ORDER BY number DESC LIMIT ?4`;
    return this.#database.all(sql, this.#now(), user, before, limit).map(linkOf);
  }

  /** @param user null: whoever handed it out. @returns what it was. @throws {HttpProblem} NOT_FOUND */
  remove(user: string | null, id: string): SignedLink {
    return this.#database.change(() => {
      const row = this.#database.get('SELECT * FROM links WHERE id = ?1 AND (?2 IS NULL OR user = ?2)', id, user);
      if (!row) throw problem('NOT_FOUND', `there is no signed link ${id.slice(0, 40)}`);
      this.#database.run('DELETE FROM links WHERE id = ?', id);
      return linkOf(row);
    });
  }

  /** Those to a collection, or to one item of it: what comes there later is another one. */
  removeTo(collection: string, item: string | null): void {
    const sql = 'DELETE FROM links WHERE collection = ?1 AND (?2 IS NULL OR item = ?2)';
    this.#database.change(() => this.#database.run(sql, collection, item));
  }

  /** How many there are to a collection, or to one item of it. */
  countTo(collection: string, item: string | null): number {
    const sql = 'SELECT count(*) AS n FROM links WHERE collection = ?1 AND (?2 IS NULL OR item = ?2) AND expires > ?3';
    return Number(this.#database.get(sql, collection, item, this.#now())?.n ?? 0);
  }
}

function linkOf({ number, id, user, collection, item, note, created, expires, last_used: lastUsed }: Row): SignedLink {
  return {
    number: Number(number),
    id: String(id),
    user: String(user),
    collection: String(collection),
    item: String(item),
    note: String(note),
    created: Number(created),
    expires: Number(expires),
    lastUsed: lastUsed === null ? null : Number(lastUsed),
  };
}
