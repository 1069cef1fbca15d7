import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import type { ChunkDecoder } from '#core/laz/chunk-codec.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { type DecodeWithLazPerf, lazPerfOracle } from '../../helpers/laz-perf-oracle.ts';
import { layoutOf, makeRecords, type RecordsOptions } from '../../helpers/laz-records.ts';
import { decodePointwiseReference, encodePointwiseReference } from '../../helpers/laz-reference/pointwise.ts';
import { expectSame } from '../../helpers/same-bytes.ts';

type PointwiseFormat = 0 | 1 | 2 | 3 | 4 | 5;
const run = fc.constantFrom('constant', 'steps', 'random') as fc.Arbitrary<'constant' | 'steps' | 'random'>;

const cloudOf = (...formats: PointwiseFormat[]): fc.Arbitrary<RecordsOptions> =>
  fc.record({
    seed: fc.nat(),
    format: fc.constantFrom(...formats),
    extraByteCount: fc.oneof(fc.nat(10), fc.constantFrom(27, 300)),
    count: fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 400 })),
    channels: fc.constant(1),
    coordinates: run,
    attributes: run,
    gpsTime: fc.constantFrom('constant', 'steps', 'random', 'sequences') as fc.Arbitrary<RecordsOptions['gpsTime']>,
    grey: fc.boolean(),
  });

let decoder: ChunkDecoder;
let lazPerf: DecodeWithLazPerf;
beforeAll(async () => {
  ({ decoder } = await createCodec());
  lazPerf = await lazPerfOracle();
});

describe('the point-wise decoder on any points', () => {
  it('decodes formats 0–5 as the reference encodes them, and so does the reference', () => {
    fc.assert(
      fc.property(cloudOf(0, 1, 2, 3, 4, 5), (options) => {
        const records = makeRecords(options);
        const layout = layoutOf(options);
        const chunk = encodePointwiseReference(records, layout);
        expectSame(decoder.decode(chunk, layout, options.count), records, 'kernel');
        expectSame(decodePointwiseReference(chunk, layout, options.count), records, 'reference');
      }),
      { numRuns: 500 },
    );
  });

  it('the reference encoder writes what npm laz-perf decodes to the same records', () => {
    fc.assert(
      fc.property(cloudOf(0, 1, 2, 3), (options) => {
        const records = makeRecords(options);
        const layout = layoutOf(options);
        expectSame(lazPerf(encodePointwiseReference(records, layout), layout, options.count), records, 'laz-perf');
      }),
      { numRuns: 250 },
    );
  });
});

describe('the point-wise decoder on chunks of the usual size', () => {
  const big = (overrides: Partial<RecordsOptions>): RecordsOptions => ({
    ...{ seed: 7, format: 3, extraByteCount: 2, count: 50_000, channels: 1 },
    ...{ coordinates: 'steps', attributes: 'steps', gpsTime: 'steps' },
    ...overrides,
  });

  it.each([
    ['smooth points', big({})],
    ['noise in every field', big({ coordinates: 'random', attributes: 'random', gpsTime: 'random' })],
    ['interleaved clocks', big({ format: 1, extraByteCount: 0, gpsTime: 'sequences' })],
    ['wave packets of noise', big({ format: 5, attributes: 'random', coordinates: 'random' })],
  ])('decodes 50,000 records: %s', (_, options) => {
    const records = makeRecords(options);
    const layout = layoutOf(options);
    const chunk = encodePointwiseReference(records, layout);
    expectSame(decoder.decode(chunk, layout, options.count), records, 'kernel');
    if (options.format < 4) expectSame(lazPerf(chunk, layout, options.count), records, 'laz-perf');
  });

  it('decodes records as long as records can be', () => {
    const options = big({ format: 5, extraByteCount: 0xffff - 63, count: 40, attributes: 'random' });
    const records = makeRecords(options);
    const layout = layoutOf(options);
    expectSame(decoder.decode(encodePointwiseReference(records, layout), layout, options.count), records, 'kernel');
  });
});

describe('the point-wise decoder on broken chunks', () => {
  const small = (format: PointwiseFormat): RecordsOptions => ({
    ...{ seed: 3, format, extraByteCount: 3, count: 60, channels: 1 },
    ...{ coordinates: 'steps', attributes: 'random', gpsTime: 'sequences' },
  });
  const chunks = ([0, 1, 2, 3, 4, 5] as const).map((format) => {
    const records = makeRecords(small(format));
    const layout = layoutOf(small(format));
    return { count: 60, layout, records, chunk: encodePointwiseReference(records, layout) };
  });
  const expectStillUsable = () => {
    for (const { layout, records, chunk, count } of chunks) {
      expectSame(decoder.decode(chunk, layout, count), records, `format ${layout.pointDataRecordFormat}`);
    }
  };

  it('refuses a chunk cut short at any byte, says how far it goes, and goes on working', () => {
    for (const { layout, chunk, count } of chunks) {
      for (let size = 0; size < chunk.length; size++) {
        expect(
          () => decoder.decode(chunk.subarray(0, size), layout, count),
          `cut to ${size} of ${chunk.length}`,
        ).toThrow(
          expect.objectContaining({
            name: 'FormatError',
            offset: size,
            message: expect.stringContaining('ends early'),
          }),
        );
      }
    }
    expectStillUsable();
  });

  it('refuses more points than the chunk holds', () => {
    const { layout, chunk } = chunks[3]!;
    for (const count of [61, 100, 5_000_000]) expect(() => decoder.decode(chunk, layout, count)).toThrow(FormatError);
    expectStillUsable();
  });

  it('refuses a stream that starts outside the first interval of the coder', () => {
    const { layout, chunk, count } = chunks[5]!;
    const broken = chunk.slice();
    broken.fill(255, layout.pointDataRecordLength, layout.pointDataRecordLength + 4);
    const offset = layout.pointDataRecordLength + 4;
    expect(() => decoder.decode(broken, layout, count)).toThrow(
      expect.objectContaining({ offset, message: expect.stringContaining(`contradicts itself (at byte ${offset})`) }),
    );
    expectStillUsable();
  });

  it('refuses and decodes the same broken chunks as the reference, to the same records', () => {
    const seen = { decoded: 0, refused: 0 };
    const which = fc.nat(chunks.length - 1);
    const patches = fc.array(
      fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), byte: fc.integer({ min: 1, max: 255 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(which, patches, (index, damages) => {
        const { chunk, layout, count } = chunks[index]!;
        const broken = chunk.slice();
        const streamAt = layout.pointDataRecordLength;
        for (const { at, byte } of damages) broken[streamAt + Math.floor(at * (chunk.length - streamAt))]! ^= byte;
        let decoded: Uint8Array;
        try {
          decoded = decoder.decode(broken, layout, count);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          expect(() => decodePointwiseReference(broken, layout, count)).toThrow(FormatError);
          seen.refused += 1;
          return;
        }
        seen.decoded += 1;
        expectSame(decoded, decodePointwiseReference(broken, layout, count), 'broken chunk');
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(seen.decoded, seen.refused)).toBeGreaterThan(100);
    expectStillUsable();
  });

  it('survives noise behind a first record, with any counts of points and extra bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 3000 }),
        fc.nat(5),
        fc.nat(2000),
        fc.integer({ min: 1, max: 5000 }),
        (noise, format, extraByteCount, count) => {
          const layout = layoutOf({ format: format as PointwiseFormat, extraByteCount });
          const broken = new Uint8Array(layout.pointDataRecordLength + noise.length);
          broken.set(noise, layout.pointDataRecordLength);
          try {
            expect(decoder.decode(broken, layout, count).length).toBe(count * layout.pointDataRecordLength);
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        },
      ),
      { numRuns: 1500 },
    );
    expectStillUsable();
  });
});
