/** Files of points: LAS, LAZ, COPC, bare chunks, WKT. */
import '#worker/crs-registry.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { type FuzzCase, makeCase } from '../cases.ts';
import { checkUnharmed, drive } from '../drive.ts';
import type { Family, FuzzInput } from '../family.ts';
import { filesAsSeeds, madeSeeds } from '../seeds.ts';

interface LasInput extends FuzzInput {
  readonly seed: FuzzCase['seed'];
}

export async function openFamily(folder: string | null): Promise<Family<LasInput>> {
  const seeds = [...(await madeSeeds()), ...(folder === null ? [] : await filesAsSeeds(folder))];
  const { decoder } = await createCodec();
  return {
    seedCount: seeds.length,
    slowMs: 1000,
    clock: 'cpu',
    makeCase(runSeed, number) {
      const { seed, bytes, steps } = makeCase(seeds, runSeed, number);
      return { name: seed.name, steps, bytes, extension: '.bin', seed };
    },
    drive: ({ seed, bytes }) => drive(seed, bytes, decoder),
    checkUnharmed: () => checkUnharmed(seeds, decoder),
    close: async () => {},
  };
}
