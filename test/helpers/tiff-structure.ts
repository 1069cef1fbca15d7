/** Reads the directories of a little-endian classic TIFF, by the specification (TIFF 6.0), to look at how a file is laid out. */

export interface TiffDirectory {
  readonly begin: number;
  /** Behind the directory and the values that belong to it. */
  readonly end: number;
  readonly tags: ReadonlyMap<number, readonly number[]>;
}

const SIZES: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 12: 8 };

export function readDirectories(bytes: Uint8Array): TiffDirectory[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0x002a4949) throw new Error('expected II*\\0');
  const directories: TiffDirectory[] = [];
  for (let begin = view.getUint32(4, true); begin !== 0; ) {
    const count = view.getUint16(begin, true);
    let end = begin + 2 + 12 * count + 4;
    const tags = new Map<number, number[]>();
    let before = 0;
    for (let i = 0; i < count; i++) {
      const at = begin + 2 + 12 * i;
      const id = view.getUint16(at, true);
      if (id <= before) throw new Error(`tag ${id} behind ${before}`);
      before = id;
      const type = view.getUint16(at + 2, true);
      const size = SIZES[type];
      if (size === undefined) throw new Error(`type ${type}`);
      const length = view.getUint32(at + 4, true);
      const place = size * length > 4 ? view.getUint32(at + 8, true) : at + 8;
      if (size * length > 4) end = Math.max(end, place + size * length);
      const read = (k: number) => {
        if (type === 2) return view.getUint8(place + k);
        if (type === 3) return view.getUint16(place + 2 * k, true);
        return type === 4 ? view.getUint32(place + 4 * k, true) : view.getFloat64(place + 8 * k, true);
      };
      tags.set(
        id,
        Array.from({ length }, (_, k) => read(k)),
      );
    }
    directories.push({ begin, end, tags });
    begin = view.getUint32(begin + 2 + 12 * count, true);
  }
  return directories;
}

/** What makes a TIFF cloud optimized; throws where one rule is broken. Returns the sizes of the levels. */
export function assertCloudOptimized(bytes: Uint8Array): [cols: number, rows: number][] {
  const directories = readDirectories(bytes);
  const tag = ({ tags }: TiffDirectory, id: number) => tags.get(id) ?? [];
  const check = (holds: boolean, what: string) => {
    if (!holds) throw new Error(what);
  };
  const firstData = Math.min(...directories.flatMap((directory) => tag(directory, 324)));
  let before = 8;
  for (const { begin, end } of directories) {
    check(begin >= before, 'directories stand one behind the other, from the start of the file');
    check(end <= firstData, 'all directories stand before all data');
    before = end;
  }
  let dataEnd = bytes.length + 1;
  for (const [i, directory] of directories.entries()) {
    const [cols, rows] = [tag(directory, 256)[0]!, tag(directory, 257)[0]!];
    const [width, height] = [tag(directory, 322)[0]!, tag(directory, 323)[0]!];
    const [offsets, sizes] = [tag(directory, 324), tag(directory, 325)];
    check(offsets.length === Math.ceil(cols / width) * Math.ceil(rows / height), 'every tile has its place');
    check(tag(directory, 254)[0] === (i === 0 ? 0 : 1), 'the image first, then overviews');
    for (let k = 0; k < offsets.length; k++) {
      const end = offsets[k]! + sizes[k]!;
      check(end <= (offsets[k + 1] ?? dataEnd), 'tiles follow each other; smaller overviews stand before larger ones');
    }
    dataEnd = offsets[0]!;
    if (i > 0) {
      const larger = directories[i - 1]!;
      check(cols === Math.ceil(tag(larger, 256)[0]! / 2), 'half as wide');
      check(rows === Math.ceil(tag(larger, 257)[0]! / 2), 'half as high');
    }
    if (i === directories.length - 1) check(cols <= width && rows <= height, 'the smallest is one tile');
  }
  return directories.map((directory) => [tag(directory, 256)[0]!, tag(directory, 257)[0]!]);
}
