import { expect, test } from 'vitest';
import type { ByteSource } from '#core/binary/byte-source.ts';
import { memorySource } from '#core/binary/memory-source.ts';
import { LimitError } from '#core/errors.ts';
import { readGeoKeys, readWkt } from '#core/las/crs-records.ts';
import { readExtraDimensions } from '#core/las/extra-bytes.ts';
import { openLas } from '#core/las/las-file.ts';
import { writeEvlr, writeVlr } from '#core/las/vlr.ts';
import { buildLas, randomPoints } from '../../../helpers/las-builder.ts';

const points = () => randomPoints(3, { format: 3 });

test('records between header and points are read with their ids and bytes', async () => {
  const data = Uint8Array.from([1, 2, 3]);
  const las = await openLas(
    memorySource(buildLas(points(), { format: 3, vlrs: [{ userId: 'me', recordId: 42, data }] })),
  );
  expect(las.vlrs).toEqual([{ userId: 'me', recordId: 42, description: '', data }]);
  expect(las.warnings).toEqual([]);
});

test('a header that promises more records than fit is a warning', async () => {
  const bytes = buildLas(points(), { format: 3, vlrs: [{ userId: 'me', recordId: 1, data: new Uint8Array(4) }] });
  new DataView(bytes.buffer).setUint32(100, 3, true);
  const las = await openLas(memorySource(bytes));
  expect(las.vlrs).toHaveLength(1);
  expect(las.warnings[0]).toMatch('header promises 3 VLRs, 1 fit');
});

test('a record longer than the room before the points is ignored with a warning', async () => {
  const bytes = buildLas(points(), { format: 3, vlrs: [{ userId: 'me', recordId: 1, data: new Uint8Array(4) }] });
  new DataView(bytes.buffer).setUint16(227 + 20, 9999, true);
  const las = await openLas(memorySource(bytes));
  expect(las.vlrs).toHaveLength(0);
  expect(las.warnings[0]).toMatch('expected 9999 bytes, seen 4');
});

test('an EVLR behind the end of the file is ignored with a warning', async () => {
  const bytes = buildLas(randomPoints(3, { format: 6 }), { format: 6 });
  const view = new DataView(bytes.buffer);
  view.setBigUint64(235, BigInt(bytes.length + 10), true);
  view.setUint32(243, 1, true);
  const las = await openLas(memorySource(bytes));
  expect(las.evlrs).toEqual([]);
  expect(las.warnings[0]).toMatch('behind the end of the file');
});

test('EVLRs of a file are read', async () => {
  const evlr = { userId: 'later', recordId: 9, description: 'note', data: new Uint8Array(70_000).fill(5) };
  const body = buildLas(randomPoints(3, { format: 6 }), { format: 6 });
  const bytes = new Uint8Array([...body, ...writeEvlr(evlr)]);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(235, BigInt(body.length), true);
  view.setUint32(243, 1, true);
  expect((await openLas(memorySource(bytes))).evlrs).toEqual([evlr]);
});

test('a CRS record of more than a mebibyte is refused: no CRS has so much', () => {
  const record = (recordId: number, sizeBytes: number) => [
    { userId: 'LASF_Projection', recordId: 34735, description: '', data: new Uint8Array(8) },
    { userId: 'LASF_Projection', recordId, description: '', data: new Uint8Array(sizeBytes).fill(65) },
  ];
  expect(readWkt(record(2112, 2 ** 20))).toHaveLength(2 ** 20);
  expect(() => readWkt(record(2112, 2 ** 20 + 1))).toThrow(LimitError);
  expect(() => readGeoKeys(record(34737, 2 ** 24))).toThrow(LimitError);
});

test('EVLRs with more bytes than are kept are left out with a warning', async () => {
  const body = buildLas(randomPoints(3, { format: 6 }), { format: 6 });
  const view = new DataView(body.buffer);
  view.setBigUint64(235, BigInt(body.length), true);
  view.setUint32(243, 3, true);
  const recordBytes = 100 * 2 ** 20;
  const head = writeEvlr({ userId: 'large', recordId: 1, description: '', data: new Uint8Array(0) });
  new DataView(head.buffer).setBigUint64(20, BigInt(recordBytes), true);
  // a file of three records of 100 MiB whose contents are never kept anywhere
  const source: ByteSource = {
    sizeBytes: body.length + 3 * (60 + recordBytes),
    read: async (begin, end) => {
      if (begin < body.length) return body.slice(begin, end);
      return end - begin === 60 ? head : new Uint8Array(end - begin);
    },
  };
  const las = await openLas(source);
  expect(las.evlrs).toHaveLength(2);
  expect(las.warnings).toEqual([expect.stringContaining('EVLR 3 (large 1)')]);
});

test('a VLR above 65,535 bytes cannot be written', () => {
  expect(() => writeVlr({ userId: 'a', recordId: 1, description: '', data: new Uint8Array(65_536) })).toThrow(
    'at most 65535',
  );
});

test('WKT ends at its zero byte; blank WKT is none', () => {
  const record = (text: string) => [
    { userId: 'LASF_Projection', recordId: 2112, description: '', data: new TextEncoder().encode(text) },
  ];
  expect(readWkt(record('PROJCS["系"]\0rubbish'))).toBe('PROJCS["系"]');
  expect(readWkt(record('\0\0'))).toBeNull();
  expect(readWkt(record('""'))).toBeNull();
});

test('GeoTIFF keys come with their numbers and texts', () => {
  const directory = Uint16Array.from([1, 1, 0, 1, 3072, 0, 1, 6676]);
  const vlrs = [
    { userId: 'LASF_Projection', recordId: 34735, description: '', data: new Uint8Array(directory.buffer) },
    { userId: 'LASF_Projection', recordId: 34737, description: '', data: new TextEncoder().encode('JGD2011|\0') },
  ];
  expect(readGeoKeys(vlrs)).toEqual({ directory, doubles: new Float64Array(0), ascii: 'JGD2011|' });
});

test('extra bytes without a description still count', () => {
  expect(readExtraDimensions([], 5)).toEqual([
    { name: 'extra_bytes', description: 'undescribed', type: null, sizeBytes: 5, offset: 0 },
  ]);
  const descriptor = new Uint8Array(192);
  descriptor[2] = 3; // uint16
  descriptor.set(new TextEncoder().encode('Amplitude'), 4);
  const dimensions = readExtraDimensions([{ userId: 'LASF_Spec', recordId: 4, description: '', data: descriptor }], 5);
  expect(dimensions.map(({ name, type, sizeBytes, offset }) => [name, type, sizeBytes, offset])).toEqual([
    ['Amplitude', 'uint16', 2, 0],
    ['extra_bytes', null, 3, 2],
  ]);
});
