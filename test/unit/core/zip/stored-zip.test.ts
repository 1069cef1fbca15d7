import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { storedZip } from '#core/zip/stored-zip.ts';

const bytesOf = (view: DataView, at: number) => Number(view.getBigUint64(at, true));

describe('a stored zip', () => {
  it('holds its entries, names in UTF-8', () => {
    const files = {
      'README.txt': Buffer.from('点群'),
      '表/空.txt': Buffer.alloc(0),
      'data.las': Buffer.alloc(70_000, 7),
    };
    const entries = Object.entries(files).map(([name, bytes]) => ({
      name,
      sizeBytes: bytes.length,
      crc32: crc32(bytes),
    }));
    const zip = storedZip(entries);
    const whole = Buffer.concat([...Object.values(files).flatMap((bytes, i) => [zip.headers[i]!, bytes]), zip.tail]);
    expect(whole.length).toBe(zip.sizeBytes);
    const found = unzipSync(new Uint8Array(whole));
    expect(Object.keys(found)).toEqual(Object.keys(files));
    for (const [name, bytes] of Object.entries(files)) expect(Buffer.from(found[name]!).equals(bytes)).toBe(true);
  });

  it('takes 64 bits where 32 are not enough: sizes, offsets, the end', () => {
    const large = 5 * 2 ** 32 + 17;
    const zip = storedZip([
      { name: 'large.laz', sizeBytes: large, crc32: 0x12345678 },
      { name: 'behind.txt', sizeBytes: 3, crc32: 1 },
    ]);
    const header = new DataView(zip.headers[0]!.buffer);
    expect([header.getUint32(18, true), header.getUint32(22, true)]).toEqual([0xffffffff, 0xffffffff]);
    const extra = 30 + 'large.laz'.length;
    expect([header.getUint16(extra, true), header.getUint16(extra + 2, true)]).toEqual([1, 16]);
    expect([bytesOf(header, extra + 4), bytesOf(header, extra + 12)]).toEqual([large, large]);
    const behind = zip.headers[0]!.length + large;
    const directoryAt = behind + zip.headers[1]!.length + 3;
    const tail = new DataView(zip.tail.buffer);
    // the second entry of the directory: its place does not fit 32 bits, its size does
    const second = 46 + 'large.laz'.length + 20;
    expect(tail.getUint32(second, true)).toBe(0x02014b50);
    expect([tail.getUint32(second + 20, true), tail.getUint32(second + 42, true)]).toEqual([3, 0xffffffff]);
    expect(bytesOf(tail, second + 46 + 'behind.txt'.length + 4)).toBe(behind);
    const end64 = zip.tail.length - 22 - 20 - 56;
    expect(tail.getUint32(end64, true)).toBe(0x06064b50);
    expect([24, 32].map((at) => bytesOf(tail, end64 + at))).toEqual([2, 2]);
    expect(bytesOf(tail, end64 + 48)).toBe(directoryAt);
    expect(bytesOf(tail, end64 + 40)).toBe(end64);
    expect(bytesOf(tail, end64 + 56 + 8)).toBe(directoryAt + end64);
    expect(zip.sizeBytes).toBe(directoryAt + zip.tail.length);
  });
});
