import { describe, expect, it } from 'vitest';
import type { ByteSource } from '#core/binary/byte-source.ts';
import { memorySource } from '#core/binary/memory-source.ts';
import { FormatError, LimitError } from '#core/errors.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { writeChunkTable } from '#core/laz/chunk-table.ts';
import { laszipVlrForLayout, VARIABLE_CHUNK_SIZE } from '#core/laz/laszip-vlr.ts';

const layout = { pointDataRecordFormat: 6, pointDataRecordLength: 30 };
const offsetToPointData = 400;
const byteSizes = Uint32Array.of(310, 290, 47);
const pointCounts = Uint32Array.of(100, 100, 7);

interface FileOptions {
  readonly variable?: boolean;
  /** Where the pointer to the table stands; at the end when the writer could not go back. */
  readonly pointerAtEnd?: boolean;
}

/** A file that is nothing but header room, pointer, chunk bytes and table. */
function lazFile({ variable = true, pointerAtEnd = false }: FileOptions = {}): Uint8Array {
  const table = writeChunkTable({ byteSizes, pointCounts: variable ? pointCounts : null });
  const tableOffset = offsetToPointData + 8 + byteSizes.reduce((sum, size) => sum + size);
  const file = new Uint8Array(tableOffset + table.length + (pointerAtEnd ? 8 : 0));
  file.set(table, tableOffset);
  const view = new DataView(file.buffer);
  view.setBigInt64(offsetToPointData, pointerAtEnd ? -1n : BigInt(tableOffset), true);
  if (pointerAtEnd) view.setBigInt64(file.length - 8, BigInt(tableOffset), true);
  return file;
}

const read = (file: Uint8Array | ByteSource, pointCount = 207, chunkSize = VARIABLE_CHUNK_SIZE) =>
  readChunkIndex(file instanceof Uint8Array ? memorySource(file) : file, {
    offsetToPointData,
    pointCount,
    laszip: laszipVlrForLayout(layout, chunkSize),
  });

const expected = [
  { byteOffset: 408, byteSize: 310, pointCount: 100, firstPoint: 0 },
  { byteOffset: 718, byteSize: 290, pointCount: 100, firstPoint: 100 },
  { byteOffset: 1008, byteSize: 47, pointCount: 7, firstPoint: 200 },
];

describe('the chunk index', () => {
  it('finds chunks of variable size', async () => {
    expect(await read(lazFile())).toEqual(expected);
  });

  it('finds chunks of fixed size, the rest in the last', async () => {
    expect(await read(lazFile({ variable: false }), 207, 100)).toEqual(expected);
  });

  it('finds a table whose position stands at the end of the file', async () => {
    expect(await read(lazFile({ pointerAtEnd: true }))).toEqual(expected);
  });

  it('is empty for a file without points, even where nothing follows the header', async () => {
    expect(await read(new Uint8Array(offsetToPointData), 0)).toEqual([]);
  });

  it('says that the table is missing', async () => {
    const file = lazFile();
    new DataView(file.buffer).setBigInt64(offsetToPointData, 0n, true);
    await expect(read(file)).rejects.toThrow(/no chunk table/);
  });

  it('refuses a file cut off anywhere', async () => {
    const file = lazFile();
    for (let size = offsetToPointData; size < file.length; size += 7) {
      await expect(read(file.slice(0, size)), `${size} bytes`).rejects.toBeInstanceOf(FormatError);
    }
  });

  it('refuses point counts that differ from the header', async () => {
    await expect(read(lazFile(), 208)).rejects.toThrow(/hold 207 points, the header says 208/);
    await expect(read(lazFile({ variable: false }), 301, 100)).rejects.toThrow(/need 4 chunks, the table has 3/);
  });

  it('refuses a header that promises 10^12 points without reading or allocating for them', async () => {
    const file = lazFile({ variable: false });
    let bytesRead = 0;
    const counting: ByteSource = {
      sizeBytes: file.length,
      read: async (begin, end) => {
        bytesRead += end - begin;
        return file.slice(begin, end);
      },
    };
    await expect(read(counting, 1e12, 50_000)).rejects.toThrow(/need 20000000 chunks, the table has 3/);
    expect(bytesRead).toBeLessThan(2 * file.length);
  });

  it('refuses a table of more chunks than can be kept, before it reads the table', async () => {
    const head = lazFile();
    const chunkCount = 2 ** 23 + 1;
    const tableAt = offsetToPointData + 8;
    const view = new DataView(head.buffer);
    view.setBigInt64(offsetToPointData, BigInt(tableAt), true);
    view.setUint32(tableAt, 0, true);
    view.setUint32(tableAt + 4, chunkCount, true);
    const large: ByteSource = { sizeBytes: 2 ** 40, read: async (begin, end) => head.slice(begin, end) };
    await expect(read(large, chunkCount)).rejects.toThrow(LimitError);
  });

  it('refuses a chunk too large to be read at once', async () => {
    const head = lazFile();
    const table = writeChunkTable({ byteSizes: Uint32Array.of(2 ** 31), pointCounts: Uint32Array.of(207) });
    const tableAt = offsetToPointData + 8 + 2 ** 31;
    new DataView(head.buffer).setBigInt64(offsetToPointData, BigInt(tableAt), true);
    const large: ByteSource = {
      sizeBytes: tableAt + table.length,
      read: async (begin, end) =>
        begin < tableAt ? head.slice(begin, end) : table.slice(begin - tableAt, end - tableAt),
    };
    await expect(read(large)).rejects.toThrow(LimitError);
  });

  it('refuses chunks that reach beyond the table', async () => {
    const file = lazFile();
    const tableOffset = offsetToPointData + 8 + 647;
    const longer = writeChunkTable({ byteSizes: Uint32Array.of(310, 290, 48), pointCounts });
    const grown = new Uint8Array(tableOffset + longer.length);
    grown.set(file.subarray(0, tableOffset));
    grown.set(longer, tableOffset);
    await expect(read(grown)).rejects.toThrow(/chunk 2: bytes 1008 to 1056 leave the point data, which end at 1055/);
  });
});
