/**
 * Writes a cloud optimized GeoTIFF: tiles, overviews by a factor of 2 down to one tile, all directories before all data (the image
 * first, then its overviews, larger before smaller), data of the smallest overview first. Little-endian, below 4 GB.
 * Sources: TIFF 6.0; Adobe Photoshop TIFF Technical Note 3 (predictor 3); OGC 19-008r4 (GeoTIFF 1.1); OGC 21-026 (COG).
 */
import type { Crs } from '../crs/crs.ts';
import { LimitError, RequestError } from '../errors.ts';
import { geoTags } from './geo-tags.ts';
import { type Band, halved, type Resampling } from './overview.ts';
import { asciiTag, directorySize, type Tag, TYPE, writeDirectory } from './tiff-directory.ts';
import { Tiling } from './tiling.ts';

export type { Band, Resampling };

export interface CogImage {
  readonly cols: number;
  readonly rows: number;
  /** 1–4 of one type, row by row from the north-west. */
  readonly bands: readonly Band[];
  /** North-western corner of the north-western pixel, and the pixel's side, units of the system. Values stand for the pixel. */
  readonly west: number;
  readonly north: number;
  readonly step: number;
  /** Null: no keys beside PixelIsArea. */
  readonly crs: Crs | null;
  /** What stands for no data; NaN counts as none in any case. */
  readonly noData: number | null;
  /** How overviews are made; default `average`, over what is data. */
  readonly resampling?: Resampling;
  readonly tileSize?: 256 | 512;
  /** Overviews go on until both sides are no longer; default: one tile. */
  readonly smallestOverview?: number;
  /** Three or four bands that are colours (and opacity). */
  readonly isColour?: boolean;
  readonly software?: string;
  /** Of the bands, in their order. */
  readonly descriptions?: readonly string[];
}

/** zlib format (RFC 1950). */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

interface Level {
  readonly cols: number;
  readonly rows: number;
  readonly tags: readonly Tag[];
  readonly tiles: readonly Uint8Array[];
  readonly offsets: Uint32Array;
}

const HEADER_BYTES = 8;
const MAX_BYTES = 2 ** 32 - 1;
const DEFLATE = 8;

/**
 * @throws {RequestError} when the bands do not fit the size or each other
 * @throws {LimitError} when the file would reach 4 GB
 */
export function writeCog(image: CogImage, deflate: Deflate): Uint8Array<ArrayBuffer> {
  assertShape(image);
  const levels = levelsOf(image, deflate);
  let at = HEADER_BYTES;
  const directories = levels.map(({ tags }) => {
    const begin = at;
    at += directorySize(tags);
    return begin;
  });
  for (const { tiles, offsets } of levels.toReversed()) {
    for (const [i, tile] of tiles.entries()) {
      offsets[i] = at;
      at += tile.length + (tile.length % 2);
      if (at > MAX_BYTES) {
        throw new LimitError(`GeoTIFF: expected a file below ${MAX_BYTES} bytes, seen more; take larger cells`, {
          limit: MAX_BYTES,
          actual: at,
        });
      }
    }
  }
  const bytes = new Uint8Array(at);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directories[0]!, true);
  for (const [i, { tags, tiles, offsets }] of levels.entries()) {
    writeDirectory(view, directories[i]!, tags, directories[i + 1] ?? 0);
    for (const [k, tile] of tiles.entries()) bytes.set(tile, offsets[k]!);
  }
  return bytes;
}

function assertShape({ cols, rows, bands, step }: CogImage): void {
  const [first] = bands;
  const fits = (band: Band) => band.length === cols * rows && band.constructor === first?.constructor;
  if (!first || bands.length > 4 || !bands.every(fits) || !(cols > 0 && rows > 0)) {
    throw new RequestError(
      'INVALID_INPUT',
      `expected 1 to 4 bands of one type with ${cols} × ${rows} values, got lengths ${bands.map(({ length }) => length).join(', ')}`,
    );
  }
  if (!(step > 0)) throw new RequestError('INVALID_INPUT', `expected a pixel size above 0, got ${step}`);
}

function levelsOf(image: CogImage, deflate: Deflate): Level[] {
  const { noData, resampling = 'average', tileSize = 512, smallestOverview = tileSize } = image;
  const levels: Level[] = [];
  let { cols, rows, bands } = image;
  for (;;) {
    const tiling = new Tiling(cols, rows, tileSize);
    const tiles = Array.from({ length: tiling.count }, (_, i) => deflate(tiling.tileBytes(bands, i, noData)));
    const offsets = new Uint32Array(tiles.length);
    const sizes = Uint32Array.from(tiles, ({ length }) => length);
    const tags = tagsOf(image, cols, rows, levels.length > 0, offsets, sizes);
    levels.push({ cols, rows, tags, tiles, offsets });
    if (cols <= smallestOverview && rows <= smallestOverview) return levels;
    bands = bands.map((band) => halved(band, cols, rows, noData, resampling));
    cols = Math.ceil(cols / 2);
    rows = Math.ceil(rows / 2);
  }
}

function tagsOf(
  image: CogImage,
  cols: number,
  rows: number,
  isOverview: boolean,
  offsets: Uint32Array,
  sizes: Uint32Array,
): Tag[] {
  const { bands, noData, tileSize = 512, isColour = false, software } = image;
  const [first] = bands as [Band];
  const each = (value: number) => bands.map(() => value);
  const extra = bands.length - (isColour ? 3 : 1);
  const { format, predictor } = sampleKind(first);
  const tags: Tag[] = [
    { id: 254, type: TYPE.long, values: [isOverview ? 1 : 0] },
    { id: 256, type: TYPE.long, values: [cols] },
    { id: 257, type: TYPE.long, values: [rows] },
    { id: 258, type: TYPE.short, values: each(8 * first.BYTES_PER_ELEMENT) },
    { id: 259, type: TYPE.short, values: [DEFLATE] },
    { id: 262, type: TYPE.short, values: [isColour ? 2 : 1] },
    { id: 277, type: TYPE.short, values: [bands.length] },
    { id: 284, type: TYPE.short, values: [1] },
    { id: 317, type: TYPE.short, values: [predictor] },
    { id: 322, type: TYPE.short, values: [tileSize] },
    { id: 323, type: TYPE.short, values: [tileSize] },
    { id: 324, type: TYPE.long, values: offsets },
    { id: 325, type: TYPE.long, values: sizes },
    // 2: opacity that colours are not multiplied with
    ...(extra > 0 ? [{ id: 338, type: TYPE.short, values: Array<number>(extra).fill(isColour ? 2 : 0) }] : []),
    { id: 339, type: TYPE.short, values: each(format) },
    ...(noData === null ? [] : [asciiTag(42113, Number.isNaN(noData) ? 'nan' : String(noData))]),
  ];
  if (!isOverview) {
    tags.push(...geoTags(image));
    if (software !== undefined) tags.push(asciiTag(305, software));
    const metadata = metadataOf(image);
    if (metadata) tags.push(asciiTag(42112, metadata));
  }
  return tags.sort((a, b) => a.id - b.id);
}

/** SampleFormat, and the predictor that suits it. */
function sampleKind(band: Band): { format: number; predictor: number } {
  if (band instanceof Float32Array) return { format: 3, predictor: 3 };
  return { format: band instanceof Int16Array ? 2 : 1, predictor: 2 };
}

/** GDAL's XML. Text outside of ASCII would need an encoding that readers do not agree on. */
function metadataOf({ descriptions = [] }: CogImage): string | null {
  if (descriptions.length === 0) return null;
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const items = descriptions.map((text, i) => {
    const plain = text.replace(/[^ -~]/g, '?').replace(/[&<>"]/g, (sign) => entities[sign]!);
    return `<Item name="DESCRIPTION" sample="${i}" role="description">${plain}</Item>`;
  });
  return `<GDALMetadata>${items.join('')}</GDALMetadata>`;
}
