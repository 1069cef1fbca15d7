/** One piece of work that several clients wait for: it is stopped only when all of them have left. */

export class SharedWork<T> {
  readonly #controller = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;
  #isOver = false;

  constructor(work: (allGone: AbortSignal) => Promise<T>) {
    this.#result = work(this.#controller.signal);
    const end = () => {
      this.#isOver = true;
    };
    // whoever joined gets the error; when all have left, nobody is to hear of it
    this.#result.then(end, end);
  }

  /** False once it has ended or everybody has left: a newcomer has to start afresh. */
  get isJoinable(): boolean {
    return !this.#isOver && !this.#controller.signal.aborted;
  }

  /** Resolves when the work has ended, well or not. */
  get settled(): Promise<void> {
    return this.#result.then(
      () => undefined,
      () => undefined,
    );
  }

  /** @throws the signal's reason when it aborts first */
  async join(signal?: AbortSignal): Promise<T> {
    this.#waiting++;
    let leave: (() => void) | undefined;
    try {
      if (!signal) return await this.#result;
      signal.throwIfAborted();
      const left = new Promise<never>((_resolve, reject) => {
        leave = () => reject(signal.reason);
        signal.addEventListener('abort', leave, { once: true });
      });
      return await Promise.race([this.#result, left]);
    } finally {
      if (leave) signal?.removeEventListener('abort', leave);
      // making the error of an abort takes longer than finding a tile
      if (--this.#waiting === 0 && !this.#isOver) this.#controller.abort();
    }
  }
}
