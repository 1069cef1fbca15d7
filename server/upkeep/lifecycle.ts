/** Where the server stands between its start and its end. */

export type LifecycleState = 'starting' | 'running' | 'stopping';

export class Lifecycle {
  #state: LifecycleState = 'starting';

  get state(): LifecycleState {
    return this.#state;
  }

  /** Everything that is needed has answered once. */
  run(): void {
    if (this.#state === 'starting') this.#state = 'running';
  }

  /** No way back. */
  stop(): void {
    this.#state = 'stopping';
  }
}
