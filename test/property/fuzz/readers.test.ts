import { beforeAll, describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import '#worker/crs-registry.ts';
import type { ChunkDecoder } from '#core/laz/chunk-codec.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { makeCase } from '../../helpers/fuzz/cases.ts';
import { checkUnharmed, drive } from '../../helpers/fuzz/drive.ts';
import { fuzz } from '../../helpers/fuzz/run.ts';
import { madeSeeds, type Seed } from '../../helpers/fuzz/seeds.ts';

let seeds: Seed[];
let decoder: ChunkDecoder;
beforeAll(async () => {
  seeds = await madeSeeds();
  ({ decoder } = await createCodec());
});

describe('the readers on broken input', () => {
  // the run of 200,000 cases is `npm run fuzz`
  it('give a result or a typed error for each of 3,000 cases, soon and in bounded memory', async () => {
    const report = await fuzz({ runSeed: 1, count: 3000 });
    expect(report.failures).toEqual([]);
    expect(report.cases).toBe(3000);
    expect(report.slow).toEqual([]);
    expect(report.rssGrowthBytes).toBeLessThan(2 ** 30);
    // the cases reach every reader, with both ends
    for (const reader of ['openLas', 'WKT', 'GeoKeys', 'LAZ points', 'COPC', 'chunk decoder']) {
      const rows = Object.entries(report.outcomes).filter(([row]) => row.startsWith(`${reader}: `));
      expect(rows.length, reader).toBeGreaterThan(1);
      expect(report.outcomes[`${reader}: ok`], reader).toBeGreaterThan(10);
    }
  });
});

describe('fuzzing itself', () => {
  it('starts from seeds that every reader takes', async () => {
    for (const seed of seeds) {
      for (const { reader, result } of await drive(seed, seed.bytes, decoder)) {
        expect(`${seed.name}, ${reader}: ${result}`).toBe(`${seed.name}, ${reader}: ok`);
      }
    }
    checkUnharmed(seeds, decoder);
  });

  it('makes the same case from the same numbers, and others from others', () => {
    const same = makeCase(seeds, 1, 7);
    expect(makeCase(seeds, 1, 7)).toEqual(same);
    const texts = new Set(Array.from({ length: 300 }, (_, number) => JSON.stringify(makeCase(seeds, 1, number).steps)));
    expect(texts.size).toBeGreaterThan(100);
    expect(Buffer.compare(makeCase(seeds, 2, 7).bytes, same.bytes)).not.toBe(0);
  });

  it('calls everything but a typed error a bug, and wrong records too', async () => {
    const seed = seeds.find(({ name }) => name === 'chunk of format 3')!;
    const throwing = (error: unknown): ChunkDecoder => ({
      ...decoder,
      decode: () => {
        throw error;
      },
    });
    const resultsOf = async (odd: ChunkDecoder) => (await drive(seed, seed.bytes, odd)).map(({ result }) => result);
    expect(await resultsOf(throwing(new FormatError('broken', { offset: 0 })))).toEqual(['FORMAT']);
    expect(await resultsOf(throwing(new RangeError('offset is out of bounds')))).toEqual(['BUG']);
    expect(await resultsOf(throwing('a text'))).toEqual(['BUG']);
    const wrong: ChunkDecoder = {
      ...decoder,
      decode(...call) {
        const records = decoder.decode(...call);
        records[40]! ^= 1;
        return records;
      },
    };
    expect(await resultsOf(wrong)).toEqual(['ok', 'BUG']);
    expect(() => checkUnharmed([seed], wrong)).toThrow(/no longer decodes/);
  });

  it('sees cases that do not end and cases that kill their thread, and goes on behind them', async () => {
    const module = new URL('./odd-family.ts', import.meta.url).href;
    const numbersOf = (count: number, wanted: (seed: Seed) => boolean) =>
      Array.from({ length: count }, (_, number) => number).filter((number) => wanted(makeCase(seeds, 1, number).seed));
    const endless = (count: number) => numbersOf(count, ({ kind }) => kind === 'wkt');
    const deadly = (count: number) => numbersOf(count, ({ name }) => name.startsWith('copc'));
    let count = 2;
    while (endless(count - 1).length === 0 || deadly(count - 1).length === 0) count++;
    // far above what a case takes that only waits for its turn on a busy machine
    const report = await fuzz({ runSeed: 1, count, hangMs: 2000, module });
    const failed = (what: RegExp) => report.failures.filter((f) => what.test(f.what)).map(({ number }) => number);
    expect(failed(/hangs: more than 2000 ms/)).toEqual(endless(count));
    expect(failed(/kills its thread/)).toEqual(deadly(count));
  });
});
