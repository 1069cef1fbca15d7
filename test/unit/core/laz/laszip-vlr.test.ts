import { describe, expect, it } from 'vitest';
import { FormatError, UnsupportedError } from '#core/errors.ts';
import {
  chunkLayout,
  findLaszipVlr,
  itemsForLayout,
  laszipVlrForLayout,
  parseLaszipVlr,
  VARIABLE_CHUNK_SIZE,
  writeLaszipVlr,
} from '#core/laz/laszip-vlr.ts';

const layout7 = { pointDataRecordFormat: 7, pointDataRecordLength: 38 };

describe('the LASzip VLR', () => {
  it('is read back as it was written', () => {
    const vlr = laszipVlrForLayout(layout7);
    expect(vlr).toEqual({
      compressor: 3,
      chunkSize: VARIABLE_CHUNK_SIZE,
      items: [
        { type: 10, sizeBytes: 30, version: 3 },
        { type: 11, sizeBytes: 6, version: 3 },
        { type: 14, sizeBytes: 2, version: 3 },
      ],
    });
    expect(parseLaszipVlr(writeLaszipVlr(vlr))).toEqual(vlr);
  });

  it('has the bytes that LASzip writes', () => {
    const payload = writeLaszipVlr(laszipVlrForLayout({ pointDataRecordFormat: 6, pointDataRecordLength: 30 }, 50_000));
    // compressor 3, coder 0, version 3.4.3, options 0, chunk size, two times -1, one item: point 14, 30 bytes, version 3
    const expected = `03000000030403000000000050c30000${'ff'.repeat(16)}01000a001e000300`;
    expect(Buffer.from(payload).toString('hex')).toBe(expected);
  });

  it.each([
    [0, 20, '6:20'],
    [1, 28, '6:20 7:8'],
    [2, 26, '6:20 8:6'],
    [3, 37, '6:20 7:8 8:6 0:3'],
    [5, 63, '6:20 7:8 8:6 9:29'],
    [6, 30, '10:30'],
    [8, 38, '10:30 12:8'],
    [9, 59, '10:30 13:29'],
    [10, 68, '10:30 12:8 13:29 14:1'],
  ])('names the items of format %i with %i bytes', (pointDataRecordFormat, pointDataRecordLength, expected) => {
    const items = itemsForLayout({ pointDataRecordFormat, pointDataRecordLength });
    expect(items.map(({ type, sizeBytes }) => `${type}:${sizeBytes}`).join(' ')).toBe(expected);
    expect(items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(pointDataRecordLength);
  });

  it('refuses records shorter than their format', () => {
    expect(() => itemsForLayout({ pointDataRecordFormat: 7, pointDataRecordLength: 35 })).toThrow(FormatError);
  });

  it('refuses payloads cut short at any byte', () => {
    const payload = writeLaszipVlr(laszipVlrForLayout(layout7));
    for (let size = 0; size < payload.length; size++) {
      expect(() => parseLaszipVlr(payload.subarray(0, size)), `${size} bytes`).toThrow(FormatError);
    }
  });

  it('takes chunk size 0 for variable, as LASzip does', () => {
    const payload = writeLaszipVlr(laszipVlrForLayout(layout7, 0));
    expect(parseLaszipVlr(payload).chunkSize).toBe(VARIABLE_CHUNK_SIZE);
  });

  it('is found among other VLRs, and its absence is an error', () => {
    const data = writeLaszipVlr(laszipVlrForLayout(layout7));
    const other = { userId: 'LASF_Projection', recordId: 22204, data: new Uint8Array(3) };
    expect(findLaszipVlr([other, { userId: 'laszip encoded', recordId: 22204, data }]).compressor).toBe(3);
    expect(() => findLaszipVlr([other])).toThrow(/no LASzip VLR/);
  });
});

describe('the layout of chunks', () => {
  it('carries item version 4 and leaves version 3 out', () => {
    const vlr = (version: 3 | 4) => laszipVlrForLayout({ ...layout7, itemVersion: version });
    expect(chunkLayout(vlr(3), 7, 38)).toEqual(layout7);
    expect(chunkLayout(vlr(4), 7, 38)).toEqual({ ...layout7, itemVersion: 4 });
  });

  it('refuses items that do not make up the record', () => {
    expect(() => chunkLayout(laszipVlrForLayout(layout7), 7, 36)).toThrow(/10:30 11:6 14:2 do not make a record/);
    expect(() => chunkLayout(laszipVlrForLayout(layout7), 6, 38)).toThrow(FormatError);
  });

  it('refuses the point-wise compressor for layered formats, and streams without chunks', () => {
    expect(() => chunkLayout({ ...laszipVlrForLayout(layout7), compressor: 2 }, 7, 38)).toThrow(FormatError);
    const pointwise = laszipVlrForLayout({ pointDataRecordFormat: 1, pointDataRecordLength: 28 });
    expect(chunkLayout(pointwise, 1, 28).pointDataRecordFormat).toBe(1);
    expect(() => chunkLayout({ ...pointwise, compressor: 1 }, 1, 28)).toThrow(UnsupportedError);
  });

  it('refuses item versions that nobody wrote', () => {
    const { items, ...vlr } = laszipVlrForLayout(layout7);
    expect(() => chunkLayout({ ...vlr, items: items.map((item) => ({ ...item, version: 5 })) }, 7, 38)).toThrow(
      UnsupportedError,
    );
  });
});
