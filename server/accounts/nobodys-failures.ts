/**
 * Failed attempts with names that nobody has: they pause as those of users do, so that a pause does not tell who is one. In memory only.
 */
import { hashOf } from './secrets.ts';
import { pauseAfter } from './sqlite-accounts.ts';

/** Names that are remembered; the oldest are forgotten first. */
const MAX_NAMES = 10_000;

export class NobodysFailures {
  readonly #now: () => number;
  readonly #names = new Map<string, { readonly failures: number; readonly lockedUntil: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds since 1970; null: an attempt may come. */
  lockedUntil(name: string): number | null {
    const until = this.#names.get(keyOf(name))?.lockedUntil ?? 0;
    return until > this.#now() ? until : null;
  }

  count(name: string): void {
    const key = keyOf(name);
    const failures = (this.#names.get(key)?.failures ?? 0) + 1;
    const pause = pauseAfter(failures);
    this.#names.delete(key);
    this.#names.set(key, { failures, lockedUntil: pause === 0 ? 0 : this.#now() + pause });
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_NAMES && oldest !== undefined) this.#names.delete(oldest);
  }
}

/** As names of users are compared. What was typed is not kept: it may be a password. */
const keyOf = (name: string): string => hashOf(name.normalize('NFKC').toLowerCase());
