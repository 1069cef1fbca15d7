import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import { CHUNK_TABLE_MAX_ENTRY_BYTES, parseChunkTable, writeChunkTable } from '#core/laz/chunk-table.ts';

const uint32 = fc.oneof(fc.nat(100_000), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

describe('the chunk table', () => {
  it('comes back with byte sizes alone and with point counts', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(uint32, uint32), { maxLength: 400 }), fc.boolean(), (entries, variable) => {
        const table = {
          byteSizes: Uint32Array.from(entries, ([size]) => size),
          pointCounts: variable ? Uint32Array.from(entries, ([, count]) => count) : null,
        };
        const bytes = writeChunkTable(table);
        expect(parseChunkTable(bytes, { variable, maxChunkCount: entries.length })).toEqual(table);
        expect(bytes.length).toBeLessThanOrEqual(8 + (entries.length + 1) * CHUNK_TABLE_MAX_ENTRY_BYTES);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses more chunks than the file can hold before it allocates', () => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32(4, 4_000_000_000, true);
    expect(() => parseChunkTable(bytes, { variable: true, maxChunkCount: 1000, offset: 77 })).toThrow(
      /4000000000 chunks, the file has room for 1000/,
    );
  });

  it('refuses another version', () => {
    const bytes = writeChunkTable({ byteSizes: Uint32Array.of(5), pointCounts: null });
    bytes[0] = 1;
    expect(() => parseChunkTable(bytes, { variable: false, maxChunkCount: 9 })).toThrow(/expected version 0, got 1/);
  });

  it('refuses a table cut short at any byte', () => {
    const byteSizes = Uint32Array.from({ length: 40 }, (_, i) => 5000 + ((i * 7919) % 3001));
    const pointCounts = Uint32Array.from({ length: 40 }, (_, i) => 900 + ((i * 104_729) % 701));
    const bytes = writeChunkTable({ byteSizes, pointCounts });
    for (let size = 0; size < bytes.length; size++) {
      expect(() => parseChunkTable(bytes.subarray(0, size), { variable: true, maxChunkCount: 40 })).toThrow(
        FormatError,
      );
    }
  });

  it('gives a table of the promised size or a FormatError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(50), fc.boolean(), (noise, chunkCount, variable) => {
        const bytes = new Uint8Array(8 + noise.length);
        new DataView(bytes.buffer).setUint32(4, chunkCount, true);
        bytes.set(noise, 8);
        try {
          expect(parseChunkTable(bytes, { variable, maxChunkCount: 50 }).byteSizes.length).toBe(chunkCount);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
