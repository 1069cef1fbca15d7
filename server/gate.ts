/**
 * Lets a fixed number of works run at a time; the others wait in line, and leave it when nobody wants them any more. A slot goes to the one
 * of whom the least is running, and among those to the one who was served least recently: who asks a hundred times waits behind who asks
 * once.
 */
import { problem } from './errors.ts';

export interface GateOptions {
  /** Works at the same time. */
  readonly slots: number;
  /** Works in line; one more is refused with 503. */
  readonly maxWaiting: number;
  /** Of one owner, in line; default: as many as there is room for. */
  readonly maxWaitingOfOne?: number;
}

/** Owners that are remembered; those who were served longest ago are forgotten first. */
const MAX_SERVED = 1000;

interface Waiting {
  readonly owner: string;
  readonly admit: () => void;
}

export class Gate {
  readonly #slots: number;
  readonly #maxWaiting: number;
  readonly #maxWaitingOfOne: number;
  readonly #line = new Set<Waiting>();
  /** Works at the moment, by owner. */
  readonly #ofOwner = new Map<string, number>();
  /** When each owner was last given a slot, as a count. */
  readonly #served = new Map<string, number>();
  #running = 0;
  #count = 0;

  constructor({ slots, maxWaiting, maxWaitingOfOne = maxWaiting }: GateOptions) {
    this.#maxWaitingOfOne = maxWaitingOfOne;
    this.#slots = slots;
    this.#maxWaiting = maxWaiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /**
   * @param signal takes the work out of the line; once it runs, stopping is its own business
   * @param owner whose it is: a user, or an address
   * @throws {HttpProblem} BUSY when the line is full; TOO_MANY_REQUESTS when it is full of the owner's own; the signal's reason when it
   *   is aborted in line
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal, owner = ''): Promise<T> {
    await this.#enter(signal, owner);
    try {
      return await work();
    } finally {
      this.#leave(owner);
      this.#admitNext();
    }
  }

  async #enter(signal: AbortSignal | undefined, owner: string): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < this.#slots) {
      this.#take(owner);
      return;
    }
    if (this.#line.size >= this.#maxWaiting) {
      throw problem('BUSY', `${this.#line.size} requests are waiting already; try again later`, { 'retry-after': '5' });
    }
    const own = [...this.#line].filter((waiting) => waiting.owner === owner).length;
    if (own >= this.#maxWaitingOfOne) {
      throw problem('TOO_MANY_REQUESTS', `${own} of your requests are waiting already; wait for one of them`, {
        'retry-after': '5',
      });
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#line.delete(waiting);
        reject(signal?.reason);
      };
      const waiting: Waiting = {
        owner,
        admit: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#line.add(waiting);
    });
  }

  /** The slot passes on at once, so that a newcomer cannot take it from those in line. */
  #admitNext(): void {
    if (this.#running >= this.#slots) return;
    let next: Waiting | null = null;
    for (const waiting of this.#line) {
      // of equals the one that came first
      if (!next || this.#goesBefore(waiting.owner, next.owner)) next = waiting;
    }
    if (!next) return;
    this.#line.delete(next);
    this.#take(next.owner);
    next.admit();
  }

  #goesBefore(owner: string, other: string): boolean {
    const [own, others] = [this.#runningOf(owner), this.#runningOf(other)];
    return own === others ? (this.#served.get(owner) ?? 0) < (this.#served.get(other) ?? 0) : own < others;
  }

  #runningOf(owner: string): number {
    return this.#ofOwner.get(owner) ?? 0;
  }

  #take(owner: string): void {
    this.#running += 1;
    this.#ofOwner.set(owner, this.#runningOf(owner) + 1);
    this.#served.delete(owner);
    this.#served.set(owner, ++this.#count);
    const [longestAgo] = this.#served.keys();
    if (this.#served.size > MAX_SERVED && longestAgo !== undefined) this.#served.delete(longestAgo);
  }

  #leave(owner: string): void {
    this.#running -= 1;
    const left = this.#runningOf(owner) - 1;
    if (left > 0) this.#ofOwner.set(owner, left);
    else this.#ofOwner.delete(owner);
  }
}
