/** Small GeoTIFFs for tests, by the specification (TIFF 6.0, GeoTIFF 1.1): one strip, little-endian. */
import { deflateSync } from 'node:zlib';

export interface TiffImage {
  readonly cols: number;
  readonly rows: number;
  /** From the north-west, as the file has them, the bands of a pixel together. */
  readonly values: readonly number[];
  /** Default: 32-bit floats; 8 or 16: whole numbers. */
  readonly bits?: 8 | 16;
  /** Default 1; 2: red, green, blue, 3: numbers of the colour map, 5: cyan, magenta, yellow, black. */
  readonly photometric?: number;
  /** What bands behind the colours are: 0 not said, 2 opacity. */
  readonly extraSamples?: readonly number[];
  /** Reds, then greens, then blues, 0…65535. */
  readonly colourMap?: readonly number[];
  readonly deflate?: boolean;
  readonly bands?: number;
  /** [west, north] of the corner (area) or the node (point), and the steps. */
  readonly corner?: readonly [number, number];
  readonly step?: readonly [number, number];
  readonly matrix?: readonly number[];
  readonly pixelIsPoint?: boolean;
  readonly projected?: number;
  readonly geographic?: number;
  readonly noData?: string;
  /** Replaces the bytes of the strip. */
  readonly strip?: Uint8Array;
}

const SIZES: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 12: 8 };

export function buildTiff(image: TiffImage): Uint8Array {
  const { cols, rows, bands = 1, bits = 32, corner = [0, 0], step = [1, 1] } = image;
  const Values = { 8: Uint8Array, 16: Uint16Array, 32: Float32Array }[bits];
  const plain = Buffer.from(Values.from(image.values).buffer);
  const strip = image.strip ?? (image.deflate ? deflateSync(plain) : plain);
  const keys = [
    [1025, image.pixelIsPoint ? 2 : 1],
    ...(image.geographic === undefined
      ? []
      : [
          [1024, 2],
          [2048, image.geographic],
        ]),
    ...(image.projected === undefined
      ? []
      : [
          [1024, 1],
          [3072, image.projected],
        ]),
  ].sort((a, b) => a[0]! - b[0]!);
  const directory = [1, 1, 0, keys.length, ...keys.flatMap(([key, value]) => [key!, 0, 1, value!])];
  const place: [number, number, readonly number[]][] = image.matrix
    ? [[34264, 12, image.matrix]]
    : [
        [33550, 12, [...step, 0]],
        [33922, 12, [0, 0, 0, ...corner, 0]],
      ];
  const tags: [number, number, readonly number[]][] = [
    [256, 4, [cols]],
    [257, 4, [rows]],
    [258, 3, Array<number>(bands).fill(bits)],
    [259, 3, [image.deflate ? 8 : 1]],
    [262, 3, [image.photometric ?? 1]],
    [273, 4, [8]],
    [277, 3, [bands]],
    [278, 4, [rows]],
    [279, 4, [strip.length]],
    [284, 3, [1]],
    [339, 3, Array<number>(bands).fill(bits === 32 ? 3 : 1)],
    ...(image.extraSamples ? [[338, 3, image.extraSamples] as [number, number, readonly number[]]] : []),
    ...(image.colourMap ? [[320, 3, image.colourMap] as [number, number, readonly number[]]] : []),
    ...place,
    [34735, 3, directory],
    ...(image.noData === undefined
      ? []
      : [[42113, 2, [...Buffer.from(`${image.noData}\0`)]] as [number, number, number[]]]),
  ];
  tags.sort((a, b) => a[0] - b[0]);
  return assemble(strip, tags);
}

function assemble(strip: Uint8Array, tags: readonly [number, number, readonly number[]][]): Uint8Array {
  const start = 8 + strip.length + (strip.length % 2);
  let more = start + 2 + 12 * tags.length + 4;
  const bytes = Buffer.alloc(more + tags.reduce((sum, [, type, values]) => sum + values.length * SIZES[type]! + 8, 0));
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(start, 4);
  bytes.set(strip, 8);
  bytes.writeUInt16LE(tags.length, start);
  tags.forEach(([tag, type, values], i) => {
    const at = start + 2 + 12 * i;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(values.length, at + 4);
    const size = values.length * SIZES[type]!;
    let target = at + 8;
    if (size > 4) {
      more += more % 8;
      bytes.writeUInt32LE(more, target);
      target = more;
      more += size;
    }
    values.forEach((value, k) => {
      const to = target + k * SIZES[type]!;
      if (type === 2) bytes.writeUInt8(value, to);
      else if (type === 3) bytes.writeUInt16LE(value, to);
      else if (type === 4) bytes.writeUInt32LE(value, to);
      else bytes.writeDoubleLE(value, to);
    });
  });
  return bytes.subarray(0, more);
}
