/** GeoTIFF: one band of heights as a grid, or colours as a picture; larger ones thinned to what a browser holds. Decoding by npm geotiff. */
import { GeoTIFF, type GeoTIFFImage } from 'geotiff';
import { crsFromGeoKeys } from '#core/crs/crs.ts';
import { FormatError, LimitError, TengunError, UnsupportedError } from '#core/errors.ts';
import { ShapeBuilder, type ShapeDraft, type ShapeImage } from './draft.ts';

/** Nodes of a grid of heights along its longer side, and pixels of a picture. */
const MAX_NODES = 1024;
const MAX_PIXELS = 4096;
/** Pixels that are decoded for it: of larger images the file must have a smaller copy (overview). */
const MAX_DECODED = 100_000_000;
/** TIFF 6.0, PhotometricInterpretation: a number for an entry of the colour map; with CMYK, YCbCr and CIE L*a*b*. */
const PALETTE = 3;
const TRANSLATED: readonly number[] = [PALETTE, 5, 6, 8];
/** TIFF 6.0, ExtraSamples: opacity, multiplied into the colours or not. */
const OPACITY: readonly number[] = [1, 2];
/** geotiff reads some bytes behind what it needs. */
const READ_AHEAD_BYTES = 64 * 1024;

/** @throws {FormatError} when it cannot be decoded, or says not where it lies; {UnsupportedError} for other kinds */
export async function shapesOfGeoTiff(blob: Blob): Promise<ShapeDraft> {
  try {
    return await draftOf(await GeoTIFF.fromSource(sourceOf(blob)));
  } catch (error) {
    if (error instanceof TengunError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`GeoTIFF: expected an image that can be decoded, seen: ${reason.slice(0, 200)}`, {
      offset: 0,
      expected: 'a GeoTIFF',
    });
  }
}

/** The file as geotiff's source: no memory is taken for bytes that are not there. */
function sourceOf(blob: Blob): Parameters<typeof GeoTIFF.fromSource>[0] {
  const fetchOne = async ({ offset, length }: { offset: number; length: number }): Promise<ArrayBuffer> => {
    const end = offset + length;
    if (!(offset >= 0 && offset <= blob.size && (end <= blob.size || length <= READ_AHEAD_BYTES))) {
      throw new FormatError(
        `GeoTIFF: expected bytes within the ${blob.size} of the file, asked for ${offset} to ${end}`,
        {
          offset: blob.size,
          expected: blob.size,
          actual: end,
        },
      );
    }
    const bytes = new Uint8Array(length);
    bytes.set(new Uint8Array(await blob.slice(offset, Math.min(end, blob.size)).arrayBuffer()));
    return bytes.buffer;
  };
  const source = {
    fileSize: blob.size,
    fetch: (slices: { offset: number; length: number }[]) => Promise.all(slices.map(fetchOne)),
    close: async () => {},
  };
  return source as unknown as Parameters<typeof GeoTIFF.fromSource>[0];
}

/** The smallest copy in the file that has as many pixels as are shown. */
async function copyOf(tiff: GeoTIFF, first: GeoTIFFImage, most: number): Promise<GeoTIFFImage> {
  let best = first;
  const count = await tiff.getImageCount();
  for (let index = 1; index < count; index++) {
    const image = await tiff.getImage(index);
    const isMask = (Number(image.getFileDirectory().getValue('NewSubfileType') ?? 0) & 4) !== 0;
    const isCopy =
      !isMask && image.getSamplesPerPixel() === first.getSamplesPerPixel() && image.getWidth() < best.getWidth();
    if (isCopy && Math.max(image.getWidth(), image.getHeight()) >= most) best = image;
  }
  const pixels = best.getWidth() * best.getHeight();
  const block = best.getTileWidth() * best.getTileHeight();
  if (pixels <= MAX_DECODED && block <= MAX_DECODED) return best;
  throw new LimitError(`GeoTIFF: expected at most ${MAX_DECODED} pixels, or overviews in the file, seen ${pixels}`, {
    limit: MAX_DECODED,
    actual: Math.max(pixels, block),
  });
}

async function draftOf(tiff: GeoTIFF): Promise<ShapeDraft> {
  const first = await tiff.getImage(0);
  const [cols, rows, bands] = [first.getWidth(), first.getHeight(), first.getSamplesPerPixel()];
  const place = await placeOf(first);
  const isColour = bands >= 3 || photometricOf(first) === PALETTE;
  if (!isColour && bands !== 1) throw new UnsupportedError(`GeoTIFF of ${bands} bands; expected heights or colours`);
  const most = isColour ? MAX_PIXELS : MAX_NODES;
  const every = Math.max(1, Math.ceil(Math.max(cols, rows) / most));
  const [width, height] = [Math.ceil(cols / every), Math.ceil(rows / every)];
  const at: Omit<ShapeImage, 'heights' | 'rgba'> = {
    ...place,
    stepE: (place.stepE * cols) / width,
    stepN: (place.stepN * rows) / height,
    cols: width,
    rows: height,
    every,
  };
  const image = await copyOf(tiff, first, most);
  const picture = isColour
    ? { ...at, heights: null, rgba: await coloursOf(image, width, height) }
    : { ...at, heights: await heightsOf(image, width, height), rgba: null };
  return new ShapeBuilder().done({
    format: 'GeoTIFF',
    unitM: null,
    image: picture,
    notes: every > 1 ? [{ kind: 'thinned', count: every }] : [],
    ...(await systemOf(first)),
  });
}

const photometricOf = (image: GeoTIFFImage) =>
  Number(image.getFileDirectory().getValue('PhotometricInterpretation') ?? 1);

async function placeOf(image: GeoTIFFImage): Promise<Pick<ShapeImage, 'west' | 'north' | 'stepE' | 'stepN'>> {
  const directory = image.getFileDirectory();
  const load = async (tag: 'ModelTransformation' | 'ModelPixelScale' | 'ModelTiepoint') =>
    directory.hasTag(tag) ? Array.from((await directory.loadValue(tag)) as ArrayLike<number>, Number) : [];
  const matrix = await load('ModelTransformation');
  const [scale, tie] = [await load('ModelPixelScale'), await load('ModelTiepoint')];
  let [west, north, stepE, stepN] = [Number.NaN, Number.NaN, 0, 0];
  if (matrix.length >= 8) {
    if (matrix[1] !== 0 || matrix[4] !== 0) throw new UnsupportedError('rotated GeoTIFF');
    [west, north, stepE, stepN] = [matrix[3]!, matrix[7]!, matrix[0]!, -matrix[5]!];
  } else if (scale.length >= 2 && tie.length >= 6) {
    [stepE, stepN] = [scale[0]!, scale[1]!];
    [west, north] = [tie[3]! - tie[0]! * stepE, tie[4]! + tie[1]! * stepN];
  } else throw new FormatError('TIFF without a place: expected ModelTiepoint and ModelPixelScale', { offset: 0 });
  if (!(stepE > 0 && stepN > 0) || !Number.isFinite(west + north)) {
    throw new UnsupportedError(`GeoTIFF that is not north-up: steps of ${stepE} to the east, ${stepN} to the south`);
  }
  // values that stand at points lie half a pixel off the corner
  if (!image.pixelIsArea()) [west, north] = [west - stepE / 2, north + stepN / 2];
  return { west, north, stepE, stepN };
}

async function heightsOf(image: GeoTIFFImage, width: number, height: number): Promise<Float32Array> {
  const noData = image.getGDALNoData();
  const values = await image.readRasters({ interleave: true, samples: [0], width, height, resampleMethod: 'nearest' });
  const isNone = (value: number) => noData !== null && (value === noData || value === Math.fround(noData));
  return Float32Array.from(values as ArrayLike<number>, (value) =>
    isNone(value) || !Number.isFinite(value) ? Number.NaN : value,
  );
}

/**
 * Four numbers a pixel, from the north-west. A band behind the colours counts as opacity only where the file says so: near
 * infrared is often the fourth. Pixels whose colours are all the value for no data are left out.
 */
async function coloursOf(image: GeoTIFFImage, width: number, height: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const bits = image.getBitsPerSample();
  if (bits !== 8 && bits !== 16) throw new UnsupportedError(`GeoTIFF of colours with ${bits} bits`);
  const photometric = photometricOf(image);
  const directory = image.getFileDirectory();
  const extra = directory.hasTag('ExtraSamples')
    ? ((await directory.loadValue('ExtraSamples')) as ArrayLike<number>)
    : [];
  const hasAlpha = image.getSamplesPerPixel() > 3 && OPACITY.includes(Number(extra[0]));
  // what is not stored as red, green and blue comes out as such, in 8 bits, only by readRGB
  const isTranslated = TRANSLATED.includes(photometric);
  const values = isTranslated
    ? await image.readRGB({ interleave: true, width, height })
    : await image.readRasters({ interleave: true, samples: hasAlpha ? [0, 1, 2, 3] : [0, 1, 2], width, height });
  const list = values as unknown as ArrayLike<number>;
  const parts = list.length / (width * height);
  const scale = bits === 16 && !isTranslated ? 257 : 1;
  const noData = isTranslated ? null : image.getGDALNoData();
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = parts * pixel;
    const isNone = noData !== null && list[from] === noData && list[from + 1] === noData && list[from + 2] === noData;
    for (let part = 0; part < 3; part++) rgba[4 * pixel + part] = list[from + part]! / scale;
    rgba[4 * pixel + 3] = isNone ? 0 : parts > 3 ? list[from + 3]! / scale : 255;
  }
  return rgba;
}

async function systemOf(image: GeoTIFFImage): Promise<Pick<ShapeDraft, 'crs' | 'problem'>> {
  const directory = image.getFileDirectory();
  const load = async (tag: 'GeoKeyDirectory' | 'GeoDoubleParams' | 'GeoAsciiParams'): Promise<unknown> =>
    directory.hasTag(tag) ? await directory.loadValue(tag) : [];
  try {
    const crs = crsFromGeoKeys({
      directory: Uint16Array.from((await load('GeoKeyDirectory')) as number[]),
      doubles: Float64Array.from((await load('GeoDoubleParams')) as number[]),
      ascii: String(await load('GeoAsciiParams')),
    });
    return { crs, problem: null };
  } catch (error) {
    if (error instanceof TengunError) return { crs: null, problem: error.message };
    throw error;
  }
}
