/** Case number n of a run: which seed, mutated how. A case is the same wherever and in whatever order it is run. */
import { ALL_LAYERS } from '#core/laz/chunk-codec.ts';
import { seededRandom } from '../seeded-random.ts';
import { caseSeed } from './family.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './seeds.ts';

export interface FuzzCase {
  readonly seed: Seed;
  readonly bytes: Uint8Array;
  /** Names of the mutations in order. */
  readonly steps: readonly string[];
}

/** @param runSeed seed of the run, an integer @param number of the case in the run, an integer */
export function makeCase(seeds: readonly Seed[], runSeed: number, number: number): FuzzCase {
  const { uniform } = seededRandom(caseSeed(runSeed, number));
  const seed = seeds[Math.floor(uniform() * seeds.length)]!;
  const mutated = mutate(seed, seeds, uniform);
  return seed.kind === 'chunk' ? { seed: misread(seed, uniform), ...mutated } : { seed, ...mutated };
}

/** A chunk may be read as what it is not: other points, other records, some layers only. */
function misread(seed: Seed, uniform: () => number): Seed {
  const integer = (below: number) => Math.floor(uniform() * below);
  const { layout, pointCount } = seed;
  const odd = uniform() < 0.3;
  const counts = [0, 1, 2, pointCount! - 1, pointCount! + 1, 1000, 20_000];
  const pointDataRecordFormat = odd && uniform() < 0.3 ? integer(11) : layout!.pointDataRecordFormat;
  const grown = odd && uniform() < 0.3 ? integer(2 ** integer(12)) : 0;
  return {
    ...seed,
    layout: { ...layout!, pointDataRecordFormat, pointDataRecordLength: layout!.pointDataRecordLength + grown },
    pointCount: odd && uniform() < 0.5 ? counts[integer(counts.length)]! : pointCount!,
    layers: uniform() < 0.2 ? integer(2 ** 13) : ALL_LAYERS,
  };
}
