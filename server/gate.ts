/** Lets a fixed number of works run at a time; the others wait in line, and leave it when nobody wants them any more. */
import { problem } from './errors.ts';

export interface GateOptions {
  /** Works at the same time. */
  readonly slots: number;
  /** Works in line; one more is refused with 503. */
  readonly maxWaiting: number;
}

interface Waiting {
  readonly admit: () => void;
}

export class Gate {
  readonly #slots: number;
  readonly #maxWaiting: number;
  readonly #line = new Set<Waiting>();
  #running = 0;

  constructor({ slots, maxWaiting }: GateOptions) {
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
   * @throws {HttpProblem} BUSY when the line is full; the signal's reason when it is aborted in line
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#running--;
      this.#admitNext();
    }
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < this.#slots) {
      this.#running++;
      return;
    }
    if (this.#line.size >= this.#maxWaiting) {
      throw problem('BUSY', `${this.#line.size} requests are waiting already; try again later`, { 'retry-after': '5' });
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#line.delete(waiting);
        reject(signal?.reason);
      };
      const waiting: Waiting = {
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
    const [next] = this.#line;
    if (!next || this.#running >= this.#slots) return;
    this.#line.delete(next);
    this.#running++;
    next.admit();
  }
}
