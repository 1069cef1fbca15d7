/** TIFFs as seeds: every entry of every directory is a region, its number, type, count and place are fields. */
import type { Field, Region, Seed } from './seeds.ts';

const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 11: 4, 12: 8, 16: 8 };

/** @param bytes a little-endian TIFF, classic */
export function tiffSeed(name: string, bytes: Uint8Array): Seed {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const regions: Region[] = [{ name: 'header', begin: 0, end: 8 }];
  const fields: Field[] = [
    { at: 0, bytes: 4 },
    { at: 4, bytes: 4 },
  ];
  for (let begin = view.getUint32(4, true); begin !== 0; ) {
    const count = view.getUint16(begin, true);
    const end = begin + 2 + 12 * count;
    regions.push({ name: 'directory', begin, end: end + 4 });
    fields.push({ at: begin, bytes: 2 }, { at: end, bytes: 4 });
    for (let at = begin + 2; at < end; at += 12) {
      fields.push({ at, bytes: 2 }, { at: at + 2, bytes: 2 }, { at: at + 4, bytes: 4 }, { at: at + 8, bytes: 4 });
      const size = (SIZES[view.getUint16(at + 2, true)] ?? 1) * view.getUint32(at + 4, true);
      regions.push({ name: `tag ${view.getUint16(at, true)}`, begin: at, end: at + 12 });
      if (size <= 4) continue;
      const place = view.getUint32(at + 8, true);
      regions.push({
        name: `values of ${view.getUint16(at, true)}`,
        begin: place,
        end: Math.min(place + size, bytes.length),
      });
    }
    begin = view.getUint32(end, true);
  }
  return { name, kind: 'file', bytes, regions, fields };
}
