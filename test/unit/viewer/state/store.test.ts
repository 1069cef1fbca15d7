import { describe, expect, it } from 'vitest';
import { createStore, watch } from '../../../../viewer/state/store.ts';

describe('the store', () => {
  it('tells listeners once a change, and not when nothing changed', () => {
    const store = createStore({ a: 1, b: 'x' });
    let calls = 0;
    store.subscribe(() => calls++);
    store.set({ a: 2, b: 'y' });
    store.set({ a: 2 });
    expect(calls).toBe(1);
    expect(store.get()).toEqual({ a: 2, b: 'y' });
  });

  it('watches one part with its old value', () => {
    const store = createStore({ a: 1, b: 1 });
    const seen: [number, number][] = [];
    const stop = watch(
      store,
      (state) => state.a,
      (value, previous) => seen.push([value, previous]),
    );
    store.set({ b: 2 });
    store.set({ a: 5 });
    stop();
    store.set({ a: 6 });
    expect(seen).toEqual([[5, 1]]);
  });
});
