/** The accounts of a server: none until somebody uses the one-time link that the first start prints. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '#worker/store/atomic-file.ts';
import { isGroupName } from '#worker/store/collection-access.ts';
import { problem } from '../errors.ts';
import { HourlyLimit } from '../http/hourly-limit.ts';
import type { NewUser, User } from './account-types.ts';
import { NobodysFailures } from './nobodys-failures.ts';
import { checkPassword, hashPassword, isPassword, PASSWORD_COST, type PasswordCost } from './passwords.ts';
import type { Role } from './roles.ts';
import { isSame, newSecret } from './secrets.ts';
import { Accounts, SESSION_MS } from './sqlite-accounts.ts';

export const ACCOUNTS_FOLDER = '.accounts';
const DATABASE = 'accounts.sqlite';
const SETUP_MS = 24 * 3_600_000;
const INVITATION_MS = 72 * 3_600_000;
/** Wrong passwords from one address in an hour, whatever the names. */
const FAILURES_PER_HOUR = 50;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u;

interface AccountServiceOptions {
  readonly dir: string;
  readonly now?: () => number;
  /** For tests: a cheaper hash. */
  readonly cost?: PasswordCost;
  readonly sessionMs?: number;
}

export class AccountService {
  readonly #dir: string;
  readonly #now: () => number;
  readonly #cost: PasswordCost;
  readonly #sessionMs: number;
  readonly #failures: HourlyLimit;
  readonly #nobodys: NobodysFailures;
  #open: Accounts | null = null;
  /** Looked for, in this turn of the event loop. */
  #isMissing = false;
  #setup: { readonly secret: string; readonly expires: number } | null = null;

  constructor({ dir, now = Date.now, cost = PASSWORD_COST, sessionMs = SESSION_MS }: AccountServiceOptions) {
    this.#dir = dir;
    this.#now = now;
    this.#cost = cost;
    this.#sessionMs = sessionMs;
    this.#nobodys = new NobodysFailures(now);
    this.#failures = new HourlyLimit({ times: FAILURES_PER_HOUR, what: 'failed attempts from this address' });
  }

  /** Null as long as there is no user. */
  get accounts(): Accounts | null {
    if (!this.#open && this.#isThere()) this.#open = this.#opened();
    return this.#open && !this.#open.isEmpty ? this.#open : null;
  }

  /** Asked several times a request as long as there are none. */
  #isThere(): boolean {
    if (this.#isMissing) return false;
    const isThere = existsSync(this.#path);
    this.#isMissing = !isThere;
    setImmediate(() => {
      this.#isMissing = false;
    });
    return isThere;
  }

  #make(): Accounts {
    makeFolderSync(this.#dir, 0o700);
    this.#open ??= this.#opened();
    return this.#open;
  }

  #opened(): Accounts {
    return new Accounts(this.#path, this.#now, this.#sessionMs);
  }

  get #path(): string {
    return join(this.#dir, DATABASE);
  }

  /** @throws {HttpProblem} FORBIDDEN where there are none */
  known(): Accounts {
    const accounts = this.accounts;
    if (!accounts)
      throw problem('FORBIDDEN', 'there are no accounts on this server yet: use the link that it printed at its start');
    return accounts;
  }

  /**
   * The secret of the link with which the first administrator is made; null when there is one. It is in memory only, holds for a day,
   * and each call gives a new one.
   */
  offerSetup(): string | null {
    if (this.accounts) return null;
    this.#setup = { secret: newSecret(), expires: this.#now() + SETUP_MS };
    return this.#setup.secret;
  }

  /** @throws {HttpProblem} FORBIDDEN for a link that does not hold; INVALID_INPUT */
  async setUp(secret: string, { name, password }: { readonly name: string; readonly password: string }): Promise<User> {
    const setup = this.#setup;
    if (!setup || setup.expires < this.#now() || !isSame(setup.secret, secret) || this.accounts) {
      throw problem('FORBIDDEN', 'this link does not hold (any more): start the server again for a new one');
    }
    checkName(name);
    checkPassword(password, name);
    const hash = await hashPassword(password, this.#cost);
    // somebody may have been faster meanwhile
    if (this.#setup !== setup || this.accounts) throw problem('CONFLICT', 'the first account was just made');
    this.#setup = null;
    const accounts = this.#make();
    const user = accounts.addUser({ name, role: 'admin' });
    accounts.setPassword(user.id, hash);
    return accounts.user(user.id)!;
  }

  /**
   * @throws {HttpProblem} UNAUTHORIZED for a wrong name or password, the same words for both; TOO_MANY_REQUESTS after too many
   */
  async signIn(name: string, password: string, address: string): Promise<User> {
    const accounts = this.known();
    this.#failures.assert(address);
    const user = accounts.userByName(name);
    const lockedUntil = user ? user.lockedUntil : this.#nobodys.lockedUntil(name);
    if (lockedUntil !== null) {
      const seconds = Math.max(1, Math.ceil((lockedUntil - this.#now()) / 1000));
      throw problem('TOO_MANY_REQUESTS', `too many failed attempts: wait ${seconds} s`, {
        'retry-after': `${seconds}`,
      });
    }
    const isRight = await isPassword(password, user && accounts.passwordOf(user.id), this.#cost);
    if (user && isRight && !user.isDisabled) return user;
    this.#failures.count(address);
    if (!user) this.#nobodys.count(name);
    else if (!isRight) accounts.countFailure(user.id);
    throw problem('UNAUTHORIZED', 'the name or the password is wrong');
  }

  /** @throws {HttpProblem} CONFLICT, INVALID_INPUT, NOT_FOUND */
  addUser(user: NewUser): User {
    checkName(user.name);
    return this.known().addUser(user);
  }

  /** A link with which a user sets his password, once, within three days. */
  invite(userId: string): { readonly secret: string; readonly expires: number } {
    const expires = this.#now() + INVITATION_MS;
    return { secret: this.known().addOneTime(userId, expires), expires };
  }

  /** @throws {HttpProblem} FORBIDDEN for a link that does not hold; INVALID_INPUT */
  async setPasswordByLink(secret: string, password: string): Promise<User> {
    const accounts = this.known();
    const user = accounts.oneTime(secret);
    const over = () => problem('FORBIDDEN', 'this link does not hold (any more): ask an administrator for a new one');
    if (!user) throw over();
    checkPassword(password, user.name);
    const hash = await hashPassword(password, this.#cost);
    if (!accounts.takeOneTime(secret)) throw over();
    accounts.setPassword(user.id, hash);
    return user;
  }

  /** @throws {HttpProblem} UNAUTHORIZED for a wrong old one; INVALID_INPUT */
  async changePassword(user: User, before: string, after: string, address: string): Promise<void> {
    await this.signIn(user.name, before, address);
    checkPassword(after, user.name);
    this.known().setPassword(user.id, await hashPassword(after, this.#cost));
  }

  /**
   * The user whom an organisation's sign-in has named; made when he comes for the first time. The last administrator keeps his role,
   * whatever the organisation says: nobody could give it back.
   * @param groups of those only that exist here; null leaves them as they are
   * @throws {HttpProblem} FORBIDDEN for one who may not sign in
   */
  signInBySubject(
    subject: string,
    {
      name,
      displayName,
      role,
      groups,
    }: {
      readonly name: string;
      readonly displayName: string;
      readonly role: Role | null;
      readonly groups: readonly string[] | null;
    },
  ): User {
    // an organisation may be the first to send somebody
    const accounts = this.#make();
    const known = accounts.userBySubject(subject);
    if (known?.isDisabled) throw problem('FORBIDDEN', 'this account may not sign in: ask an administrator');
    const here = new Set(accounts.groups().map((group) => group.name));
    const kept = groups?.filter((group) => here.has(group));
    if (known) {
      const given = role !== null && accounts.isLastAdministrator(known.id) ? known.role : role;
      return accounts.changeUser(known.id, {
        displayName,
        ...(given ? { role: given } : {}),
        ...(kept ? { groups: kept } : {}),
      });
    }
    const free = freeName(name, (candidate) => accounts.userByName(candidate) !== null);
    return accounts.addUser({ name: free, displayName, role: role ?? 'viewer', groups: kept ?? [], subject });
  }

  close(): void {
    this.#open?.close();
    this.#open = null;
  }
}

/** @throws {HttpProblem} INVALID_INPUT */
export function checkGroup(name: string): string {
  if (isGroupName(name)) return name;
  throw problem(
    'INVALID_INPUT',
    `group: expected 1 to 64 letters, digits, spaces, - _ . , seen ${JSON.stringify(name.slice(0, 80))}`,
  );
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  const seen = JSON.stringify(name.slice(0, 80));
  throw problem(
    'INVALID_INPUT',
    `name: expected 2 to 64 letters, digits, . _ @ -, beginning with a letter or digit, seen ${seen}`,
  );
}

/** A name of the organisation that somebody has here already gets a number. */
function freeName(name: string, isTaken: (name: string) => boolean): string {
  const plain = name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._@-]/gu, '')
    .replace(/^[._@-]+/, '')
    .slice(0, 56);
  const base = NAME.test(plain) ? plain : `user-${plain}`.slice(0, 56);
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? base : `${base}-${count}`;
    if (!isTaken(candidate)) return candidate;
  }
}
