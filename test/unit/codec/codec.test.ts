import { beforeAll, describe, expect, it } from 'vitest';
import { FormatError, LimitError, UnsupportedError } from '#core/errors.ts';
import { type ChunkDecoder, type ChunkEncoder, LAYER } from '#core/laz/chunk-codec.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { layoutOf, makeRecords, type RecordsOptions } from '../../helpers/laz-records.ts';

const options: RecordsOptions = {
  seed: 11,
  format: 8,
  extraByteCount: 3,
  count: 500,
  channels: 2,
  coordinates: 'steps',
  attributes: 'random',
  gpsTime: 'steps',
};
const layout = layoutOf(options);
const length = layout.pointDataRecordLength;
const records = makeRecords(options);

let decoder: ChunkDecoder;
let encoder: ChunkEncoder;
beforeAll(async () => {
  ({ decoder, encoder } = await createCodec());
});

/** Byte ranges of a record that a layer fills. */
const FIELDS = {
  z: [8, 12],
  classification: [16, 17],
  intensity: [12, 14],
  scanAngle: [18, 20],
  userData: [17, 18],
  pointSource: [20, 22],
  gpsTime: [22, 30],
  rgb: [30, 36],
  nir: [36, 38],
  extraBytes: [38, 41],
} as const;

describe('decoding some layers', () => {
  it.each(Object.entries(FIELDS))(
    '%s alone: its bytes and XY are right, the others repeat the first point',
    (name, [from, to]) => {
      const chunk = encoder.encode(records, layout);
      const decoded = decoder.decode(chunk, layout, options.count, { layers: LAYER[name as keyof typeof FIELDS] });
      for (let point = 0; point < options.count; point++) {
        const at = point * length;
        const field = (bytes: Uint8Array, begin: number, end: number, base = at) => [
          ...bytes.subarray(base + begin, base + end),
        ];
        expect(field(decoded, 0, 8)).toEqual(field(records, 0, 8));
        expect(field(decoded, 14, 15)).toEqual(field(records, 14, 15));
        expect(decoded[at + 15]! & 0x30).toBe(records[at + 15]! & 0x30);
        expect(field(decoded, from, to)).toEqual(field(records, from, to));
        for (const [other, [begin, end]] of Object.entries(FIELDS)) {
          if (other !== name) expect(field(decoded, begin, end)).toEqual(field(records, begin, end, 0));
        }
      }
    },
  );

  it('flags keep the scanner channel of the XY layer', () => {
    const chunk = encoder.encode(records, layout);
    const decoded = decoder.decode(chunk, layout, options.count, { layers: LAYER.flags });
    for (let at = 15; at < records.length; at += length) expect(decoded[at]).toBe(records[at]);
  });
});

describe('the codec', () => {
  it('gives the caller bytes of its own', () => {
    const chunk = encoder.encode(records, layout);
    const first = decoder.decode(chunk, layout, options.count);
    const copy = first.slice();
    const other = makeRecords({ ...options, seed: 12 });
    const otherChunk = encoder.encode(other, layout);
    decoder.decode(otherChunk, layout, options.count);
    expect(first).toEqual(copy);
    expect(decoder.decode(chunk, layout, options.count)).toEqual(records);
  });

  it('takes records and chunks that stand anywhere in a larger buffer', () => {
    const shifted = new Uint8Array(records.length + 13);
    shifted.set(records, 13);
    const chunk = encoder.encode(shifted.subarray(13), layout);
    const moved = new Uint8Array(chunk.length + 5);
    moved.set(chunk, 5);
    expect(decoder.decode(moved.subarray(5), layout, options.count)).toEqual(records);
  });

  it('writes the same bytes for the same records, whatever came before', () => {
    const chunk = encoder.encode(records, layout);
    const other = { ...options, seed: 99, format: 6 as const, count: 3000 };
    encoder.encode(makeRecords(other), layoutOf(other));
    expect(encoder.encode(records, layout)).toEqual(chunk);
  });

  it('decodes formats 0–10 and encodes 0–3 and 6–8, with extra bytes', () => {
    const sizes = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];
    const supported = sizes.map((size, pointDataRecordFormat) =>
      decoder.supports({ pointDataRecordFormat, pointDataRecordLength: size + 4 }),
    );
    expect(supported).toEqual(sizes.map(() => true));
    const [short, unknown] = [
      { pointDataRecordFormat: 7, pointDataRecordLength: 35 },
      { pointDataRecordFormat: 11, pointDataRecordLength: 80 },
    ];
    for (const layoutOfNone of [short, unknown]) {
      expect(decoder.supports(layoutOfNone)).toBe(false);
      expect(() => decoder.decode(new Uint8Array(100), layoutOfNone, 1)).toThrow(UnsupportedError);
    }
    for (const pointDataRecordFormat of [0, 1, 2, 3, 6, 7, 8]) {
      const layout = { pointDataRecordFormat, pointDataRecordLength: sizes[pointDataRecordFormat]! + 4 };
      const three = Uint8Array.from({ length: 3 * layout.pointDataRecordLength }, (_, i) => 31 * i);
      expect(decoder.decode(encoder.encode(three, layout), layout, 3)).toEqual(three);
    }
    for (const pointDataRecordFormat of [4, 5, 9, 10]) {
      const pointDataRecordLength = sizes[pointDataRecordFormat]!;
      const one = new Uint8Array(pointDataRecordLength);
      expect(() => encoder.encode(one, { pointDataRecordFormat, pointDataRecordLength })).toThrow(UnsupportedError);
    }
  });

  it('refuses to encode part of a record or none', () => {
    expect(() => encoder.encode(records.subarray(0, length + 1), layout)).toThrow(FormatError);
    expect(() => encoder.encode(new Uint8Array(0), layout)).toThrow(FormatError);
  });

  it('codes a chunk of four million points, and small ones after it', () => {
    const layout6 = { pointDataRecordFormat: 6, pointDataRecordLength: 30 };
    const many = new Uint8Array(4_000_000 * 30);
    const view = new DataView(many.buffer);
    for (let at = 0, point = 0; at < many.length; at += 30, point++) view.setInt32(at, point * 3, true);
    const chunk = encoder.encode(many, layout6);
    // the same step all along: close to nothing a point
    expect(chunk.length).toBeLessThan(10_000);
    expect(Buffer.compare(decoder.decode(chunk, layout6, 4_000_000), many)).toBe(0);
    expect(decoder.decode(encoder.encode(records, layout), layout, options.count)).toEqual(records);
  });

  it('refuses chunks whose records would fill the memory', () => {
    expect(() => decoder.decode(new Uint8Array(100), layout, 100_000_000)).toThrow(LimitError);
    const pointwise = { pointDataRecordFormat: 1, pointDataRecordLength: 28 };
    expect(() => decoder.decode(new Uint8Array(100), pointwise, 100_000_000)).toThrow(LimitError);
  });
});

describe('the point-wise decoder', () => {
  const layout1 = { pointDataRecordFormat: 1, pointDataRecordLength: 28 };

  it('refuses a chunk too short for its first point', () => {
    expect(() => decoder.decode(new Uint8Array(20), layout1, 1)).toThrow(FormatError);
    expect(() => decoder.decode(new Uint8Array(28), layout1, 2)).toThrow(FormatError);
  });

  it('reads a chunk of one point, which is the point itself', () => {
    const record = Uint8Array.from({ length: 28 }, (_, i) => i * 5);
    expect(decoder.decode(record, layout1, 1)).toEqual(record);
  });

  it('gives records of the right size or a FormatError for noise', () => {
    for (let seed = 0; seed < 60; seed++) {
      const noise = Uint8Array.from({ length: 200 }, (_, i) => (i * i * 31 + seed * 97 + ((i * seed) >> 3)) & 255);
      for (const format of [0, 1, 2, 3]) {
        const layoutOfNoise = { pointDataRecordFormat: format, pointDataRecordLength: [20, 28, 26, 34][format]! + 2 };
        try {
          const decoded = decoder.decode(noise, layoutOfNoise, 2000);
          expect(decoded.length).toBe(2000 * layoutOfNoise.pointDataRecordLength);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }
    }
    const record = new Uint8Array(28).fill(7);
    expect(decoder.decode(record, layout1, 1)).toEqual(record);
  });
});
