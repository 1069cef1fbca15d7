import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { ALL_LAYERS, type ChunkDecoder, type ChunkEncoder, LAYER } from '#core/laz/chunk-codec.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { type DecodeWithLazPerf, lazPerfOracle } from '../../helpers/laz-perf-oracle.ts';
import { layoutOf, makeRecords, type RecordsOptions } from '../../helpers/laz-records.ts';
import { decodeReference, encodeReference } from '../../helpers/laz-reference/chunk.ts';
import { expectSame } from '../../helpers/same-bytes.ts';

const run = fc.constantFrom('constant', 'steps', 'random') as fc.Arbitrary<'constant' | 'steps' | 'random'>;

const cloud: fc.Arbitrary<RecordsOptions> = fc.record({
  seed: fc.nat(),
  format: fc.constantFrom(6, 7, 8) as fc.Arbitrary<6 | 7 | 8>,
  extraByteCount: fc.nat(10),
  count: fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 400 })),
  channels: fc.integer({ min: 1, max: 4 }),
  coordinates: run,
  attributes: run,
  gpsTime: fc.constantFrom('constant', 'steps', 'random', 'sequences') as fc.Arbitrary<RecordsOptions['gpsTime']>,
  grey: fc.boolean(),
});

let encoder: ChunkEncoder;
let decoder: ChunkDecoder;
let lazPerf: DecodeWithLazPerf;
beforeAll(async () => {
  ({ encoder, decoder } = await createCodec());
  lazPerf = await lazPerfOracle();
});

describe('the LAZ kernel on any points', () => {
  it('writes the bytes of the reference encoder', () => {
    fc.assert(
      fc.property(cloud, (options) => {
        const records = makeRecords(options);
        const layout = layoutOf(options);
        expectSame(encoder.encode(records, layout), encodeReference(records, layout), 'chunk');
      }),
      { numRuns: 250 },
    );
  });

  it('decodes what it wrote to the same records, and so does the reference', () => {
    fc.assert(
      fc.property(cloud, (options) => {
        const records = makeRecords(options);
        const layout = layoutOf(options);
        const chunk = encoder.encode(records, layout);
        expectSame(decoder.decode(chunk, layout, options.count), records, 'kernel');
        expectSame(decodeReference(chunk, layout, options.count), records, 'reference');
      }),
      { numRuns: 200 },
    );
  });

  it('writes chunks that npm laz-perf decodes to the same records', () => {
    fc.assert(
      fc.property(cloud, (options) => {
        const records = makeRecords(options);
        const layout = layoutOf(options);
        expectSame(lazPerf(encoder.encode(records, layout), layout, options.count), records, 'laz-perf');
      }),
      { numRuns: 250 },
    );
  });

  it('decodes item version 4 as the reference encodes it', () => {
    fc.assert(
      fc.property(cloud, (options) => {
        const records = makeRecords(options);
        const layout = { ...layoutOf(options), itemVersion: 4 as const };
        expectSame(decoder.decode(encodeReference(records, layout), layout, options.count), records, 'kernel');
      }),
      { numRuns: 150 },
    );
  });
});

describe('the LAZ kernel on wave packets in layers', () => {
  const waves = cloud.chain((options) =>
    fc.record({
      options: fc.constantFrom(9, 10).map((format) => ({ ...options, format: format as 9 | 10 })),
      itemVersion: fc.constantFrom(3, 4) as fc.Arbitrary<3 | 4>,
    }),
  );

  it('decodes formats 9 and 10 as the reference encodes them, and so does the reference', () => {
    fc.assert(
      fc.property(waves, ({ options, itemVersion }) => {
        const records = makeRecords(options);
        const layout = { ...layoutOf(options), itemVersion };
        const chunk = encodeReference(records, layout);
        expectSame(decoder.decode(chunk, layout, options.count), records, 'kernel');
        expectSame(decodeReference(chunk, layout, options.count), records, 'reference');
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the packets alone when they are not wanted', () => {
    const options: RecordsOptions = {
      ...{ seed: 5, format: 10, extraByteCount: 1, count: 300, channels: 3 },
      ...{ coordinates: 'steps', attributes: 'random', gpsTime: 'steps' },
    };
    const records = makeRecords(options);
    const layout = layoutOf(options);
    const length = layout.pointDataRecordLength;
    const decoded = decoder.decode(encodeReference(records, layout), layout, options.count, {
      layers: ALL_LAYERS & ~LAYER.wavePacket,
    });
    for (let at = 0; at < records.length; at += length) records.copyWithin(at + 38, 38, 67);
    expectSame(decoded, records, 'kernel');
  });

  it('decodes 50,000 of them', () => {
    const options: RecordsOptions = {
      ...{ seed: 6, format: 9, extraByteCount: 0, count: 50_000, channels: 4 },
      ...{ coordinates: 'steps', attributes: 'random', gpsTime: 'steps' },
    };
    const records = makeRecords(options);
    expectSame(
      decoder.decode(encodeReference(records, layoutOf(options)), layoutOf(options), options.count),
      records,
      'kernel',
    );
  });
});

describe('the LAZ kernel on chunks of the usual size', () => {
  const big = (overrides: Partial<RecordsOptions>): RecordsOptions => ({
    seed: 7,
    format: 7,
    extraByteCount: 2,
    count: 50_000,
    channels: 2,
    coordinates: 'steps',
    attributes: 'steps',
    gpsTime: 'steps',
    ...overrides,
  });

  // the models' counts are halved and their longest update cycles reached only in chunks of this size
  it.each([
    ['smooth points', big({})],
    ['noise in every field', big({ format: 8, coordinates: 'random', attributes: 'random', gpsTime: 'random' })],
    ['interleaved clocks', big({ format: 6, extraByteCount: 0, gpsTime: 'sequences', channels: 1 })],
  ])('codes 50,000 records: %s', (_, options) => {
    const records = makeRecords(options);
    const layout = layoutOf(options);
    const chunk = encoder.encode(records, layout);
    expectSame(chunk, encodeReference(records, layout), 'chunk');
    expectSame(decoder.decode(chunk, layout, options.count), records, 'kernel');
    expectSame(lazPerf(chunk, layout, options.count), records, 'laz-perf');
  });
});
