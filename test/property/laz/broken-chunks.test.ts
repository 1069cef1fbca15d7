import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import type { ChunkDecoder, ChunkEncoder } from '#core/laz/chunk-codec.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { layoutOf, makeRecords, type RecordsOptions } from '../../helpers/laz-records.ts';
import { decodeReference } from '../../helpers/laz-reference/chunk.ts';

const small: RecordsOptions = {
  seed: 3,
  format: 8,
  extraByteCount: 2,
  count: 60,
  channels: 3,
  coordinates: 'steps',
  attributes: 'random',
  gpsTime: 'sequences',
};
const layout = layoutOf(small);
const records = makeRecords(small);

/** Nine of point 14, RGB, NIR, two extra bytes. */
const LAYERS = 13;
const LAYER_NAMES = [
  ...['XY', 'Z', 'classification', 'flags', 'intensity', 'scan angle', 'user data', 'point source', 'GPS time'],
  ...['RGB', 'NIR', 'extra-byte', 'extra-byte'],
];
/** Where the first layer begins. */
const DATA_AT = layout.pointDataRecordLength + 4 + LAYERS * 4;

let decoder: ChunkDecoder;
let encoder: ChunkEncoder;
let chunk: Uint8Array;
beforeAll(async () => {
  ({ decoder, encoder } = await createCodec());
  chunk = encoder.encode(records, layout);
});

function expectStillUsable(): void {
  expect(Buffer.compare(decoder.decode(chunk, layout, small.count), records)).toBe(0);
}

/** Decodes what may be broken: records of the right size, or a FormatError; anything else is a failure of the kernel. */
function decodeBroken(bytes: Uint8Array, pointCount = small.count): 'decoded' | 'refused' {
  try {
    expect(decoder.decode(bytes, layout, pointCount).length).toBe(pointCount * layout.pointDataRecordLength);
    return 'decoded';
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return 'refused';
  }
}

describe('the LAZ kernel on broken chunks', () => {
  it('refuses a chunk cut short at any byte and goes on working', () => {
    for (let size = 0; size < chunk.length; size++) {
      expect(decodeBroken(chunk.subarray(0, size)), `cut to ${size} of ${chunk.length} bytes`).toBe('refused');
    }
    expectStillUsable();
  });

  it('names the layer that its size takes out of the chunk', () => {
    const broken = chunk.slice();
    new DataView(broken.buffer).setUint32(layout.pointDataRecordLength + 4 + 4, 0x7fffffff, true);
    const zAt = DATA_AT + new DataView(chunk.buffer).getUint32(layout.pointDataRecordLength + 4, true);
    expect(() => decoder.decode(broken, layout, small.count)).toThrow(
      expect.objectContaining({ offset: zAt, message: expect.stringContaining('(Z layer') }),
    );
    expectStillUsable();
  });

  it('refuses another point count than the chunk holds', () => {
    for (const count of [1, small.count - 1, small.count + 1, 5_000_000]) {
      expect(decodeBroken(chunk, count)).toBe('refused');
    }
    expectStillUsable();
  });

  it('survives every single flipped bit', () => {
    const seen = { decoded: 0, refused: 0 };
    for (let bit = 0; bit < chunk.length * 8; bit++) {
      const broken = chunk.slice();
      broken[bit >> 3]! ^= 1 << (bit & 7);
      seen[decodeBroken(broken)] += 1;
    }
    expect(seen.decoded + seen.refused).toBe(chunk.length * 8);
    expect(seen.refused).toBeGreaterThan(100);
    expectStillUsable();
  });

  it('survives bytes overwritten anywhere, and layer sizes of any value', () => {
    const sizesAt = layout.pointDataRecordLength + 4;
    const patch = fc.record({ at: fc.nat(chunk.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) });
    const size = fc.record({
      at: fc.nat(12).map((layer) => sizesAt + layer * 4),
      bytes: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(patch, size), { minLength: 1, maxLength: 4 }), (patches) => {
        const broken = chunk.slice();
        for (const { at, bytes } of patches) broken.set(bytes.subarray(0, broken.length - at), at);
        decodeBroken(broken);
      }),
      { numRuns: 3000 },
    );
    expectStillUsable();
  });

  it('survives noise behind a plausible head, with any counts of points', () => {
    const head = DATA_AT;
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 64, maxLength: 2000 }),
        fc.integer({ min: 1, max: 20_000 }),
        (noise, count) => {
          const broken = new Uint8Array(head + noise.length);
          broken.set(records.subarray(0, layout.pointDataRecordLength));
          broken.set(noise, head);
          const view = new DataView(broken.buffer);
          view.setUint32(layout.pointDataRecordLength, count, true);
          const share = Math.floor(noise.length / LAYERS);
          for (let layer = 0; layer < LAYERS; layer++) {
            view.setUint32(layout.pointDataRecordLength + 4 + layer * 4, share, true);
          }
          decodeBroken(broken, count);
        },
      ),
      { numRuns: 1500 },
    );
    expectStillUsable();
  });

  it('refuses a layer that lacks its last byte, whichever layer it is, and names it and its beginning', () => {
    for (let layer = 0; layer < LAYERS; layer++) {
      const sizeAt = layout.pointDataRecordLength + 4 + layer * 4;
      const view = new DataView(chunk.buffer, chunk.byteOffset);
      let begin = DATA_AT;
      for (let i = 0; i < layer; i++) begin += view.getUint32(layout.pointDataRecordLength + 4 + i * 4, true);
      const end = begin + view.getUint32(sizeAt, true);
      const broken = new Uint8Array(chunk.length - 1);
      broken.set(chunk.subarray(0, end - 1));
      broken.set(chunk.subarray(end), end - 1);
      new DataView(broken.buffer).setUint32(sizeAt, view.getUint32(sizeAt, true) - 1, true);
      expect(() => decoder.decode(broken, layout, small.count)).toThrow(
        expect.objectContaining({
          name: 'FormatError',
          offset: begin,
          message: expect.stringContaining(`ends early (${LAYER_NAMES[layer]} layer, which begins at byte ${begin})`),
        }),
      );
    }
    expectStillUsable();
  });

  it('refuses a layer that starts outside the first interval of the coder', () => {
    const two = encoder.encode(records.subarray(0, 2 * layout.pointDataRecordLength), layout);
    const xySize = new DataView(two.buffer).getUint32(layout.pointDataRecordLength + 4, true);
    const broken = two.slice();
    broken.fill(0, DATA_AT, DATA_AT + xySize).fill(255, DATA_AT, DATA_AT + 4);
    expect(() => decoder.decode(broken, layout, 2)).toThrow(
      new RegExp(`contradicts itself \\(XY layer, which begins at byte ${DATA_AT}\\)`),
    );
    expectStillUsable();
  });

  it('refuses and decodes the same broken layers as the reference, to the same records', () => {
    const patch = fc.record({
      at: fc.integer({ min: DATA_AT, max: chunk.length - 1 }),
      byte: fc.integer({ min: 1, max: 255 }),
    });
    const seen = { decoded: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(patch, { minLength: 1, maxLength: 3 }), (patches) => {
        const broken = chunk.slice();
        for (const { at, byte } of patches) broken[at]! ^= byte;
        const outcome = decodeBroken(broken);
        seen[outcome] += 1;
        if (outcome === 'refused') expect(() => decodeReference(broken, layout, small.count)).toThrow(FormatError);
        else {
          const expected = decodeReference(broken, layout, small.count);
          expect(Buffer.compare(decoder.decode(broken, layout, small.count), expected)).toBe(0);
        }
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(seen.decoded, seen.refused)).toBeGreaterThan(100);
  });
});
