/** Mutated files through the whole indexer, as a delivery: each must end in a verdict. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { buildZip } from '../zip.ts';
import { makeCase } from './cases.ts';
import type { FuzzReport } from './run.ts';
import { type Field, madeSeeds, type Region, type Seed } from './seeds.ts';
import type { CaseFailure } from './thread.ts';

/** Files of every kind, and zips of two of them. */
export async function deliverySeeds(): Promise<Seed[]> {
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

/** Where the numbers stand in the structures of a zip, by the last byte of their signature PK… (APPNOTE 6.3). */
const ZIP_FIELDS: Readonly<Record<number, readonly Field[]>> = {
  3: [...fieldsAt(2, 6, 8, 26, 28), ...fieldsAt(4, 14, 18, 22)],
  1: [...fieldsAt(2, 8, 10, 28, 30, 32), ...fieldsAt(4, 16, 20, 24, 42)],
  5: [...fieldsAt(2, 4, 6, 8, 10, 20), ...fieldsAt(4, 12, 16)],
};

function fieldsAt(bytes: Field['bytes'], ...places: number[]): Field[] {
  return places.map((at) => ({ at, bytes }));
}

function zipSeed(name: string, bytes: Uint8Array): Seed {
  const regions: Region[] = [];
  const fields: Field[] = [];
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const kind =
      bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 3] === bytes[at + 2]! + 1 ? bytes[at + 2]! : 0;
    if (!ZIP_FIELDS[kind]) continue;
    regions.push({ name: `PK ${kind}`, begin: at, end: Math.min(at + 60, bytes.length) });
    fields.push(...ZIP_FIELDS[kind].map((field) => ({ ...field, at: at + field.at })));
  }
  return { name, kind: 'file', bytes, regions, fields };
}

/** What a delivery is called: the indexer goes by the ending. */
const endingOf = (seed: Seed) => (seed.name.startsWith('zip') ? 'zip' : seed.name.startsWith('las') ? 'las' : 'laz');

/** A delivery that takes longer is slow: a second for reading, as for the readers alone, and the work of indexing. */
const SLOW_MS = 5000;

/**
 * @param count deliveries, each of one file
 * @returns outcomes are files by verdict, `none` for a delivery without files; failures are deliveries on which the
 *   indexer threw
 */
export async function fuzzIndexing(runSeed: number, first: number, count: number): Promise<FuzzReport> {
  const seeds = await deliverySeeds();
  const folder = await mkdtemp(join(tmpdir(), 'tengun-fuzz-'));
  const store = openStore(join(folder, 'store'));
  const pool = createPool({ threads: 2 });
  const outcomes: Record<string, number> = {};
  const failures: CaseFailure[] = [];
  const slow: CaseFailure[] = [];
  const rssAtStart = process.memoryUsage.rss();
  let rss = rssAtStart;
  const note = (verdict: string) => {
    outcomes[`index: ${verdict}`] = (outcomes[`index: ${verdict}`] ?? 0) + 1;
  };
  try {
    for (let number = first; number < first + count; number++) {
      const { seed, bytes, steps } = makeCase(seeds, runSeed, number);
      const path = join(folder, `case-${number}.${endingOf(seed)}`);
      await writeFile(path, bytes);
      const options = { collection: `case-${number}`, crs: 'EPSG:6676' };
      const failure = { number, seedName: seed.name, steps, reader: 'index' };
      const begin = performance.now();
      try {
        const { items } = await indexDelivery([path], options, { store, pool });
        if (items.length === 0) note('none');
        for (const { verdict } of items) note(verdict);
      } catch (error) {
        const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
        failures.push({ ...failure, what });
      }
      const ms = performance.now() - begin;
      if (ms > SLOW_MS) slow.push({ ...failure, what: `${Math.round(ms)} ms` });
      rss = Math.max(rss, process.memoryUsage.rss());
      await rm(path);
    }
  } finally {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  }
  return { cases: count, outcomes, failures, slow, rssGrowthBytes: rss - rssAtStart };
}
