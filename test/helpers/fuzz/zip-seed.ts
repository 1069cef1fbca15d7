/** Zips as seeds: the places of the numbers that size, count and point. */
import type { Field, Region, Seed } from './seeds.ts';

/** Where the numbers stand in the structures of a zip, by the last byte of their signature PK… (APPNOTE 6.3). */
const ZIP_FIELDS: Readonly<Record<number, readonly Field[]>> = {
  3: [...fieldsAt(2, 6, 8, 26, 28), ...fieldsAt(4, 14, 18, 22)],
  1: [...fieldsAt(2, 8, 10, 28, 30, 32), ...fieldsAt(4, 16, 20, 24, 42)],
  5: [...fieldsAt(2, 4, 6, 8, 10, 20), ...fieldsAt(4, 12, 16)],
};

function fieldsAt(bytes: Field['bytes'], ...places: number[]): Field[] {
  return places.map((at) => ({ at, bytes }));
}

export function zipSeed(name: string, bytes: Uint8Array): Seed {
  const regions: Region[] = [];
  const fields: Field[] = [];
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const kind =
      bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 3] === bytes[at + 2]! + 1 ? bytes[at + 2]! : 0;
    if (!ZIP_FIELDS[kind]) continue;
    regions.push({ name: `PK ${kind}`, begin: at, end: Math.min(at + 60, bytes.length) });
    fields.push(...ZIP_FIELDS[kind].map((field) => ({ ...field, at: at + field.at })));
  }
  return { name, kind: 'file', bytes, regions, fields };
}
