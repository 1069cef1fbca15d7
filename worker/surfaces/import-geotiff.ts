/** A GeoTIFF of one band of heights. */
import type { GeoTIFFImage } from 'geotiff';
import { type Crs, crsFromCode, crsFromGeoKeys } from '#core/crs/crs.ts';
import { verticalDatumOf } from '#core/crs/vertical-datum.ts';
import { CrsError, FormatError, UnsupportedError } from '#core/errors.ts';
import { removeVoids } from '#core/grids/voids.ts';
import { MAX_RASTER_NODES, type Raster } from '#core/surface/raster.ts';
import { readTiffFile } from '../geotiff-file.ts';
import type { ImportOptions } from './import-options.ts';
import type { ReadSurface } from './import-surface.ts';
import { sheetOfGrid } from './sheet-of-grid.ts';
import type { SurfaceCheck } from './surface-record.ts';

/** Pixels that are decoded at a time, unless blocks are larger. */
const PIXELS_AT_A_TIME = 4_000_000;
const SINGLE_CHANNEL = [0, 1];

/**
 * @throws {UnsupportedError} for several bands, colours, rotated or oblong pixels, degrees
 * @throws {FormatError} when the file is broken
 * @throws {LimitError} above `MAX_RASTER_NODES`
 */
export async function readGeoTiff(path: string, fileName: string, options: ImportOptions): Promise<ReadSurface> {
  const limits = { what: 'GeoTIFF', maxPixels: MAX_RASTER_NODES };
  return await readTiffFile(path, limits, (image) => readImage(image, fileName, options));
}

async function readImage(image: GeoTIFFImage, fileName: string, options: ImportOptions): Promise<ReadSurface> {
  assertShape(image);
  const place = await placeOf(image);
  const checks: SurfaceCheck[] = [];
  const crs = await systemOf(image, options.crs, checks);
  const [unitM, heightUnitM] = crs ? [crs.horizontalUnitM, crs.verticalUnitM] : [1, 1];
  if (unitM !== 1 || heightUnitM !== 1) {
    const message = `the file's units were taken to metres: × ${unitM} in plan, × ${heightUnitM} in height`;
    checks.push({ code: 'UNITS_CONVERTED', message });
  }
  const heights = await readHeights(image, heightUnitM);
  const raster: Raster = {
    originE: place.originE * unitM,
    originN: place.originN * unitM,
    stepM: place.step * unitM,
    cols: image.getWidth(),
    rows: image.getHeight(),
    heights,
  };
  const sheet = sheetOfGrid(fileName, raster, crs?.code ?? null);
  return {
    data: { kind: 'raster', raster },
    format: 'geotiff',
    name: fileName,
    crs: crs?.code ?? sheet.crs,
    // a contradiction was told above
    crsIsGuess: true,
    verticalDatum: crs ? verticalDatumOf(crs) : null,
    accuracyM: null,
    checks: [...checks, ...removeVoids(heights, options.voidBelowM), ...sheet.checks],
  };
}

function assertShape(image: GeoTIFFImage): void {
  const directory = image.getFileDirectory();
  const bands = image.getSamplesPerPixel();
  if (bands !== 1) throw new UnsupportedError(`GeoTIFF of ${bands} bands; expected one band of heights`);
  const photometric = Number(directory.getValue('PhotometricInterpretation') ?? 1);
  if (!SINGLE_CHANNEL.includes(photometric)) throw new UnsupportedError('GeoTIFF of colours; expected heights');
  const bits = image.getBitsPerSample();
  if (![8, 16, 32, 64].includes(bits)) throw new UnsupportedError(`GeoTIFF of ${bits} bits a pixel`);
}

/** The south-western node and the step, units of the file. */
async function placeOf(image: GeoTIFFImage): Promise<{ originE: number; originN: number; step: number }> {
  const directory = image.getFileDirectory();
  const [west, north, stepE, stepN] = await cornerOf(directory);
  if (!(stepE > 0 && stepN > 0) || !Number.isFinite(west + north + stepE + stepN)) {
    throw new UnsupportedError(`GeoTIFF that is not north-up: steps of ${stepE} to the east, ${stepN} to the south`);
  }
  if (Math.abs(stepE - stepN) > 1e-6 * stepE) {
    throw new UnsupportedError(`GeoTIFF with pixels of ${stepE} × ${stepN}; expected square ones`);
  }
  // of areas the value stands for the middle of the pixel, of points for its corner
  const half = image.pixelIsArea() ? stepE / 2 : 0;
  return { originE: west + half, originN: north - half - (image.getHeight() - 1) * stepN, step: stepE };
}

type Directory = ReturnType<GeoTIFFImage['getFileDirectory']>;

/** [west, north, step east, step south] of pixel (0, 0). */
async function cornerOf(directory: Directory): Promise<[number, number, number, number]> {
  const matrix = await numbersOf(directory, 'ModelTransformation');
  if (matrix.length >= 8) {
    if (matrix[1] !== 0 || matrix[4] !== 0) throw new UnsupportedError('rotated GeoTIFF');
    return [matrix[3]!, matrix[7]!, matrix[0]!, -matrix[5]!];
  }
  const scale = await numbersOf(directory, 'ModelPixelScale');
  const tie = await numbersOf(directory, 'ModelTiepoint');
  if (scale.length < 2 || tie.length < 6)
    throw new FormatError('TIFF without a place: expected ModelTiepoint and ModelPixelScale', { offset: 0 });
  if (tie.length > 6) throw new UnsupportedError(`GeoTIFF with ${tie.length / 6} tie points; expected one`);
  const [stepE, stepN] = [scale[0]!, scale[1]!];
  return [tie[3]! - tie[0]! * stepE, tie[4]! + tie[1]! * stepN, stepE, stepN];
}

async function numbersOf(
  directory: Directory,
  tag: 'ModelTransformation' | 'ModelPixelScale' | 'ModelTiepoint',
): Promise<number[]> {
  if (!directory.hasTag(tag)) return [];
  return Array.from((await directory.loadValue(tag)) as ArrayLike<number>, Number);
}

/** The user's word, else the file's keys. */
async function systemOf(image: GeoTIFFImage, stated: string | null, checks: SurfaceCheck[]): Promise<Crs | null> {
  const directory = image.getFileDirectory();
  const load = async (tag: 'GeoKeyDirectory' | 'GeoDoubleParams' | 'GeoAsciiParams'): Promise<unknown> =>
    directory.hasTag(tag) ? await directory.loadValue(tag) : [];
  let own: Crs | null = null;
  try {
    own = crsFromGeoKeys({
      directory: Uint16Array.from((await load('GeoKeyDirectory')) as number[]),
      doubles: Float64Array.from((await load('GeoDoubleParams')) as number[]),
      ascii: String(await load('GeoAsciiParams')),
    });
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    if (stated === null) checks.push({ code: 'CRS_UNKNOWN', message: error.message });
  }
  const crs = stated === null ? own : crsFromCode(stated);
  if (stated !== null && own && own.code !== crs?.code) {
    checks.push({ code: 'CRS_CONTRADICTS', message: `the file says ${own.code ?? own.name}; ${stated} was taken` });
  }
  if (crs?.kind === 'geographic')
    throw new UnsupportedError(`GeoTIFF in degrees (${crs.code ?? crs.name}); expected plane coordinates`);
  if (crs && crs.code === null)
    checks.push({ code: 'CRS_UNKNOWN', message: `the coordinate system ${crs.name.slice(0, 120)} has no code` });
  return crs;
}

async function readHeights(image: GeoTIFFImage, unitM: number): Promise<Float64Array> {
  const [cols, rows] = [image.getWidth(), image.getHeight()];
  const heights = new Float64Array(cols * rows);
  const noData = image.getGDALNoData();
  // a float image holds the nearest float of the text in the tag
  const isNone = (value: number) => noData !== null && (value === noData || value === Math.fround(noData));
  const blockRows = image.getTileHeight();
  const step = Math.max(1, Math.floor(PIXELS_AT_A_TIME / cols / blockRows)) * blockRows;
  for (let top = 0; top < rows; top += step) {
    const bottom = Math.min(rows, top + step);
    const values = await image.readRasters({ interleave: true, samples: [0], window: [0, top, cols, bottom] });
    for (let row = top; row < bottom; row++) {
      const target = (rows - 1 - row) * cols;
      for (let col = 0; col < cols; col++) {
        const value = Number(values[(row - top) * cols + col]);
        heights[target + col] = isNone(value) || !Number.isFinite(value) ? Number.NaN : value * unitM;
      }
    }
  }
  return heights;
}
