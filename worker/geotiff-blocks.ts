/**
 * Blocks of a TIFF, unpacked within the size that they should have: a block never holds more than its pixels, what unpacks to more is
 * broken, or made to fill the memory. npm geotiff takes these in place of its own, which know no bound.
 */
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { addDecoder, BaseDecoder } from 'geotiff';
import { FormatError, LimitError, UnsupportedError } from '#core/errors.ts';
import { decodeLzw } from '#core/tiff/lzw.ts';
import { decodePackBits } from '#core/tiff/packbits.ts';

const [RAW, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS, LERC, ZSTD] = [1, 5, 8, 32946, 32773, 34887, 50000];
const KNOWN = [RAW, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS, LERC, ZSTD];
/** What rows of a predictor or a checksum may add. */
const SPARE_BYTES = 64;

/** @throws {UnsupportedError} for a compression without a bound, such as JPEG: heights do not stand it either */
export function assertCompression(compression: number): void {
  if (!KNOWN.includes(compression)) throw new UnsupportedError(`TIFF compression ${compression}`);
}

/** How the bytes of LERC are packed once more: the second number of the tag LercParameters. */
const PACKED: Readonly<Record<number, (bytes: Uint8Array, maxOutputLength: number) => Uint8Array>> = {
  0: (bytes) => bytes,
  1: (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength }),
  2: (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength }),
};
export const isLerc = (compression: number): boolean => compression === LERC;

/**
 * Looks at a LERC block before it is decoded.
 * @param pixels that the block should have
 * @throws {LimitError} when it says that it holds more, {FormatError} when it is no LERC2 block
 */
export function assertLercBlock(bytes: Uint8Array, packing: number, pixels: number): void {
  const unpack = PACKED[packing];
  if (!unpack) throw new UnsupportedError(`LERC packed by method ${packing}`);
  // 8 bytes a pixel, a mask, a header
  const head = unpack(bytes, 9 * pixels + 65_536);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isLerc2 = head.length >= 66 && Buffer.from(head.subarray(0, 6)).toString('latin1') === 'Lerc2 ';
  if (!isLerc2)
    throw new FormatError('TIFF: expected a LERC2 block, seen other bytes', { offset: 0, expected: 'Lerc2' });
  const version = view.getInt32(6, true);
  const at = version >= 3 ? 14 : 10;
  const [rows, cols, depth] = [
    view.getInt32(at, true),
    view.getInt32(at + 4, true),
    version >= 4 ? view.getInt32(at + 8, true) : 1,
  ];
  if (rows >= 0 && cols >= 0 && depth >= 0 && rows * cols * depth <= pixels) return;
  const actual = rows * cols * depth;
  throw new LimitError(`TIFF: expected a LERC block of at most ${pixels} pixels, seen ${rows} × ${cols} × ${depth}`, {
    limit: pixels,
    actual,
  });
}

function bounded(unpack: (bytes: Uint8Array, maxBytes: number) => Uint8Array) {
  return class extends BaseDecoder {
    override decodeBlock(buffer: ArrayBufferLike): ArrayBufferLike {
      const { tileWidth, tileHeight, bitsPerSample } = this.parameters as {
        tileWidth: number;
        tileHeight: number;
        bitsPerSample: ArrayLike<number> | number;
      };
      const bits = typeof bitsPerSample === 'number' ? bitsPerSample : (bitsPerSample[0] ?? 8);
      const bytes = unpack(
        new Uint8Array(buffer as ArrayBuffer),
        Math.ceil((tileWidth * tileHeight * bits) / 8) + SPARE_BYTES,
      );
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    }
  };
}

const take = (codes: number[], unpack: (bytes: Uint8Array, maxBytes: number) => Uint8Array): void => {
  const Decoder = bounded(unpack);
  addDecoder(codes, () => Promise.resolve(Decoder));
};
take([DEFLATE, OLD_DEFLATE], (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength }));
take([ZSTD], (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength }));
take([LZW], decodeLzw);
take([PACK_BITS], decodePackBits);
