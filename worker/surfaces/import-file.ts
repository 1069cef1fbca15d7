/** A file of a user into a surface, areas or alignments: the format is told by its content, else by its name. */
import { mkdtemp, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { RequestError, TengunError, UnsupportedError } from '#core/errors.ts';
import {
  alignmentsOfDrawing,
  alignmentsOfGeoJson,
  alignmentsOfSima,
  type ReadAlignments,
  readLandXmlAlignments,
} from '../alignments/import-alignments.ts';
import { type AlignmentsDraft, settleAlignments } from '../alignments/settle-alignments.ts';
import { digestFile } from '../digest-file.ts';
import type { AreasRecord } from './areas-record.ts';
import { geoJsonAreas, geoJsonLines, readGeoJson, readKmlAreas, readSimaFile, simaAreas } from './import-areas.ts';
import { areasOfDrawing, hasFaces, readDrawing, surfaceOfDrawing } from './import-dxf.ts';
import { readGeoTiff } from './import-geotiff.ts';
import { landXmlText, readLandXmlSurface } from './import-landxml.ts';
import type { ImportOptions } from './import-options.ts';
import type { ReadSurface } from './import-surface.ts';
import { readTextGrid } from './import-text-grid.ts';
import { type ReadAreas, settleAreas } from './settle-areas.ts';
import type { SurfaceData, SurfaceFacts } from './surface-record.ts';
import { firstBytes } from './text-pieces.ts';
import { unpackOne } from './unpack-zip.ts';

export type Imported =
  | {
      readonly kind: 'surface';
      readonly facts: Omit<SurfaceFacts, 'id'>;
      readonly data: SurfaceData;
      /** Of a LandXML file that holds both. */
      readonly alignments?: AlignmentsDraft;
    }
  | { readonly kind: 'alignment'; readonly alignments: AlignmentsDraft }
  | { readonly kind: 'areas'; readonly areas: AreasRecord };

type Format = 'landxml' | 'dxf' | 'geotiff' | 'text-grid' | 'geojson' | 'sima' | 'kml' | 'zip';

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.xml': 'landxml',
  '.landxml': 'landxml',
  '.dxf': 'dxf',
  '.tif': 'geotiff',
  '.tiff': 'geotiff',
  '.txt': 'text-grid',
  '.csv': 'text-grid',
  '.xyz': 'text-grid',
  '.asc': 'text-grid',
  '.geojson': 'geojson',
  '.json': 'geojson',
  '.sim': 'sima',
  '.kml': 'kml',
  '.kmz': 'zip',
  '.zip': 'zip',
};

/** What folders with unpacked zips begin with. */
export const SCRATCH_PREFIX = 'unpacked-';

/** Extensions of files that can be brought in, lower case with their dot. */
export const IMPORT_EXTENSIONS: readonly string[] = Object.keys(BY_EXTENSION);

/**
 * @param fileName as its owner calls it
 * @param scratchDir where a zip is unpacked for the time of the call
 * @throws {TengunError} saying what was expected and seen: FORMAT, UNSUPPORTED, LIMIT, NOT_FOUND, NO_DATA, INVALID_INPUT, CRS
 */
export async function importFile(
  path: string,
  fileName: string,
  options: ImportOptions,
  scratchDir: string,
): Promise<Imported> {
  const { sha256, sizeBytes } = await digestFile(path);
  const format = await formatOf(path, fileName);
  if (format !== 'zip') return await readFormat(format, { path, fileName, sha256, sizeBytes }, options);
  const scratch = await mkdtemp(join(scratchDir, SCRATCH_PREFIX));
  try {
    const inner = await unpackOne(path, (name) => isImportable(name), scratch);
    const innerFormat = await formatOf(inner.path, inner.name);
    if (innerFormat === 'zip') throw new UnsupportedError('a zip in a zip');
    // the map sheet may be in either name
    const named = /\.kmz$/i.test(fileName) ? fileName : inner.name;
    return await readFormat(innerFormat, { path: inner.path, fileName: named, sha256, sizeBytes }, options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const isImportable = (name: string): boolean => {
  const format = BY_EXTENSION[extname(name).toLowerCase()];
  return format !== undefined && format !== 'zip';
};

interface Source {
  readonly path: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

async function readFormat(format: Exclude<Format, 'zip'>, source: Source, options: ImportOptions): Promise<Imported> {
  const { path, fileName } = source;
  const { use } = options;
  switch (format) {
    case 'landxml':
      return await readLandXml(source, options);
    case 'geotiff':
      return surface(await readGeoTiff(path, fileName, only('surface', use, 'GeoTIFF', options)), source, options);
    case 'text-grid':
      return surface(await readTextGrid(path, fileName, only('surface', use, 'text', options)), source, options);
    case 'dxf': {
      const drawing = await readDrawing(path);
      const isLines = !hasFaces(drawing) && drawing.outlines.length === 0 && drawing.paths.length > 0;
      if (use === 'alignment' || (use === null && isLines)) {
        return alignments(alignmentsOfDrawing(drawing), source, options);
      }
      const isSurface = use === 'surface' || (use === null && hasFaces(drawing));
      return isSurface
        ? surface(surfaceOfDrawing(drawing, fileName, options), source, options)
        : areas(areasOfDrawing(drawing), source, options);
    }
    case 'geojson': {
      const document = await readGeoJson(path);
      const read = geoJsonAreas(document);
      const isLines = read.areas.length === 0 && geoJsonLines(document).length > 0;
      if (use === 'alignment' || (use === null && isLines)) {
        return alignments(alignmentsOfGeoJson(document, options.crs), source, options);
      }
      return areas(read, source, only('areas', use, 'GeoJSON', options));
    }
    case 'sima': {
      const sima = await readSimaFile(path);
      const isLines = sima.areas.length + sima.broken.length === 0 && sima.lines.length > 0;
      if (use === 'alignment' || (use === null && isLines)) return alignments(alignmentsOfSima(sima), source, options);
      return areas(simaAreas(sima), source, only('areas', use, 'SIMA', options));
    }
    case 'kml':
      return areas(await readKmlAreas(path), source, only('areas', use, 'KML', options));
  }
}

/** Surface, alignments, or both: without a use, what is there. */
async function readLandXml(source: Source, options: ImportOptions): Promise<Imported> {
  const { path } = source;
  const { use, surfaceName } = options;
  const text = await landXmlText(path);
  const read = async () => alignments(await readLandXmlAlignments(path, text), source, options);
  if (use === 'alignment') return await read();
  let found: ReadSurface;
  try {
    found = await readLandXmlSurface(path, only('surface', use, 'LandXML', options), text);
  } catch (error) {
    const isAbsent = error instanceof RequestError && error.code === 'NOT_FOUND';
    if (!isAbsent || use !== null || surfaceName !== null || !text.mayHoldAlignments) throw error;
    return await read();
  }
  if (use !== null || !text.mayHoldAlignments) return surface(found, source, options);
  try {
    const { alignments: beside } = await read();
    return { ...surface(found, source, options), alignments: beside };
  } catch (error) {
    if (!(error instanceof TengunError)) throw error;
    if (error.code === 'NOT_FOUND') return surface(found, source, options);
    const check = { code: 'ALIGNMENTS_NOT_READ', message: error.message };
    return surface({ ...found, checks: [...found.checks, check] }, source, options);
  }
}

function alignments(read: ReadAlignments, { fileName, sizeBytes, sha256 }: Source, options: ImportOptions) {
  const source = { format: read.format, fileName, sizeBytes, sha256 };
  return { kind: 'alignment' as const, alignments: settleAlignments(read, options, source) };
}

function only(
  holds: 'surface' | 'areas',
  use: ImportOptions['use'],
  format: string,
  options: ImportOptions,
): ImportOptions {
  if (use === null || use === holds) return options;
  const what = holds === 'areas' ? 'areas' : 'a surface';
  const asked = use === 'surface' ? 'a surface' : use === 'areas' ? 'areas' : 'an alignment';
  throw new RequestError('INVALID_INPUT', `a ${format} file is read as ${what}, not as ${asked}`, { path: 'use' });
}

function surface(
  read: ReadSurface,
  { fileName, sizeBytes, sha256 }: Source,
  options: ImportOptions,
): Extract<Imported, { kind: 'surface' }> {
  const checks = [...read.checks];
  const contradicts = (code: string, own: string | null, stated: string | null): void => {
    if (own !== null && stated !== null && own !== stated && !checks.some((check) => check.code === code)) {
      checks.push({ code, message: `the file says ${own}; ${stated} was taken` });
    }
  };
  if (!read.crsIsGuess) contradicts('CRS_CONTRADICTS', read.crs, options.crs);
  contradicts('VERTICAL_DATUM_CONTRADICTS', read.verticalDatum, options.verticalDatum);
  return {
    kind: 'surface',
    facts: {
      name: read.name || fileName,
      source: { format: read.format, fileName, sizeBytes, sha256 },
      crs: options.crs ?? read.crs,
      verticalDatum: options.verticalDatum ?? read.verticalDatum,
      datetime: options.datetime,
      accuracyM: options.accuracyM ?? read.accuracyM,
      checks,
    },
    data: read.data,
  };
}

function areas(read: ReadAreas, { fileName, sizeBytes }: Source, { crs }: ImportOptions): Imported {
  return { kind: 'areas', areas: settleAreas(read, crs, { fileName, sizeBytes }) };
}

async function formatOf(path: string, fileName: string): Promise<Format> {
  const start = Buffer.from(await firstBytes(path, 4096)).toString('latin1');
  const seen = formatByContent(start);
  if (seen !== null) return seen;
  const named = BY_EXTENSION[extname(fileName).toLowerCase()];
  if (named !== undefined) return named;
  throw new UnsupportedError(`file ${fileName.slice(0, 80)}; expected one of ${IMPORT_EXTENSIONS.join(' ')}`);
}

function formatByContent(start: string): Format | null {
  if (/^(II[*+]\0|MM\0[*+])/.test(start)) return 'geotiff';
  if (start.startsWith('PK\x03\x04')) return 'zip';
  if (start.startsWith('AutoCAD Binary DXF') || /^AC10\d\d/.test(start)) return 'dxf';
  const text = start.replace(/^\xef\xbb\xbf/, '');
  if (/^\s*</.test(text)) return /<(\w+:)?kml[\s>]/.test(text) ? 'kml' : 'landxml';
  if (/^\s*[{[]/.test(text)) return 'geojson';
  if (/^[A-Z]\d\d,/.test(text)) return 'sima';
  return /^\s*(999\s*\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION\s/.test(text) ? 'dxf' : null;
}
