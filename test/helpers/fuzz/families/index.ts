/** Mutated files through the whole indexer, as a delivery: each must end in a verdict. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { buildZip } from '../../zip.ts';
import { makeCase } from '../cases.ts';
import type { Family, FuzzInput, Outcome } from '../family.ts';
import { madeSeeds, type Seed } from '../seeds.ts';
import { zipSeed } from '../zip-seed.ts';

/** Files of every kind, and zips of two of them. */
async function deliverySeeds(): Promise<Seed[]> {
  const files = (await madeSeeds()).filter(({ kind }) => kind === 'file');
  const [las, laz] = ['las 1', 'laz 3'].map((name) => files.find((seed) => seed.name === name)!.bytes);
  const zips = [false, true].map((deflate) => {
    const entries = [
      { name: 'a/one.las', bytes: las!, deflate },
      { name: 'two.laz', bytes: laz!, deflate },
    ];
    return zipSeed(deflate ? 'zip deflated' : 'zip stored', buildZip(entries));
  });
  // as many zips as takes to be met
  return [...files, ...zips, ...zips, ...zips];
}

/** What a delivery is called: the indexer goes by the ending. */
const endingOf = ({ name }: Seed) => (name.startsWith('zip') ? '.zip' : name.startsWith('las') ? '.las' : '.laz');

export async function openFamily(): Promise<Family<FuzzInput & { readonly number: number }>> {
  const seeds = await deliverySeeds();
  const folder = await mkdtemp(join(tmpdir(), 'tengun-fuzz-'));
  const store = openStore(join(folder, 'store'));
  const pool = createPool({ threads: 2 });
  return {
    seedCount: seeds.length,
    // a second for reading, as for the readers alone, and the work of indexing
    slowMs: 5000,
    clock: 'wall',
    makeCase(runSeed, number) {
      const { seed, bytes, steps } = makeCase(seeds, runSeed, number);
      return { name: seed.name, steps, bytes, extension: endingOf(seed), number };
    },
    /** Outcomes are files by verdict, `none` for a delivery without files. */
    async drive({ bytes, extension, number }): Promise<Outcome[]> {
      const path = join(folder, `case-${number}${extension}`);
      await writeFile(path, bytes);
      try {
        const { items } = await indexDelivery(
          [path],
          { collection: `case-${number}`, crs: 'EPSG:6676' },
          { store, pool },
        );
        if (items.length === 0) return [{ reader: 'index', result: 'none' }];
        return items.map(({ verdict }) => ({ reader: 'index', result: verdict }));
      } catch (thrown) {
        return [{ reader: 'index', result: 'BUG', thrown }];
      } finally {
        await rm(path);
        // what earlier cases made only slows later ones
        await rm(join(store.dir, `case-${number}`), { recursive: true, force: true });
      }
    },
    checkUnharmed() {},
    async close() {
      await pool.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
