/** Heights of a collection's ground or surface in a box, as a raster of bounded size: what a view compares its points with. */
import { createHash } from 'node:crypto';
import { Type } from '@fastify/type-provider-typebox';
import { createProjection } from '#core/crs/crs.ts';
import { CrsError, RequestError } from '#core/errors.ts';
import { type GridSpec, gridOver } from '#core/surface/grid.ts';
import { LEAST_RASTER_SIDE, MAX_RASTER_SIDE, niceCellSize } from '#core/tiles/height-raster.ts';
import { crsOf } from '#worker/store/crs-properties.ts';
import type { ItemRecord } from '#worker/store/item-record.ts';
import type { LonLatBox, StacCollection } from '#worker/store/stac.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { REVALIDATE } from '../http/cache-control.ts';
import { clientGone } from '../http/client-gone.ts';
import { bytesOf, CollectionParams, problems } from '../schemas/common.ts';
import { RASTER_VERSION } from '../tiles/encoder-version.ts';

const RASTER_TYPE = 'application/octet-stream';
const DEFAULT_CELLS = 512;
/** Items that one raster may be made from. */
const MAX_ITEMS = 400;

const Params = Type.Object({
  ...CollectionParams.properties,
  surface: Type.Unsafe<'dtm' | 'dsm'>({ type: 'string', enum: ['dtm', 'dsm'], description: 'Ground or surface' }),
});
const Query = Type.Object(
  {
    bbox: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'minE,minN,maxE,maxN in units of the system of the collection; default: all of it',
      }),
    ),
    cells: Type.Optional(
      Type.Integer({
        minimum: LEAST_RASTER_SIDE,
        maximum: MAX_RASTER_SIDE,
        description: `Most cells a side; default ${DEFAULT_CELLS}. The cells are as small as that allows, 0.1 m at least`,
      }),
    ),
  },
  { additionalProperties: false },
);

type PlaneBox = readonly [minE: number, minN: number, maxE: number, maxN: number];

export function heightRasterRoutes(app: App, { config, maps, tilePool, tileCache }: Services): void {
  app.get(
    '/api/collections/:cid/heights/:surface',
    {
      schema: {
        tags: ['Maps'],
        summary: 'Heights in a box as a raster of bounded size: from stored surfaces, else from points',
        description:
          'Little-endian: TGHR, version 1, columns, rows, source (0 stored surfaces, 1 points) as uint32; 4 bytes of nothing; ' +
          'west, south, cell size, vertical accuracy as float64 (metres; NaN: unknown); heights as float32, row by row from the ' +
          'south-west, metres, NaN is no data. Heights stand for the centres of cells. Made for pictures: points are thinned to the cells.',
        params: Params,
        querystring: Query,
        response: { 200: bytesOf('The raster', RASTER_TYPE), ...problems(400, 404, 412, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { cid, surface } = request.params;
      const { bbox, cells = DEFAULT_CELLS } = request.query;
      const collection = await request.store.getCollection(cid);
      const grid = gridFor(collection, bbox, cells);
      const crs = crsOf(collection);
      const box = lonLatBox(grid, crs);
      const records = await request.store.listRecords(cid, { bbox: box });
      if (records.length > MAX_ITEMS) {
        throw problem(
          'LIMIT',
          `expected at most ${MAX_ITEMS} items in the box, seen ${records.length}: take a smaller box`,
        );
      }
      if (records.length === 0) {
        throw new RequestError('NO_DATA', `collection ${cid} has nothing in this box`, { collection: cid });
      }
      const { sources, digest } = await maps.surfacesIn(cid, surface, box);
      const versions = records.map(({ id, version }) => `${id}@${version}`).sort();
      const key = createHash('sha256')
        .update(JSON.stringify([RASTER_VERSION, surface, grid, digest, versions]))
        .digest('hex')
        .slice(0, 40);
      const make = async (allGone: AbortSignal) => {
        const input = {
          ...{ storeDir: config.storeDir, audience: request.asker.audience, collection: cid, surface, sources, grid },
          items: records.map(({ id }) => id),
          horizontalUnitM: crs.horizontalUnitM,
          accuracyM: worstAccuracy(records),
        };
        return (await maps.gate.run(() => tilePool.run('sample-height-raster', input), allGone)).bytes;
      };
      const etag = `"${key.slice(0, 32)}"`;
      const bytes = await tileCache.get(`heights/${key}.bin`, make, clientGone(reply));
      const answered = answerCondition(request, reply, { etag, contentType: RASTER_TYPE, cacheControl: REVALIDATE });
      return answered ?? reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  );
}

/** Of the box where there are data. @throws {RequestError} INVALID_INPUT, NO_DATA @throws {CrsError} coordinates in degrees */
function gridFor(collection: StacCollection, text: string | undefined, cells: number): GridSpec {
  const crs = crsOf(collection);
  if (crs.kind !== 'projected') {
    throw new CrsError(
      `collection ${collection.id} is in degrees (${crs.name}): a raster in metres needs a plane system`,
    );
  }
  const [west, south, , east, north] = collection['tengun:bounds'];
  const [minE, minN, maxE, maxN] = text === undefined ? [west, south, east, north] : planeBox(text);
  const unitM = crs.horizontalUnitM;
  const bounds = {
    minE: Math.max(minE, west) * unitM,
    minN: Math.max(minN, south) * unitM,
    maxE: Math.min(maxE, east) * unitM,
    maxN: Math.min(maxN, north) * unitM,
  };
  const [width, depth] = [bounds.maxE - bounds.minE, bounds.maxN - bounds.minN];
  if (!(width > 0 && depth > 0)) {
    throw new RequestError(
      'NO_DATA',
      `bbox lies beside collection ${collection.id}: expected a part of ${west},${south},${east},${north}`,
    );
  }
  return gridOver(bounds, niceCellSize(Math.max(width, depth), cells), MAX_RASTER_SIDE ** 2);
}

/** @throws {RequestError} INVALID_INPUT */
function planeBox(text: string): PlaneBox {
  // Number('') is 0: an empty part is no number
  const parts = text.split(',', 6).map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [minE, minN, maxE, maxN] = parts as [number, number, number, number];
  if (parts.length !== 4 || !parts.every(Number.isFinite) || !(minE < maxE && minN < maxN)) {
    throw new RequestError('INVALID_INPUT', `bbox: expected minE,minN,maxE,maxN, seen ${text.slice(0, 80)}`);
  }
  return [minE, minN, maxE, maxN];
}

/** Degrees around a grid, a little more than its corners. */
function lonLatBox({ firstCol, firstRow, cols, rows, cellSizeM }: GridSpec, crs: ReturnType<typeof crsOf>): LonLatBox {
  const { toLonLat } = createProjection(crs);
  const box: [number, number, number, number] = [180, 90, -180, -90];
  for (const u of [0, 0.5, 1]) {
    for (const v of [0, 0.5, 1]) {
      const east = ((firstCol + u * cols) * cellSizeM) / crs.horizontalUnitM;
      const north = ((firstRow + v * rows) * cellSizeM) / crs.horizontalUnitM;
      const [lon, lat] = toLonLat(east, north);
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}

function worstAccuracy(records: readonly ItemRecord[]): number | null {
  const known = records.flatMap(({ accuracyM }) => (accuracyM === null ? [] : [accuracyM]));
  return known.length === records.length ? Math.max(...known) : null;
}
