/** Phase 1, prepare: opens the sources of an item, settles layout, scale and CRS, and cuts the points into pieces. */
import type { Crs } from '#core/crs/crs.ts';
import { crsFromCode, crsFromGeoKeys, crsFromWkt } from '#core/crs/crs.ts';
import { type MapSheet, type SheetExtent, sheetFromFileName, sheetHolds } from '#core/crs/map-sheet.ts';
import { CrsError, FormatError } from '#core/errors.ts';
import type { LasHeader, Triple } from '#core/las/header.ts';
import { type LasFile, openLas } from '#core/las/las-file.ts';
import { hasWavePackets, storedLayout } from '#core/las/upgrade-records.ts';
import type { Vlr } from '#core/las/vlr.ts';
import type { ChunkLayout } from '#core/laz/chunk-codec.ts';
import { readChunkIndex } from '#core/laz/chunk-index.ts';
import { chunkLayout, findLaszipVlr } from '#core/laz/laszip-vlr.ts';
import '../crs-registry.ts';
import { PIECE_POINTS, type Piece, type Rescale, type SourceFile } from './piece.ts';
import { openPlace, type SourcePlace } from './source-place.ts';

export interface PreparedSource {
  readonly file: SourceFile;
  readonly header: LasHeader;
  readonly pieces: readonly Piece[];
}

/** Everything that is settled before the first point is read. */
export interface Prepared extends PreparedPoints {
  readonly crs: Crs;
  /** What goes into the WKT record: the source's own text where it has one. */
  readonly wkt: string;
}

/** What reading the points takes; the CRS is no part of it. */
export interface PreparedPoints {
  readonly sources: readonly PreparedSource[];
  readonly layout: ChunkLayout;
  readonly scale: Triple;
  readonly offset: Triple;
  readonly vlrs: readonly Vlr[];
  readonly extraDimensions: LasFile['extraDimensions'];
  /** Points as the headers promise them. */
  readonly pointCount: number;
  readonly warnings: readonly string[];
}

export interface PrepareOptions {
  /** `--crs`; needed when neither the file nor its name tells, and stronger than both. */
  readonly crs?: string;
  /** Files whose X and Y stand in each other's place: exchanges them. */
  readonly swapXy?: boolean;
}

/**
 * @throws {FormatError | UnsupportedError | CrsError} with the reason that the verdict `rejected` gives
 */
export async function prepare(places: readonly SourcePlace[], options: PrepareOptions = {}): Promise<Prepared> {
  const opened = await openSources(places, options.swapXy ?? false);
  const points = settlePoints(opened);
  const [first, ...others] = opened as [OpenedSource, ...OpenedSource[]];
  const { crs, wkt, notes } = settleCrs(first, options.crs);
  for (const source of others) {
    const other = settleCrs(source, options.crs).crs;
    if ((other.code ?? other.wkt) !== (crs.code ?? crs.wkt)) {
      const [a, b] = [crs.code ?? crs.name, other.code ?? other.name];
      throw new CrsError(
        `files of one item must share a CRS: ${first.place.name} is ${a}, ${source.place.name} is ${b}`,
      );
    }
  }
  return { ...points, crs, wkt, warnings: [...points.warnings, ...notes] };
}

/** The same without the CRS, for reading a source again. */
export async function preparePoints(places: readonly SourcePlace[], swapXy = false): Promise<PreparedPoints> {
  return settlePoints(await openSources(places, swapXy));
}

interface OpenedSource {
  readonly place: SourcePlace;
  readonly las: LasFile;
  /** The header of `las`, X and Y exchanged where that was asked for. */
  readonly header: LasHeader;
  readonly swapXy: boolean;
  readonly pieces: readonly Piece[];
}

async function openSources(places: readonly SourcePlace[], swapXy: boolean): Promise<OpenedSource[]> {
  const opened: OpenedSource[] = [];
  for (const place of places) opened.push(await openSource(place, swapXy));
  return opened;
}

function settlePoints(opened: readonly OpenedSource[]): PreparedPoints {
  const headers = opened.map(({ header }) => header);
  const { scale, offset } = commonScale(headers);
  const { las } = opened[0]!;
  const warnings = opened.flatMap((source) => source.las.warnings);
  if (headers.some((header) => hasWavePackets(header.pointDataRecordFormat))) {
    warnings.push('waveform packets cannot be carried: COPC stores point formats 6, 7 and 8 only');
  }
  return {
    sources: opened.map(({ place, las: source, header, pieces, swapXy }) => ({
      header,
      pieces,
      file: { place, layout: sourceLayout(source), rescale: rescaleTo(header, scale, offset), swapXy },
    })),
    layout: commonLayout(headers),
    scale,
    offset,
    vlrs: [...las.vlrs, ...las.evlrs],
    extraDimensions: las.extraDimensions,
    pointCount: headers.reduce((sum, header) => sum + header.pointCount, 0),
    warnings,
  };
}

async function openSource(place: SourcePlace, swapXy: boolean): Promise<OpenedSource> {
  await using source = await openPlace(place);
  const las = await openLas(source);
  const { header } = las;
  if (header.pointCount === 0)
    throw new FormatError('the file holds no points: its header says 0', { offset: 107, actual: 0 });
  const pieces = header.compressed ? await lazPieces(las) : lasPieces(header);
  return { place, las, pieces, swapXy, header: swapXy ? swapped(header) : header };
}

function swapped(header: LasHeader): LasHeader {
  const swap = ([x, y, z]: Triple): Triple => [y, x, z];
  const { scale, offset, min, max } = header;
  return { ...header, scale: swap(scale), offset: swap(offset), min: swap(min), max: swap(max) };
}

function lasPieces(header: LasHeader): Piece[] {
  const pieces: Piece[] = [];
  for (let first = 0; first < header.pointCount; first += PIECE_POINTS) {
    const pointCount = Math.min(PIECE_POINTS, header.pointCount - first);
    pieces.push({
      kind: 'las',
      byteOffset: header.offsetToPointData + first * header.pointDataRecordLength,
      pointCount,
    });
  }
  return pieces;
}

async function lazPieces(las: LasFile): Promise<Piece[]> {
  const { source, header } = las;
  const index = await readChunkIndex(source, {
    offsetToPointData: header.offsetToPointData,
    pointCount: header.pointCount,
    laszip: findLaszipVlr(las.vlrs),
  });
  const pieces: Piece[] = [];
  let chunks: (typeof index)[number][] = [];
  let pointCount = 0;
  for (const chunk of index) {
    chunks.push(chunk);
    pointCount += chunk.pointCount;
    if (pointCount >= PIECE_POINTS) {
      pieces.push({ kind: 'laz', chunks, pointCount });
      chunks = [];
      pointCount = 0;
    }
  }
  if (chunks.length > 0) pieces.push({ kind: 'laz', chunks, pointCount });
  return pieces;
}

const layoutOf = ({ pointDataRecordFormat, pointDataRecordLength }: LasHeader): ChunkLayout => ({
  pointDataRecordFormat,
  pointDataRecordLength,
});

/** How the points of a file are packed; of a compressed one also how they are compressed. */
function sourceLayout(las: LasFile): ChunkLayout {
  const { header } = las;
  if (!header.compressed) return layoutOf(header);
  return chunkLayout(findLaszipVlr(las.vlrs), header.pointDataRecordFormat, header.pointDataRecordLength);
}

/** The stored layout that holds every file's fields. Files with different extra bytes cannot share records. */
function commonLayout(headers: readonly LasHeader[]): ChunkLayout {
  const layouts = headers.map((header) => storedLayout(layoutOf(header)));
  const format = Math.max(...layouts.map((layout) => layout.pointDataRecordFormat)) as 6 | 7 | 8;
  const common = headers.map((header) => storedLayout(layoutOf(header), format));
  const odd = common.find((layout) => layout.pointDataRecordLength !== common[0]!.pointDataRecordLength);
  if (odd) {
    throw new FormatError(
      `files of one item must have the same extra bytes: records of ${common[0]!.pointDataRecordLength} and ${odd.pointDataRecordLength} bytes`,
      { offset: 105 },
    );
  }
  return common[0]!;
}

/** Finest scale and first offset; every file's integers must turn into the common ones exactly. */
function commonScale(headers: readonly LasHeader[]): { scale: Triple; offset: Triple } {
  const finest = (axis: number) =>
    headers.reduce(
      (best, h) => (Math.abs(h.scale[axis]!) < Math.abs(best) ? h.scale[axis]! : best),
      headers[0]!.scale[axis]!,
    );
  return { scale: [finest(0), finest(1), finest(2)], offset: [...headers[0]!.offset] };
}

function rescaleTo(header: LasHeader, scale: Triple, offset: Triple): Rescale | null {
  const factor = scale.map((s, axis) =>
    exactInteger(header.scale[axis]! / s, `scale ${header.scale[axis]} against ${s}`),
  ) as Triple;
  const shift = scale.map((s, axis) =>
    exactInteger((header.offset[axis]! - offset[axis]!) / s, `offset ${header.offset[axis]} against ${offset[axis]}`),
  ) as Triple;
  return factor.every((f) => f === 1) && shift.every((s) => s === 0) ? null : { factor, shift };
}

function exactInteger(value: number, what: string): number {
  const integer = Math.round(value);
  if (Math.abs(value - integer) > 1e-6)
    throw new FormatError(`files of one item cannot be merged without loss: ${what} is no whole number of steps`, {
      offset: 131,
      actual: value,
    });
  return integer;
}

/** `--crs`, else the file's own record, else the map sheet in its name. */
function settleCrs(source: OpenedSource, given: string | undefined): { crs: Crs; wkt: string; notes: string[] } {
  const { las, header, place } = source;
  const extent = { minE: header.min[0], maxE: header.max[0], minN: header.min[1], maxN: header.max[1] };
  if (given !== undefined) {
    const crs = crsFromCode(given);
    return { crs, wkt: crs.wkt, notes: swapNotes(place.name, extent) };
  }
  if (las.wkt !== null) return { crs: crsFromWkt(las.wkt), wkt: las.wkt, notes: swapNotes(place.name, extent) };
  const fromKeys = las.geoKeys && crsFromGeoKeys(las.geoKeys);
  if (fromKeys) return { crs: fromKeys, wkt: fromKeys.wkt, notes: swapNotes(place.name, extent) };
  const sheet = sheetFromFileName(place.name, extent) ?? sheetInsideName(place.name, extent);
  if (sheet) {
    const crs = crsFromCode(`EPSG:${sheet.epsg}`);
    const notes = [`no CRS record: ${crs.code} taken from the map sheet ${sheet.code} in the file name`];
    if (!sheetHolds(sheet, extent, SHEET_TOLERANCE_M)) notes.push(outsideSheet(sheet, extent));
    return { crs, wkt: crs.wkt, notes };
  }
  throw new CrsError(
    'the file has no CRS record and its name is no map sheet: say which it is with --crs, e.g. --crs EPSG:6676',
  );
}

/** A sheet code somewhere in the name (virtual-shizuoka-08NF2330.las) counts when the points lie in that sheet. */
function sheetInsideName(name: string, extent: SheetExtent): MapSheet | null {
  const sheets = name.split(/[^A-Za-z0-9]+/).map((word) => sheetFromFileName(word, extent));
  return sheets.find((sheet) => sheet !== null && sheetHolds(sheet, extent, SHEET_TOLERANCE_M)) ?? null;
}

/** Points of a sheet overhang it by centimetres; its header's bounds may be a little off. */
const SHEET_TOLERANCE_M = 50;

const SWAPPED = 'east and north seem to be swapped: index with --swap-xy to exchange them; the points lie in sheet';

/** Files whose sheet fits only with X and Y exchanged; whatever else does not fit is nobody's business where a CRS is known. */
function swapNotes(name: string, extent: SheetExtent): string[] {
  const sheet = sheetFromFileName(name, extent) ?? sheetFromFileName(name, exchanged(extent));
  return sheet && !sheetHolds(sheet, extent, SHEET_TOLERANCE_M) && isSwapped(sheet, extent)
    ? [`${SWAPPED} ${sheet.code} only with X and Y exchanged`]
    : [];
}

const exchanged = ({ minE, maxE, minN, maxN }: SheetExtent): SheetExtent => ({
  minE: minN,
  maxE: maxN,
  minN: minE,
  maxN: maxE,
});

const isSwapped = (sheet: MapSheet, extent: SheetExtent) => sheetHolds(sheet, exchanged(extent), SHEET_TOLERANCE_M);

function outsideSheet(sheet: MapSheet, extent: SheetExtent): string {
  return isSwapped(sheet, extent)
    ? `${SWAPPED} ${sheet.code} only with X and Y exchanged`
    : `the header's bounds do not lie in sheet ${sheet.code}: is the file name right?`;
}
