/** Stores as different readers see them: opened once a reader, and kept while he asks. */
import { type Audience, audienceKey } from '#worker/store/audience.ts';
import { openStore, type Store } from '#worker/store/store.ts';

const KEPT = 500;

export class StoreViews {
  readonly #dir: string;
  readonly #views = new Map<string, Store>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  of(audience: Audience): Store {
    const key = audienceKey(audience);
    const view = this.#views.get(key) ?? openStore(this.#dir, { audience });
    this.#views.delete(key);
    this.#views.set(key, view);
    const [oldest] = this.#views.keys();
    if (this.#views.size > KEPT && oldest !== undefined) this.#views.delete(oldest);
    return view;
  }
}
