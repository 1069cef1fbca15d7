/**
 * Collections of any size for tests and measurements: sheets of 400 m × 300 m of plane rectangular zone VIII, row by row
 * over land and sea. Each item is a real COPC file with a small octree. A few are made; the others are these, moved: the
 * integers in the chunks stay, the offsets in the header change, and with them bounds, cube, heights and version.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buildSubtree } from '#core/copc/build-subtree.ts';
import { composeCopc } from '#core/copc/compose.ts';
import type { HierarchyEntry } from '#core/copc/hierarchy.ts';
import { cubeAround, gridPositions } from '#core/copc/octree-grid.ts';
import { compareKeys, ROOT_KEY } from '#core/copc/voxel-key.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { encodeSheet } from '#core/crs/map-sheet.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import { threadCodec } from '#worker/codec/thread-codec.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { buildItem } from '#worker/store/stac-item.ts';
import type { Store } from '#worker/store/store.ts';
import { storePaths } from '#worker/store/store-paths.ts';
import { buildLas, randomPoints, seededRandom } from '../test/helpers/las-builder.ts';

export const SHEET_SIZE = { eastM: 400, northM: 300 } as const;
const ZONE = 8;
const crs = crsFromCode('EPSG:6676');
const { toLonLat } = createProjection(crs);
/** South-west corner of the first sheet. */
const ORIGIN = { east: -60_000, north: -135_000 };
const COLUMNS = 250;
const SCALE = 0.001;
const TEMPLATES = 4;
const RECORD_BYTES = 36;
/** Small, so that a thousand points make an octree. */
const LEAF_POINTS = 150;
/** Where a header keeps what moves with the points: offsets, then max and min of each axis; the cube's centre. */
const OFFSET_AT = 155;
const BOUNDS_AT = 179;
const CENTER_AT = 375 + 54;

export interface Template {
  readonly bytes: Uint8Array;
  readonly pointCount: number;
  /** Nodes with points. */
  readonly nodeCount: number;
  readonly classCounts: Readonly<Record<number, number>>;
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

export interface SheetPlace {
  readonly id: string;
  /** South-west corner and lowest height, whole metres. */
  readonly east: number;
  readonly north: number;
  readonly height: number;
}

/** A sheet by its number in the grid. */
export function sheetPlace(index: number, columns = COLUMNS): SheetPlace {
  const [col, row] = [index % columns, Math.floor(index / columns)];
  return placeAt(ORIGIN.east + col * SHEET_SIZE.eastM, ORIGIN.north + row * SHEET_SIZE.northM);
}

/** The sheet at a place of the sheets' grid. */
export function placeAt(east: number, north: number): SheetPlace {
  const height = Math.round(400 + 380 * Math.sin(east / 9000) * Math.cos(north / 7000));
  return { east, north, height, id: `${encodeSheet(ZONE, east + 1, north + 1, 500)}-lp-original` };
}

/** Files of some thousand points over 400 m × 300 m around the origin. */
export async function makeTemplates(count = TEMPLATES): Promise<Template[]> {
  const templates: Template[] = [];
  for (let seed = 1; seed <= count; seed++) templates.push(await makeTemplate(seed));
  return templates;
}

async function makeTemplate(seed: number): Promise<Template> {
  const random = seededRandom(seed);
  const codes = [1, 2, 2, 2, 5, 6];
  const points = randomPoints(1000, { format: 7, seed }).map((point, i) => {
    // every third point stands in a thicket, so that the octree has something to divide
    const isThicket = i % 3 === 0;
    const x = isThicket ? 180_000 + Math.floor(random() * 12_000) : point.x;
    const y = isThicket ? 120_000 + Math.floor(random() * 12_000) : point.y;
    return { ...point, x, y, z: 20_000 + (point.z % 9000), classification: codes[Math.floor(random() * 6)]! };
  });
  const las = buildLas(points, { format: 7, offset: [0, 0, 0], scale: [SCALE, SCALE, SCALE] });
  const records = las.subarray(las.length - points.length * RECORD_BYTES);
  const axes = [points.map(({ x }) => x), points.map(({ y }) => y), points.map(({ z }) => z)] as const;
  const min = axes.map((values) => Math.min(...values) * SCALE) as [number, number, number];
  const max = axes.map((values) => Math.max(...values) * SCALE) as [number, number, number];
  const cube = cubeAround(min, max);
  const positions = gridPositions(records, RECORD_BYTES, { scale: [SCALE, SCALE, SCALE], offset: [0, 0, 0] }, cube);
  const { encoder } = await threadCodec();
  const layout = { pointDataRecordFormat: 7, pointDataRecordLength: RECORD_BYTES };
  const chunks: { readonly entry: HierarchyEntry; readonly bytes: Uint8Array }[] = [];
  const add = (key: HierarchyEntry['key'], indices: Uint32Array) => {
    const pointCount = indices.length;
    const bytes =
      pointCount > 0 ? encoder.encode(gatherRecords(records, RECORD_BYTES, indices), layout) : new Uint8Array();
    chunks.push({ entry: { key, offset: 0, byteSize: bytes.length, pointCount }, bytes });
  };
  const root = buildSubtree({
    root: ROOT_KEY,
    positions,
    leafPoints: LEAF_POINTS,
    onNode: ({ key, points: own }) => add(key, own),
  });
  add(ROOT_KEY, root.points);
  chunks.sort((a, b) => compareKeys(a.entry.key, b.entry.key));
  const { head, tail } = composeCopc(
    {
      layout,
      scale: [SCALE, SCALE, SCALE],
      offset: [0, 0, 0],
      min,
      max,
      pointCount: points.length,
      returnCounts: [0, points.length],
      gpsTimeRange: [0, 0],
      cube,
      wkt: crs.wkt,
      vlrs: [],
      source: {
        fileSourceId: seed,
        globalEncoding: 0,
        guid: new Uint8Array(16),
        systemIdentifier: 'SIMULATION',
        creationDayOfYear: 1,
        creationYear: 2026,
      },
      generatingSoftware: 'tengun simulation',
    },
    chunks.map(({ entry }) => entry),
  );
  const classCounts: Record<number, number> = {};
  for (const { classification } of points) classCounts[classification] = (classCounts[classification] ?? 0) + 1;
  const bytes = Buffer.concat([head, ...chunks.map((chunk) => chunk.bytes), tail]);
  const nodeCount = chunks.filter(({ entry }) => entry.pointCount > 0).length;
  return { bytes, pointCount: points.length, nodeCount, classCounts, min, max };
}

/** An item: the file of a template moved to a place, and what indexing would say of it. */
export function simulatedItem(
  template: Template,
  collection: string,
  { id, east, north, height }: SheetPlace,
): { readonly bytes: Uint8Array; readonly summary: IndexSummary } {
  const bytes = Uint8Array.from(template.bytes);
  const view = new DataView(bytes.buffer);
  const shift = [east, north, height] as const;
  const moved = (values: readonly number[]) => values.map((value, axis) => value + shift[axis]!);
  const [min, max] = [moved(template.min), moved(template.max)];
  const cube = cubeAround(min as [number, number, number], max as [number, number, number]);
  shift.forEach((value, axis) => {
    view.setFloat64(OFFSET_AT + 8 * axis, value, true);
    view.setFloat64(BOUNDS_AT + 16 * axis, max[axis]!, true);
    view.setFloat64(BOUNDS_AT + 16 * axis + 8, min[axis]!, true);
    view.setFloat64(CENTER_AT + 8 * axis, cube.center[axis]!, true);
  });
  const sha256 = createHash('sha256').update(id).digest('hex');
  const summary: IndexSummary = {
    id,
    collection,
    crs,
    pointCount: template.pointCount,
    bounds: [...min, ...max] as unknown as IndexSummary['bounds'],
    classCounts: template.classCounts,
    returnCounts: [template.pointCount],
    dimensions: DIMENSIONS,
    pointDataRecordFormat: 7,
    cube,
    spacing: (2 * cube.halfsize) / 128,
    datetime: north > -100_000 ? ['2019-11-01', '2020-03-31'] : ['2021-01-10', '2021-03-20'],
    sensor: 'lp',
    product: 'original',
    verticalDatum: 'JGD2011',
    accuracyM: 0.1,
    visibility: 'public',
    source: { name: `${id}.las`, sizeBytes: bytes.length, sha256 },
    checksum: sha256.slice(0, 16),
    warnings: [],
    software: 'tengun simulation',
  };
  return { bytes, summary };
}

const DIMENSIONS: IndexSummary['dimensions'] = [
  ['X', 4, 'signed'],
  ['Y', 4, 'signed'],
  ['Z', 4, 'signed'],
  ['Intensity', 2, 'unsigned'],
  ['Classification', 1, 'unsigned'],
  ['GpsTime', 8, 'floating'],
  ['Red', 2, 'unsigned'],
  ['Green', 2, 'unsigned'],
  ['Blue', 2, 'unsigned'],
].map(([name, sizeBytes, type]) => ({ name, sizeBytes, type, min: 0, max: 65535, mean: 32000 })) as never;

/**
 * Writes items as many publications would have left them, without the index and the collection's document: these are for
 * `store.refresh()`. Bulk alone: nothing is flushed.
 */
export async function writeItems(
  store: Store,
  collection: string,
  templates: readonly Template[],
  { begin, end, columns }: { readonly begin: number; readonly end: number; readonly columns?: number },
): Promise<void> {
  const paths = storePaths(store.dir);
  const stamp = '2026-01-01T00:00:00Z';
  const write = async (index: number) => {
    const { bytes, summary } = simulatedItem(
      templates[index % templates.length]!,
      collection,
      sheetPlace(index, columns),
    );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { version: sha256.slice(0, 16), sha256, sizeBytes: bytes.length };
    const item = buildItem(summary, { file, toLonLat, created: stamp, updated: stamp });
    const path = paths.dataFile(collection, summary.id, file.version);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    await writeFile(paths.itemFile(collection, summary.id), `${JSON.stringify(item, null, 2)}\n`);
  };
  for (let index = begin; index < end; index += 16) {
    await Promise.all(Array.from({ length: Math.min(16, end - index) }, (_, i) => write(index + i)));
  }
}

/** Publishes one item as the indexer does. @returns its version */
export async function publishItem(
  store: Store,
  collection: string,
  template: Template,
  place: SheetPlace,
  overrides: Partial<IndexSummary> = {},
): Promise<string> {
  const { bytes, summary } = simulatedItem(template, collection, place);
  const draft = await store.createDraft(collection, summary.id);
  await writeFile(draft.dataPath, bytes);
  return (await draft.publish({ ...summary, ...overrides })).version;
}
