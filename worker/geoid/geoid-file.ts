/** One geoid file into a geoid: GeoTIFF, GSI `.asc`, ISG `.isg`, GTX `.gtx` or our JSON cut-out, told by the extension. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { GeoTIFFImage } from 'geotiff';
import { createGridGeoid, type Geoid, type GeoidDescription, type GeoidGrid } from '#core/crs/geoid.ts';
import { parseGtxGeoid } from '#core/crs/geoid-gtx.ts';
import { parseAscGeoid, parseIsgGeoid, parseJsonGeoid } from '#core/crs/geoid-text.ts';
import { FormatError, UnsupportedError } from '#core/errors.ts';
import { readTiffFile } from '../geotiff-file.ts';
import { EGM96_ACCURACY_M, egm96 } from './egm96.ts';

/** What geoid files may be called. */
export const GEOID_EXTENSIONS: readonly string[] = ['.tif', '.tiff', '.asc', '.isg', '.gtx', '.json'];

/** Models that a file name or title betrays, with the 1σ that their makers state (EGM96: its error over Japan). */
const MODELS: readonly (GeoidDescription & { readonly pattern: RegExp })[] = [
  { pattern: /gsigeo2011/i, name: 'GSIGEO2011', fallback: false, accuracyM: 0.02 },
  { pattern: /jpgeo2024/i, name: 'JPGEO2024', fallback: false, accuracyM: 0.03 },
  { pattern: /egm(20)?08/i, name: 'EGM2008', fallback: false, accuracyM: 0.3 },
  { pattern: /egm(19)?96/i, name: 'EGM96', fallback: true, accuracyM: EGM96_ACCURACY_M },
];
/** Most nodes of a grid in a GeoTIFF: the world in 2.5' has 37 million. */
const MAX_GEOID_NODES = 64_000_000;
/** 1σ of a model that nobody names, metres. */
const UNNAMED_ACCURACY_M = 0.1;

/** The model that a file name belongs to; its stem as the name when it is none of the known ones. */
export function describeGeoid(path: string): GeoidDescription {
  const model = MODELS.find(({ pattern }) => pattern.test(basename(path)));
  if (!model) return { name: basename(path, extname(path)), fallback: false, accuracyM: UNNAMED_ACCURACY_M };
  const { name, fallback, accuracyM } = model;
  return { name, fallback, accuracyM };
}

/**
 * Reads a geoid file. Outside its grid EGM96 answers.
 * @throws {FormatError} when it is broken, {UnsupportedError} when the extension is none of {@link GEOID_EXTENSIONS}
 */
export async function readGeoidFile(path: string): Promise<Geoid> {
  return createGridGeoid(await readGrid(path), describeGeoid(path), egm96);
}

async function readGrid(path: string): Promise<GeoidGrid> {
  const extension = extname(path).toLowerCase();
  if (!GEOID_EXTENSIONS.includes(extension))
    throw new UnsupportedError(`geoid file "${basename(path)}" (known: ${GEOID_EXTENSIONS.join(' ')})`);
  if (extension === '.tif' || extension === '.tiff')
    return await readTiffFile(path, { what: 'geoid GeoTIFF', maxPixels: MAX_GEOID_NODES }, readTiffGrid);
  const bytes = await readFile(path);
  if (extension === '.gtx') return parseGtxGeoid(bytes);
  // ISG headers may hold ° in Latin-1; every byte of the numbers is ASCII
  const text = bytes.toString(extension === '.isg' && !isUtf8(bytes) ? 'latin1' : 'utf8');
  if (extension === '.asc') return parseAscGeoid(text);
  return extension === '.isg' ? parseIsgGeoid(text) : parseJsonGeoid(text);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Values of a GeoTIFF at nodes, or in the middle of cells when it says that its pixels are areas. Rows come from north. */
async function readTiffGrid(image: GeoTIFFImage): Promise<GeoidGrid> {
  const [cols, rows] = [image.getWidth(), image.getHeight()];
  const [west = Number.NaN, north = Number.NaN] = image.getOrigin();
  const [stepLon = 0, stepDown = 0] = image.getResolution();
  if (!(stepLon > 0 && stepDown < 0) || !Number.isFinite(west + north))
    throw new FormatError(`geoid GeoTIFF: expected a north-up grid, found steps ${stepLon}, ${stepDown}`, {
      offset: 0,
    });
  const raster = await image.readRasters({ interleave: true, samples: [0] });
  const noData = image.getGDALNoData();
  const values = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const value = Number(raster[(rows - 1 - row) * cols + col]);
      values[row * cols + col] = value === noData || !Number.isFinite(value) ? Number.NaN : value;
    }
  }
  const shift = image.pixelIsArea() ? 0.5 : 0;
  return {
    west: west + shift * stepLon,
    south: north + (rows - 1 + shift) * stepDown,
    stepLon,
    stepLat: -stepDown,
    cols,
    rows,
    values,
  };
}
