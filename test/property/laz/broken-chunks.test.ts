import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import type { ChunkDecoder, ChunkEncoder } from '#core/laz/chunk-codec.ts';
import { createCodec } from '#worker/codec/codec.ts';
import { layoutOf, makeRecords, type RecordsOptions } from '../../helpers/laz-records.ts';

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
    const head = layout.pointDataRecordLength + 4 + 13 * 4;
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
          const share = Math.floor(noise.length / 13);
          for (let layer = 0; layer < 13; layer++) {
            view.setUint32(layout.pointDataRecordLength + 4 + layer * 4, share, true);
          }
          decodeBroken(broken, count);
        },
      ),
      { numRuns: 1500 },
    );
    expectStillUsable();
  });

  it('refuses a layer that starts outside the first interval of the coder', () => {
    const broken = chunk.slice();
    broken.fill(255, layout.pointDataRecordLength + 4 + 13 * 4, layout.pointDataRecordLength + 4 + 13 * 4 + 4);
    expect(() => decoder.decode(broken, layout, small.count)).toThrow(/contradicts itself \(XY layer\)/);
    expectStillUsable();
  });
});
