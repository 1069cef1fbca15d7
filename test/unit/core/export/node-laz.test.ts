import { createLazPerf } from 'laz-perf';
import { describe, expect, test } from 'vitest';
import { memorySource } from '#core/binary/memory-source.ts';
import { FormatError } from '#core/errors.ts';
import { type NodeLazInput, writeNodeLaz } from '#core/export/node-laz.ts';
import type { LasHeader } from '#core/las/header.ts';
import { openLas } from '#core/las/las-file.ts';
import { threadCodec } from '#worker/codec/thread-codec.ts';
import { nodeRecords } from '../../../helpers/node-records.ts';

const header: LasHeader = {
  versionMajor: 1,
  versionMinor: 4,
  fileSourceId: 3,
  globalEncoding: 17,
  guid: new Uint8Array(16),
  systemIdentifier: 'TEST',
  generatingSoftware: 'x',
  creationDayOfYear: 1,
  creationYear: 2026,
  headerSize: 375,
  offsetToPointData: 9999,
  vlrCount: 7,
  pointDataRecordFormat: 7,
  compressed: true,
  pointDataRecordLength: 36,
  pointCount: 10_000_000,
  pointCountByReturn: [10_000_000],
  scale: [0.001, 0.001, 0.001],
  offset: [52000, -97200, 0],
  min: [0, 0, 0],
  max: [1, 1, 1],
  evlrOffset: 12345,
  evlrCount: 1,
};
const extraBytesVlr = { userId: 'LASF_Spec', recordId: 4, description: '', data: new Uint8Array(192) };

async function input(format: 6 | 7 | 8, extraBytes: number, count = 500): Promise<NodeLazInput> {
  const records = nodeRecords({ count, format, sideM: 50, extraBytes });
  const layout = { pointDataRecordFormat: format, pointDataRecordLength: records.length / count };
  const { encoder } = await threadCodec();
  const data = extraBytesVlr.data.slice();
  [data[2], data[3]] = [0, extraBytes];
  return {
    header: { ...header, ...layout },
    layout,
    vlrs:
      extraBytes > 0
        ? [
            { ...extraBytesVlr, data },
            { userId: 'other', recordId: 1, description: '', data: new Uint8Array(8) },
          ]
        : [],
    wkt: 'GEOGCS["点"]',
    chunk: encoder.encode(records, layout),
    records,
    generatingSoftware: 'Tengun test',
  };
}

/** Points as npm laz-perf decodes them from a whole file. */
async function readWithLazPerf(file: Uint8Array, recordLength: number): Promise<Uint8Array> {
  const lazPerf = await createLazPerf();
  const [at, out] = [lazPerf._malloc(file.length), lazPerf._malloc(recordLength)];
  lazPerf.HEAPU8.set(file, at);
  const reader = new lazPerf.LASZip();
  reader.open(at, file.length);
  const records = new Uint8Array(reader.getCount() * recordLength);
  for (let point = 0; point < reader.getCount(); point++) {
    reader.getPoint(out);
    records.set(lazPerf.HEAPU8.subarray(out, out + recordLength), point * recordLength);
  }
  reader.delete();
  lazPerf._free(at);
  lazPerf._free(out);
  return records;
}

describe('a node as a LAZ file', () => {
  test.each([
    [6, 0],
    [7, 0],
    [7, 5],
    [8, 3],
  ] as const)(
    'format %i with %i extra bytes: npm laz-perf reads every record as it was',
    async (format, extraBytes) => {
      const given = await input(format, extraBytes);
      const file = writeNodeLaz(given);
      expect(await readWithLazPerf(file, given.layout.pointDataRecordLength)).toEqual(given.records);
    },
  );

  test('the header tells of these points alone, the records are those that the points need', async () => {
    const given = await input(7, 5);
    const las = await openLas(memorySource(writeNodeLaz(given)));
    expect(las.warnings).toEqual([]);
    expect(las.header).toMatchObject({
      pointCount: 500,
      compressed: true,
      globalEncoding: 17,
      systemIdentifier: 'TEST',
      generatingSoftware: 'Tengun test',
      evlrCount: 0,
      vlrCount: 3,
    });
    expect(las.vlrs.map(({ userId }) => userId)).toEqual(['laszip encoded', 'LASF_Projection', 'LASF_Spec']);
    expect(las.wkt).toBe('GEOGCS["点"]');
    expect(las.extraDimensions).toMatchObject([{ sizeBytes: 5 }]);
    const view = new DataView(given.records.buffer);
    const own = (axis: number): number[] =>
      Array.from({ length: 500 }, (_, i) => view.getInt32(41 * i + 4 * axis, true) * 0.001 + header.offset[axis]!);
    for (let axis = 0; axis < 3; axis++) {
      expect(las.header.min[axis]).toBe(Math.min(...own(axis)));
      expect(las.header.max[axis]).toBe(Math.max(...own(axis)));
    }
    expect(las.header.pointCountByReturn.slice(0, 4)).toEqual(
      [1, 2, 3, 4].map(
        (n) => Array.from({ length: 500 }, (_, i) => given.records[41 * i + 14]! & 15).filter((r) => r === n).length,
      ),
    );
  });

  test('the chunk stands in the file byte by byte as it was stored', async () => {
    const given = await input(7, 0);
    const file = writeNodeLaz(given);
    const { header: own } = await openLas(memorySource(file));
    expect(file.subarray(own.offsetToPointData + 8, own.offsetToPointData + 8 + given.chunk.length)).toEqual(
      given.chunk,
    );
  });

  test('half a record and no record at all are errors', async () => {
    const given = await input(7, 0, 3);
    expect(() => writeNodeLaz({ ...given, records: given.records.subarray(1) })).toThrow(FormatError);
    expect(() => writeNodeLaz({ ...given, records: new Uint8Array() })).toThrow(/0 bytes/);
  });
});
