/** The first image of a TIFF file, opened within bounds. Decoding is npm geotiff's; blocks are unpacked by `geotiff-blocks.ts`. */
import { GeoTIFF, type GeoTIFFImage } from 'geotiff';
import { FormatError, LimitError, TengunError } from '#core/errors.ts';
import { type FileSource, openFileSource } from './file-source.ts';
import { assertCompression, assertLercBlock, isLerc } from './geotiff-blocks.ts';

/** Most pixels of one tile or strip. */
const MAX_BLOCK_PIXELS = 64_000_000;
/** Most values of a pixel. */
const MAX_BANDS = 64;
/** geotiff reads some bytes behind what it needs; what lies far behind the end of the file is a broken tag. */
const READ_AHEAD_BYTES = 64 * 1024;

/**
 * Hands the first image of a file to a reader; its size, its blocks and their places are in order then.
 * @param what the file is called in messages
 * @param maxPixels most pixels of the image
 * @throws {FormatError} when the file is broken, whatever the decoder threw
 * @throws {LimitError} above the bounds, {UnsupportedError} for a compression without one
 */
export async function readTiffFile<T>(
  path: string,
  { what, maxPixels }: { readonly what: string; readonly maxPixels: number },
  read: (image: GeoTIFFImage) => Promise<T>,
): Promise<T> {
  try {
    await using file = await openFileSource(path);
    const image = await (await GeoTIFF.fromSource(boundedSource(file, what))).getImage(0);
    assertSize(image, what, maxPixels);
    await assertBlocks(image, file, what);
    return await read(image);
  } catch (error) {
    // a file that is not there, or cannot be read, is not a broken one
    if (error instanceof TengunError || (error instanceof Error && 'syscall' in error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${what}: expected an image that can be decoded, seen: ${reason.slice(0, 200)}`, {
      offset: 0,
      expected: 'a GeoTIFF',
    });
  }
}

function assertSize(image: GeoTIFFImage, what: string, maxPixels: number): void {
  const [cols, rows] = [image.getWidth(), image.getHeight()];
  if (!(Number.isInteger(cols) && Number.isInteger(rows) && cols > 0 && rows > 0)) {
    throw new FormatError(`${what}: expected a size in pixels, seen ${cols} × ${rows}`, { offset: 0 });
  }
  if (cols * rows > maxPixels) throw tooLarge(`${what}: pixels`, maxPixels, cols * rows);
  const [width, height] = [image.getTileWidth(), image.getTileHeight()];
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new FormatError(`${what}: expected a size of tiles or strips, seen ${width} × ${height}`, { offset: 0 });
  }
  if (!(width * height <= MAX_BLOCK_PIXELS)) {
    throw tooLarge(`${what}: pixels in a tile or strip`, MAX_BLOCK_PIXELS, width * height);
  }
  const bands = image.getSamplesPerPixel();
  if (!(bands >= 1 && bands <= MAX_BANDS)) throw tooLarge(`${what}: bands`, MAX_BANDS, bands);
  assertCompression(Number(image.getFileDirectory().getValue('Compression') ?? 1));
}

/** Every tile or strip has its place: nothing is looked for that the file does not promise. */
async function assertBlocks(image: GeoTIFFImage, file: FileSource, what: string): Promise<void> {
  const directory = image.getFileDirectory();
  const isTiled = directory.hasTag('TileOffsets');
  const across = Math.ceil(image.getWidth() / image.getTileWidth());
  const expected = across * Math.ceil(image.getHeight() / image.getTileHeight());
  const offsets = (await directory.loadValue(isTiled ? 'TileOffsets' : 'StripOffsets')) as ArrayLike<number>;
  if (offsets.length !== expected) {
    const message = `${what}: expected ${expected} tiles or strips for the size of the image, seen ${offsets.length}`;
    throw new FormatError(message, { offset: 0, expected, actual: offsets.length });
  }
  if (!isLerc(Number(directory.getValue('Compression')))) return;
  const sizes = (await directory.loadValue(isTiled ? 'TileByteCounts' : 'StripByteCounts')) as ArrayLike<number>;
  const parameters = (await directory.loadValue('LercParameters')) as ArrayLike<number> | undefined;
  for (let block = 0; block < expected; block++) {
    const [begin, size] = [Number(offsets[block]), Number(sizes[block] ?? 0)];
    if (size === 0) continue;
    assertLercBlock(
      await file.read(begin, begin + size),
      parameters?.[1] ?? 0,
      image.getTileWidth() * image.getTileHeight(),
    );
  }
}

/** The file as geotiff's source: no memory is taken for bytes that are not there. */
function boundedSource({ sizeBytes, read }: FileSource, what: string): Parameters<typeof GeoTIFF.fromSource>[0] {
  const fetchOne = async ({ offset, length }: { offset: number; length: number }): Promise<ArrayBuffer> => {
    const end = offset + length;
    if (!(offset >= 0 && offset <= sizeBytes && (end <= sizeBytes || length <= READ_AHEAD_BYTES))) {
      throw new FormatError(
        `${what}: expected bytes within the ${sizeBytes} of the file, asked for ${offset} to ${end}`,
        {
          offset: sizeBytes,
          expected: sizeBytes,
          actual: end,
        },
      );
    }
    const bytes = new Uint8Array(length);
    bytes.set(await read(offset, Math.min(end, sizeBytes)));
    return bytes.buffer;
  };
  const source = {
    fileSize: sizeBytes,
    fetch: (slices: { offset: number; length: number }[]) => Promise.all(slices.map(fetchOne)),
    close: async () => {},
  };
  return source as unknown as Parameters<typeof GeoTIFF.fromSource>[0];
}

function tooLarge(what: string, limit: number, actual: number): LimitError {
  return new LimitError(`${what}: expected at most ${limit}, seen ${actual}`, { limit, actual });
}
