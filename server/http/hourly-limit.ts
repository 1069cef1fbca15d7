/** How often one address may do something in an hour. In memory only, and no longer than the hour. */
import { problem } from '../errors.ts';

const HOUR_MS = 3_600_000;
/** Addresses that are remembered; the oldest are forgotten first. */
const MAX_ADDRESSES = 10_000;

export interface HourlyLimitOptions {
  readonly times: number;
  readonly what: string;
  readonly now?: () => number;
}

export class HourlyLimit {
  readonly #times: number;
  readonly #what: string;
  readonly #now: () => number;
  readonly #seen = new Map<string, number[]>();

  constructor({ times, what, now = Date.now }: HourlyLimitOptions) {
    this.#times = times;
    this.#what = what;
    this.#now = now;
  }

  /** @throws {HttpProblem} TOO_MANY_REQUESTS with the time to wait */
  take(address: string): void {
    this.assert(address);
    this.count(address);
  }

  /** Of what counts only when it has gone wrong: asked before. @throws {HttpProblem} TOO_MANY_REQUESTS with the time to wait */
  assert(address: string): void {
    const now = this.#now();
    const recent = this.#recent(networkOf(address), now);
    if (recent.length < this.#times) return;
    const [first = now] = recent;
    const seconds = Math.max(1, Math.ceil((first + HOUR_MS - now) / 1000));
    throw problem('TOO_MANY_REQUESTS', `more than ${this.#times} ${this.#what} in an hour; wait ${seconds} s`, {
      'retry-after': String(seconds),
    });
  }

  count(address: string): void {
    const now = this.#now();
    for (const [known, times] of this.#seen) {
      if ((times.at(-1) ?? 0) > now - HOUR_MS && this.#seen.size <= MAX_ADDRESSES) break;
      this.#seen.delete(known);
    }
    const key = networkOf(address);
    const recent = this.#recent(key, now);
    // at the end of the map: in the order of the last time
    this.#seen.delete(key);
    this.#seen.set(key, [...recent, now]);
  }

  #recent(key: string, now: number): number[] {
    return (this.#seen.get(key) ?? []).filter((time) => time > now - HOUR_MS);
  }
}

/** A machine with IPv6 has a whole network of addresses, /64; IPv4 is taken as it is. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('%', 1)[0]!.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
