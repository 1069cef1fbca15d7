/** Users, groups, sessions, tokens and one-time links, as they are kept. */
import { problem } from '../errors.ts';
import type { NewUser, Session, Token, User, UserChange } from './account-types.ts';
import { AccountsDatabase, type Row } from './accounts-database.ts';
import type { Role, Scope } from './roles.ts';
import { hashOf, newId, newSecret } from './secrets.ts';
import { SignedLinks } from './signed-links.ts';

/** Wrong passwords in a row before the first pause; each further one doubles it. */
const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 3_600_000;
/** Milliseconds without an attempt after so many failures in a row. */
export function pauseAfter(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES));
}

export const SESSION_MS = 12 * 3_600_000;
/** Without a request for this long a session ends. */
const IDLE_MS = 2 * 3_600_000;
/** How exactly the last use of a session or token is known: it need not be written each time. */
const SEEN_EVERY_MS = 60_000;
const MAX_SESSIONS = 20;
const MAX_TOKENS = 50;

export class Accounts {
  readonly #database: AccountsDatabase;
  readonly #now: () => number;
  readonly #sessionMs: number;
  readonly links: SignedLinks;

  /**
   * @param path the file is made where there is none
   * @param sessionMs how long a session lasts at most, also one that was begun under another setting
   */
  constructor(path: string, now: () => number = Date.now, sessionMs = SESSION_MS) {
    this.#now = now;
    this.#sessionMs = sessionMs;
    this.#database = new AccountsDatabase(path);
    this.links = new SignedLinks(this.#database, now);
  }

  get isEmpty(): boolean {
    return this.#database.get('SELECT 1 FROM users LIMIT 1') === null;
  }

  /** By name. */
  users(): User[] {
    return this.#database.all('SELECT * FROM users ORDER BY name').map((row) => this.#userOf(row));
  }

  user(id: string): User | null {
    const row = this.#database.get('SELECT * FROM users WHERE id = ?', id);
    return row && this.#userOf(row);
  }

  userByName(name: string): User | null {
    const row = this.#database.get('SELECT * FROM users WHERE name = ?', name.normalize('NFKC'));
    return row && this.#userOf(row);
  }

  userBySubject(subject: string): User | null {
    const row = this.#database.get('SELECT * FROM users WHERE subject = ?', subject);
    return row && this.#userOf(row);
  }

  /** @throws {HttpProblem} CONFLICT when the name is taken */
  addUser({ name, displayName = name, role, groups = [], subject }: NewUser): User {
    const plain = name.normalize('NFKC');
    return this.#database.change(() => {
      if (this.userByName(plain)) throw problem('CONFLICT', `there is a user ${plain} already`);
      const id = newId();
      this.#database.run(
        'INSERT INTO users (id, name, display_name, role, subject, created) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        plain,
        displayName,
        role,
        subject ?? null,
        this.#now(),
      );
      this.#setGroups(id, groups);
      return this.user(id)!;
    });
  }

  /**
   * What a user has lost by it counts from his next request; disabling ends his sessions and tokens.
   * @throws {HttpProblem} NOT_FOUND; CONFLICT where nobody would be left who administers
   */
  changeUser(id: string, { displayName, role, groups, isDisabled }: UserChange): User {
    return this.#database.change(() => {
      const before = this.user(id);
      if (!before) throw problem('NOT_FOUND', `there is no user ${id}`);
      if (displayName !== undefined)
        this.#database.run('UPDATE users SET display_name = ? WHERE id = ?', displayName, id);
      if (role !== undefined) this.#database.run('UPDATE users SET role = ? WHERE id = ?', role, id);
      if (isDisabled !== undefined)
        this.#database.run('UPDATE users SET disabled = ? WHERE id = ?', isDisabled ? 1 : 0, id);
      if (groups !== undefined) this.#setGroups(id, groups);
      if (isDisabled) {
        this.#database.run('DELETE FROM tokens WHERE user = ?', id);
        this.#endSessions(id);
      }
      // where nobody administers yet, nobody is lost
      if (isAdministrator(before)) this.#assertAdministered();
      return this.user(id)!;
    });
  }

  /** Whether nobody would be left who administers without this user. */
  isLastAdministrator(id: string): boolean {
    const able = this.users().filter(isAdministrator);
    return able.length === 1 && able[0]!.id === id;
  }

  /** @throws {HttpProblem} NOT_FOUND; CONFLICT where nobody would be left who administers */
  removeUser(id: string): void {
    this.#database.change(() => {
      if (this.#database.run('DELETE FROM users WHERE id = ?', id) === 0)
        throw problem('NOT_FOUND', `there is no user ${id}`);
      this.#assertAdministered();
    });
  }

  groups(): { readonly name: string; readonly users: number }[] {
    const sql =
      'SELECT name, (SELECT count(*) FROM members WHERE members.name = groups.name) AS users FROM groups ORDER BY name';
    return this.#database.all(sql).map(({ name, users }) => ({ name: String(name), users: Number(users) }));
  }

  /** One that is there already stays. */
  addGroup(name: string): void {
    this.#database.change(() =>
      this.#database.run('INSERT OR IGNORE INTO groups (name, created) VALUES (?, ?)', name, this.#now()),
    );
  }

  /** Its members lose what only it let them see. @throws {HttpProblem} NOT_FOUND */
  removeGroup(name: string): void {
    this.#database.change(() => {
      if (this.#database.run('DELETE FROM groups WHERE name = ?', name) === 0) {
        throw problem('NOT_FOUND', `there is no group ${name}`);
      }
    });
  }

  /** The hash to hold a password against; null when the user has none. */
  passwordOf(id: string): string | null {
    const row = this.#database.get('SELECT password FROM users WHERE id = ?', id);
    return typeof row?.password === 'string' ? row.password : null;
  }

  /** Ends what was begun with the old one: sessions, links that were never used. */
  setPassword(id: string, hash: string): void {
    this.#database.change(() => {
      this.#database.run('UPDATE users SET password = ?, failures = 0, locked_until = NULL WHERE id = ?', hash, id);
      this.#endSessions(id);
    });
  }

  /** @returns until when no password is taken from now on, milliseconds since 1970; null: the next may come */
  countFailure(id: string): number | null {
    return this.#database.change(() => {
      this.#database.run('UPDATE users SET failures = failures + 1 WHERE id = ?', id);
      const failures = Number(this.#database.get('SELECT failures FROM users WHERE id = ?', id)?.failures ?? 0);
      const pause = pauseAfter(failures);
      if (pause === 0) return null;
      const until = this.#now() + pause;
      this.#database.run('UPDATE users SET locked_until = ? WHERE id = ?', until, id);
      return until;
    });
  }

  /** @returns the secret of the cookie: it is told once */
  beginSession(user: string, { address, agent }: { readonly address: string; readonly agent: string }) {
    const secret = newSecret();
    const now = this.#now();
    const expires = now + this.#sessionMs;
    this.#database.change(() => {
      this.#database.run('DELETE FROM sessions WHERE expires < ? OR seen < ?', now, now - IDLE_MS);
      this.#database.run('UPDATE users SET last_login = ?, failures = 0, locked_until = NULL WHERE id = ?', now, user);
      this.#database.run(
        'INSERT INTO sessions (hash, user, created, seen, expires, address, agent) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[hashOf(secret), user, now, now, expires, address.slice(0, 64), agent.slice(0, 200)],
      );
      const kept = 'SELECT hash FROM sessions WHERE user = ?1 ORDER BY seen DESC, rowid DESC LIMIT ?2';
      this.#database.run(`DELETE FROM sessions WHERE user = ?1 AND hash NOT IN (${kept})`, user, MAX_SESSIONS);
    });
    return { secret, expires };
  }

  /** Null for one that has ended, or whose user may not sign in. */
  session(secret: string): Session | null {
    const hash = hashOf(secret);
    const row = this.#database.get('SELECT * FROM sessions WHERE hash = ?', hash);
    const now = this.#now();
    if (!row || !this.#lasts(row)) return null;
    const user = this.user(String(row.user));
    if (!user || user.isDisabled) return null;
    if (Number(row.seen) < now - SEEN_EVERY_MS)
      this.#database.touch('UPDATE sessions SET seen = ? WHERE hash = ?', now, hash);
    return this.#sessionOf(row, user);
  }

  sessionsOf(id: string): Session[] {
    const user = this.user(id);
    if (!user) return [];
    const rows = this.#database.all('SELECT * FROM sessions WHERE user = ? ORDER BY seen DESC', id);
    return rows.filter((row) => this.#lasts(row)).map((row) => this.#sessionOf(row, user));
  }

  #endOf({ created, expires }: Row): number {
    return Math.min(Number(expires), Number(created) + this.#sessionMs);
  }

  #lasts(row: Row): boolean {
    const now = this.#now();
    return this.#endOf(row) > now && Number(row.seen) >= now - IDLE_MS;
  }

  #sessionOf(row: Row, user: User): Session {
    const { hash, created, seen, address, agent } = row;
    return {
      user,
      id: String(hash).slice(0, SESSION_ID_LENGTH),
      created: Number(created),
      seen: Number(seen),
      expires: this.#endOf(row),
      address: String(address),
      agent: String(agent),
    };
  }

  endSession(secret: string): void {
    this.#database.change(() => this.#database.run('DELETE FROM sessions WHERE hash = ?', hashOf(secret)));
  }

  /** Of a user, by the name that `sessionsOf` gives. @throws {HttpProblem} NOT_FOUND */
  endSessionOf(user: string, id: string): void {
    this.#database.change(() => {
      const ended = this.#database.run(
        'DELETE FROM sessions WHERE user = ? AND substr(hash, 1, ?) = ?',
        user,
        SESSION_ID_LENGTH,
        id,
      );
      if (ended === 0) throw problem('NOT_FOUND', `there is no session ${id.slice(0, 40)}`);
    });
  }

  /** @returns the token itself: it is told once */
  addToken(
    user: string,
    { name, scope, expires }: { readonly name: string; readonly scope: Scope; readonly expires: number },
  ) {
    const secret = `tengun_${newSecret()}`;
    const id = newId();
    this.#database.change(() => {
      const count = Number(this.#database.get('SELECT count(*) AS n FROM tokens WHERE user = ?', user)?.n ?? 0);
      if (count >= MAX_TOKENS) throw problem('LIMIT', `tokens: expected at most ${MAX_TOKENS}, seen ${count + 1}`);
      this.#database.run(
        'INSERT INTO tokens (id, hash, user, name, scope, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[id, hashOf(secret), user, name, scope, this.#now(), expires],
      );
    });
    return { id, secret };
  }

  tokensOf(user: string): Token[] {
    return this.#database
      .all('SELECT * FROM tokens WHERE user = ? ORDER BY created DESC, rowid DESC', user)
      .map(tokenOf);
  }

  /** Null for one that has ended, or whose user may not sign in. */
  token(secret: string): { readonly user: User; readonly token: Token } | null {
    const row = this.#database.get('SELECT * FROM tokens WHERE hash = ?', hashOf(secret));
    const now = this.#now();
    if (!row || Number(row.expires) <= now) return null;
    const user = this.user(String(row.user));
    if (!user || user.isDisabled) return null;
    if (Number(row.last_used ?? 0) < now - SEEN_EVERY_MS) {
      this.#database.touch('UPDATE tokens SET last_used = ? WHERE id = ?', now, String(row.id));
    }
    return { user, token: tokenOf(row) };
  }

  /** @throws {HttpProblem} NOT_FOUND */
  removeToken(user: string, id: string): void {
    this.#database.change(() => {
      const gone = this.#database.run('DELETE FROM tokens WHERE user = ? AND id = ?', user, id);
      if (gone === 0) throw problem('NOT_FOUND', `there is no token ${id.slice(0, 40)}`);
    });
  }

  /** A link with which a user sets his password, once. @returns its secret */
  addOneTime(user: string, expires: number): string {
    const secret = newSecret();
    this.#database.change(() => {
      this.#database.run('DELETE FROM one_time WHERE user = ? OR expires < ?', user, this.#now());
      this.#database.run('INSERT INTO one_time (hash, user, expires) VALUES (?, ?, ?)', hashOf(secret), user, expires);
    });
    return secret;
  }

  /** The user of a link that still holds. */
  oneTime(secret: string): User | null {
    const row = this.#database.get(
      'SELECT user FROM one_time WHERE hash = ? AND expires > ?',
      hashOf(secret),
      this.#now(),
    );
    const user = row && this.user(String(row.user));
    return user && !user.isDisabled ? user : null;
  }

  /** @returns false when somebody was faster */
  takeOneTime(secret: string): boolean {
    return this.#database.change(() => this.#database.run('DELETE FROM one_time WHERE hash = ?', hashOf(secret)) > 0);
  }

  close(): void {
    this.#database.close();
  }

  #setGroups(id: string, groups: readonly string[]): void {
    this.#database.run('DELETE FROM members WHERE user = ?', id);
    for (const name of new Set(groups)) {
      if (!this.#database.get('SELECT 1 FROM groups WHERE name = ?', name)) {
        throw problem('NOT_FOUND', `there is no group ${name.slice(0, 80)}`);
      }
      this.#database.run('INSERT INTO members (user, name) VALUES (?, ?)', id, name);
    }
  }

  #endSessions(id: string): void {
    this.#database.run('DELETE FROM sessions WHERE user = ?', id);
    this.#database.run('DELETE FROM one_time WHERE user = ?', id);
  }

  /** Somebody must be able to sign in as administrator: with a password, by the organisation, or with a link that was given out. */
  #assertAdministered(): void {
    const able = "role = 'admin' AND disabled = 0";
    if (!this.#database.get(`SELECT 1 FROM users WHERE ${able} LIMIT 1`)) {
      throw problem('CONFLICT', 'the last administrator stays: make another one first');
    }
  }

  #userOf(row: Row): User {
    const id = String(row.id);
    const lockedUntil = row.locked_until === null ? null : Number(row.locked_until);
    return {
      id,
      name: String(row.name),
      displayName: String(row.display_name),
      role: row.role as Role,
      groups: this.#database
        .all('SELECT name FROM members WHERE user = ? ORDER BY name', id)
        .map(({ name }) => String(name)),
      isDisabled: row.disabled === 1,
      hasPassword: row.password !== null,
      subject: typeof row.subject === 'string' ? row.subject : null,
      created: new Date(Number(row.created)).toISOString(),
      lastLogin: row.last_login === null ? null : new Date(Number(row.last_login)).toISOString(),
      lockedUntil: lockedUntil !== null && lockedUntil > this.#now() ? lockedUntil : null,
    };
  }
}

const SESSION_ID_LENGTH = 16;

function tokenOf({ id, name, scope, created, expires, last_used: lastUsed }: Row): Token {
  return {
    id: String(id),
    name: String(name),
    scope: scope as Scope,
    created: Number(created),
    expires: Number(expires),
    lastUsed: lastUsed === null ? null : Number(lastUsed),
  };
}

const isAdministrator = ({ role, isDisabled }: Pick<User, 'role' | 'isDisabled'>) => role === 'admin' && !isDisabled;
