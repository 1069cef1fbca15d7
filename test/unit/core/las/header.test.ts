import { describe, expect, test } from 'vitest';
import { FormatError } from '#core/errors.ts';
import { HEADER_14_BYTES, type LasHeader, parseHeader, writeHeader } from '#core/las/header.ts';
import { buildLas, randomPoints } from '../../../helpers/las-builder.ts';

const header = (): LasHeader => ({
  versionMajor: 1,
  versionMinor: 4,
  fileSourceId: 7,
  globalEncoding: 17,
  guid: Uint8Array.from({ length: 16 }, (_, i) => i),
  systemIdentifier: 'system',
  generatingSoftware: 'software',
  creationDayOfYear: 300,
  creationYear: 2026,
  headerSize: HEADER_14_BYTES,
  offsetToPointData: 500,
  vlrCount: 2,
  pointDataRecordFormat: 7,
  compressed: true,
  pointDataRecordLength: 36,
  pointCount: 5_000_000_000,
  pointCountByReturn: Array.from({ length: 15 }, (_, i) => 15 - i),
  scale: [0.001, 0.001, 0.01],
  offset: [52_000, -97_000, 0],
  min: [1, 2, 3],
  max: [4, 5, 6],
  evlrOffset: 123_456_789_012,
  evlrCount: 1,
});

describe('LAS header', () => {
  test('a written 1.4 header is parsed to the same fields, counts above 2³² too', () => {
    expect(parseHeader(writeHeader(header()))).toEqual(header());
  });

  for (const [version, format] of [
    [0, 0],
    [1, 1],
    [2, 3],
    [3, 5],
    [4, 1],
    [4, 8],
  ] as const) {
    test(`reads version 1.${version}, point format ${format}`, () => {
      const parsed = parseHeader(buildLas(randomPoints(12, { format }), { version, format }).subarray(0, 375));
      expect(parsed).toMatchObject({
        versionMinor: version,
        pointDataRecordFormat: format,
        compressed: false,
        pointCount: 12,
        offset: [52_000, -97_200, 100],
      });
    });
  }

  test('a 1.4 file whose 64-bit count is 0 counts by the old field', () => {
    const bytes = buildLas(randomPoints(9, { format: 1 }), { version: 4, format: 1 });
    new DataView(bytes.buffer).setBigUint64(247, 0n, true);
    expect(parseHeader(bytes).pointCount).toBe(9);
  });

  test('every truncation is a FormatError', () => {
    const bytes = writeHeader(header());
    for (let size = 0; size < HEADER_14_BYTES; size++) {
      expect(() => parseHeader(bytes.subarray(0, size))).toThrow(FormatError);
    }
  });

  test('says where, what was expected and what was seen', () => {
    const bytes = writeHeader(header());
    bytes[104] = 0x80 | 11;
    expect(() => parseHeader(bytes)).toThrow('point data record format: expected 0 to 10, seen 11');
  });
});
