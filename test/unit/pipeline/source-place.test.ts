import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { FormatError } from '../../../worker/core/errors.ts';
import { digestPlace, inflate, openPlace } from '../../../worker/pipeline/source-place.ts';

const dir = await mkdtemp(join(tmpdir(), 'tengun-place-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const plain = Buffer.from('points '.repeat(1000));
const packed = deflateRawSync(plain);
const path = join(dir, 'delivery.zip');
await writeFile(path, Buffer.concat([Buffer.alloc(30), packed]));

const placeOf = (begin: number, end: number, sizeBytes = plain.length) => ({
  ...{ name: 'sheet.las', path, window: { begin, end } },
  zipped: { isDeflated: true, sizeBytes, crc32: crc32(plain) },
});

it('reads a deflated entry whole and by its beginning', async () => {
  const place = placeOf(30, 30 + packed.length);
  const parts: Uint8Array[] = [];
  for await (const part of inflate(place)) parts.push(part);
  expect(Buffer.concat(parts).equals(plain)).toBe(true);
  expect((await digestPlace(place)).sizeBytes).toBe(plain.length);
  const source = await openPlace(place);
  expect(Buffer.from(await source.read(7, 13)).toString()).toBe('points');
});

it.each([
  ['no bytes', 30, 30],
  ['an end before its beginning', 30, 20],
  ['half its bytes', 30, 30 + (packed.length >> 1)],
  ['bytes of something else', 0, 40],
])('tells an entry with %s', async (_what, begin, end) => {
  const read = async () => {
    for await (const part of inflate(placeOf(begin, end))) void part;
  };
  await expect(read()).rejects.toThrow(FormatError);
  await expect((await openPlace(placeOf(begin, end))).read(0, 100)).rejects.toThrow(FormatError);
  await expect(digestPlace(placeOf(begin, end))).rejects.toThrow(FormatError);
});

it.each([
  ['less', plain.length - 1],
  ['more', plain.length + 1],
])('tells an entry of which the zip promises %s than it holds', async (_what, sizeBytes) => {
  await expect(digestPlace(placeOf(30, 30 + packed.length, sizeBytes))).rejects.toThrow(FormatError);
});
