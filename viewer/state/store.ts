/** A small external store: one immutable state object, listeners, and a React hook that reads a part of it. */
import { useSyncExternalStore } from 'react';

export interface Store<T> {
  get(): T;
  /** Replaces the given members; listeners run once, after the change, and only if a member really changed. */
  set(part: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(part) {
      const changed = (Object.keys(part) as (keyof T)[]).some((key) => !Object.is(part[key], state[key]));
      if (!changed) return;
      state = { ...state, ...part };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads a part of a store in a component; `select` must return a member, not a new object each time. */
export function useStore<T extends object, S>(store: Store<T>, select: (state: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** Calls `listener` with the new and the old value whenever the selected part changes; returns the unsubscriber. */
export function watch<T extends object, S>(
  store: Store<T>,
  select: (state: T) => S,
  listener: (value: S, previous: S) => void,
): () => void {
  let previous = select(store.get());
  return store.subscribe(() => {
    const value = select(store.get());
    if (Object.is(value, previous)) return;
    const old = previous;
    previous = value;
    listener(value, old);
  });
}
