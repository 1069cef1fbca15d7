/** An image file directory and the values that do not fit into it. Source: TIFF 6.0, section 2. */

export const TYPE = { ascii: 2, short: 3, long: 4, double: 12 } as const;
const SIZES: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 12: 8 };

export interface Tag {
  readonly id: number;
  readonly type: (typeof TYPE)[keyof typeof TYPE];
  readonly values: ArrayLike<number>;
}

/** @param text ASCII; the closing zero is added */
export function asciiTag(id: number, text: string): Tag {
  return { id, type: TYPE.ascii, values: Array.from(`${text}\0`, (sign) => sign.charCodeAt(0) & 0x7f) };
}

/** Bytes of a directory with the values behind it; a multiple of 8. */
export function directorySize(tags: readonly Tag[]): number {
  return tags.reduce((sum, tag) => sum + outsideSize(tag), plainSize(tags));
}

/**
 * @param tags in ascending order
 * @param begin where it stands in the file, even
 * @param next where the next one stands; 0 for none
 */
export function writeDirectory(view: DataView, begin: number, tags: readonly Tag[], next: number): void {
  let outside = begin + plainSize(tags);
  view.setUint16(begin, tags.length, true);
  for (const [i, tag] of tags.entries()) {
    const at = begin + 2 + 12 * i;
    view.setUint16(at, tag.id, true);
    view.setUint16(at + 2, tag.type, true);
    view.setUint32(at + 4, tag.values.length, true);
    const size = outsideSize(tag);
    if (size > 0) view.setUint32(at + 8, outside, true);
    writeValues(view, size > 0 ? outside : at + 8, tag);
    outside += size;
  }
  view.setUint32(begin + 2 + 12 * tags.length, next, true);
}

function plainSize(tags: readonly Tag[]): number {
  return padded(2 + 12 * tags.length + 4);
}

/** 0 for values of four bytes or less: they stand in the directory itself. */
function outsideSize({ type, values }: Tag): number {
  const size = SIZES[type]! * values.length;
  return size > 4 ? padded(size) : 0;
}

function padded(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function writeValues(view: DataView, begin: number, { type, values }: Tag): void {
  const size = SIZES[type]!;
  for (let i = 0; i < values.length; i++) {
    const at = begin + i * size;
    const value = values[i]!;
    if (type === TYPE.ascii) view.setUint8(at, value);
    else if (type === TYPE.short) view.setUint16(at, value, true);
    else if (type === TYPE.long) view.setUint32(at, value, true);
    else view.setFloat64(at, value, true);
  }
}
