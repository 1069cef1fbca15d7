import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { UnsupportedError } from '#core/errors.ts';
import { type Codec, createCodec } from '#worker/codec/codec.ts';
import { type DecodeWithLazPerf, lazPerfOracle } from '../../helpers/laz-perf-oracle.ts';
import { layoutOf, makeRecords, type RecordsOptions } from '../../helpers/laz-records.ts';
import { encodePointwiseReference } from '../../helpers/laz-reference/pointwise.ts';
import { expectSame } from '../../helpers/same-bytes.ts';

const run = fc.constantFrom('constant', 'steps', 'random') as fc.Arbitrary<'constant' | 'steps' | 'random'>;

const cloud: fc.Arbitrary<RecordsOptions> = fc.record({
  seed: fc.nat(),
  format: fc.constantFrom(0, 1, 2, 3),
  extraByteCount: fc.oneof(fc.nat(10), fc.constantFrom(0, 27, 300)),
  count: fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 400 })),
  channels: fc.constant(1),
  coordinates: run,
  attributes: run,
  gpsTime: fc.constantFrom('constant', 'steps', 'random', 'sequences') as fc.Arbitrary<RecordsOptions['gpsTime']>,
  grey: fc.boolean(),
});

let codec: Codec;
let lazPerf: DecodeWithLazPerf;
beforeAll(async () => {
  codec = await createCodec();
  lazPerf = await lazPerfOracle();
});

describe('the point-wise encoder on any points', () => {
  it('writes the bytes of the reference encoder, and they decode to the points', () => {
    fc.assert(
      fc.property(cloud, (options) => {
        const records = makeRecords(options);
        const layout = layoutOf(options);
        const chunk = codec.encoder.encode(records, layout);
        expectSame(chunk, encodePointwiseReference(records, layout), 'chunk');
        expectSame(codec.decoder.decode(chunk, layout, options.count), records, 'kernel');
      }),
      { numRuns: 500 },
    );
  });

  it('writes what npm laz-perf decodes to the same records', () => {
    fc.assert(
      fc.property(cloud, (options) => {
        const records = makeRecords(options);
        const layout = layoutOf(options);
        expectSame(lazPerf(codec.encoder.encode(records, layout), layout, options.count), records, 'laz-perf');
      }),
      { numRuns: 300 },
    );
  });

  it('takes bytes of any kind for records', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3),
        fc.nat(5),
        fc.uint8Array({ minLength: 3000, maxLength: 3000 }),
        (format, extra, noise) => {
          const layout = layoutOf({ format: format as 0, extraByteCount: extra });
          const records = noise.subarray(0, noise.length - (noise.length % layout.pointDataRecordLength));
          const chunk = codec.encoder.encode(records, layout);
          const count = records.length / layout.pointDataRecordLength;
          expectSame(codec.decoder.decode(chunk, layout, count), records, 'kernel');
          expectSame(lazPerf(chunk, layout, count), records, 'laz-perf');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the point-wise encoder on chunks of the usual size', () => {
  const big = (overrides: Partial<RecordsOptions>): RecordsOptions => ({
    ...{ seed: 11, format: 3, extraByteCount: 2, count: 50_000, channels: 1 },
    ...{ coordinates: 'steps', attributes: 'steps', gpsTime: 'steps' },
    ...overrides,
  });

  it.each([
    ['smooth points', big({})],
    ['noise in every field', big({ coordinates: 'random', attributes: 'random', gpsTime: 'random' })],
    ['interleaved clocks', big({ format: 1, extraByteCount: 0, gpsTime: 'sequences' })],
    ['positions alone', big({ format: 0, extraByteCount: 0, attributes: 'constant' })],
    ['colours of noise', big({ format: 2, attributes: 'random' })],
  ])('encodes 50,000 records: %s', (_, options) => {
    const records = makeRecords(options);
    const layout = layoutOf(options);
    const chunk = codec.encoder.encode(records, layout);
    expectSame(chunk, encodePointwiseReference(records, layout), 'chunk');
    expectSame(lazPerf(chunk, layout, options.count), records, 'laz-perf');
  });

  it('encodes extremes next to each other', () => {
    const layout = layoutOf({ format: 3, extraByteCount: 1 });
    const records = new Uint8Array(2000 * layout.pointDataRecordLength);
    for (let i = 0; i < 2000; i++) {
      const fill = [0, 255, 127, 128][(i * 7 + (i >> 3)) % 4]!;
      records.fill(fill, i * layout.pointDataRecordLength, (i + 1) * layout.pointDataRecordLength);
    }
    const chunk = codec.encoder.encode(records, layout);
    expectSame(codec.decoder.decode(chunk, layout, 2000), records, 'kernel');
    expectSame(lazPerf(chunk, layout, 2000), records, 'laz-perf');
  });

  it('refuses wave packets', () => {
    const layout = layoutOf({ format: 4, extraByteCount: 0 });
    expect(() => codec.encoder.encode(new Uint8Array(57), layout)).toThrow(UnsupportedError);
  });
});
