/**
 * Prints the bytes of heap and buffers of a process that has opened a store, loaded the index of a collection and made
 * its tree of cells. Called by simulate-collection.ts, once with many items and once with few.
 * Usage: node --expose-gc scripts/probe-store-memory.ts STORE COLLECTION
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { shownCells } from '#worker/store/cell-tree.ts';
import { openStore } from '#worker/store/store.ts';

const [, , dir = '', collection = ''] = process.argv;
const store = openStore(dir, { audience: 'public' });
const look = async () => {
  const { set } = await store.findItems(collection, { bbox: [138, 34, 139, 36] });
  shownCells(set)?.find('none');
  await store.listItems(collection, { limit: 10 });
};
await look();
const collect: unknown = Reflect.get(globalThis, 'gc');
for (let round = 0; round < 5; round++) {
  await sleep(50);
  if (typeof collect === 'function') collect();
}
const { heapUsed, external } = process.memoryUsage();
console.log(heapUsed + external);
// the store keeps what it has loaded: it must not be collected before the count
await look();
