/** Maps of a collection's surfaces: XYZ tiles in Web Mercator, and terrain for the globe. */
import { gunzipSync } from 'node:zlib';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SURFACE_STYLES } from '#core/contract/make-surface.ts';
import { ELEVATION_ENCODINGS, ENCODING_STEP_M } from '#core/tiles/elevation-encoding.ts';
import { pixelSizeM, tileOf } from '#core/tiles/web-mercator.ts';
import type { StacCollection } from '#worker/store/stac.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { IMMUTABLE, REVALIDATE } from '../http/cache-control.ts';
import { clientGone } from '../http/client-gone.ts';
import { baseUrl, collectionPath } from '../links.ts';
import { bytesOf, CollectionParams, problems } from '../schemas/common.ts';
import { MAX_MAP_ZOOM, MAX_TERRAIN_LEVEL } from '../tiles/map-tiles.ts';

const STYLES = [...SURFACE_STYLES, ...ELEVATION_ENCODINGS] as const;
const PNG_TYPE = 'image/png';
const TERRAIN_TYPE = 'application/vnd.quantized-mesh';

const choice = <const T extends readonly string[]>(values: T, description: string) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description });

const Revision = Type.Object({
  v: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Revision of the maps, from tilejson.json: the answer may then be kept for ever',
    }),
  ),
});
const Whole = (maximum: number) => Type.Integer({ minimum: 0, maximum });

const StyleParams = Type.Object({
  ...CollectionParams.properties,
  surface: choice(['dtm', 'dsm'], 'Ground or surface'),
  style: choice(
    STYLES,
    'hillshade, slope, cs (CS立体図), openness, elevation: pictures · gsi (標高PNG), terrain-rgb, terrarium: elevations',
  ),
});
const MapParams = Type.Object({
  ...StyleParams.properties,
  z: Whole(MAX_MAP_ZOOM),
  x: Whole(2 ** MAX_MAP_ZOOM),
  y: Whole(2 ** MAX_MAP_ZOOM),
});
const TerrainParams = Type.Object({
  ...CollectionParams.properties,
  level: Whole(MAX_TERRAIN_LEVEL),
  x: Whole(2 ** (MAX_TERRAIN_LEVEL + 1)),
  y: Whole(2 ** MAX_TERRAIN_LEVEL),
});

/** A pixel without data, as each style shows it, repeated over a tile. */
const EMPTY = new Map<string, Buffer>();

export function mapRoutes(app: App, services: Services): void {
  const { config, maps } = services;
  const path = '/api/collections/:cid';
  app.get(
    `${path}/map/:surface/:style/:z/:x/:y.png`,
    {
      schema: {
        tags: ['Maps'],
        summary: 'A map tile of 256 pixels (XYZ, Web Mercator); clear, or void, where nothing was measured',
        params: MapParams,
        querystring: Revision,
        response: { 200: bytesOf('The picture', PNG_TYPE), ...problems(400, 404, 412, 503) },
      },
    },
    async (request, reply) => {
      const { cid, surface, style, z, x, y } = request.params;
      if (x >= 2 ** z || y >= 2 ** z) {
        throw problem('NOT_FOUND', `no tile ${z}/${x}/${y}: x and y go from 0 to ${2 ** z - 1} at this zoom`);
      }
      const isNamed = request.query.v !== undefined && request.query.v === (await maps.revision(cid));
      const cacheControl = isNamed ? IMMUTABLE : REVALIDATE;
      const tile = await maps.map(cid, surface, style, { z, x, y }, clientGone(reply));
      const bytes = tile?.bytes ?? (await emptyTile(style));
      const etag = `"${tile?.tag ?? `empty-${style}`}"`;
      const answered = answerCondition(request, reply, { etag, contentType: PNG_TYPE, cacheControl });
      return answered ?? reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  );
  app.get(
    `${path}/map/:surface/:style/tilejson.json`,
    {
      schema: {
        tags: ['Maps'],
        summary: 'TileJSON 3.0 of a map: address with revision, bounds, zooms, attribution',
        params: StyleParams,
        response: {
          200: Type.Object({ tilejson: Type.String() }, { additionalProperties: true }),
          ...problems(400, 404),
        },
      },
    },
    async (request) => {
      const { cid, surface, style } = request.params;
      const collection = await request.store.getCollection(cid);
      const self = `${baseUrl(request, config)}${collectionPath(cid)}/map/${surface}/${style}`;
      return tileJson(collection, `${self}/{z}/{x}/{y}.png?v=${await maps.revision(cid)}`, surface, style);
    },
  );
  app.get(
    `${path}/terrain/layer.json`,
    {
      schema: {
        tags: ['Maps'],
        summary: 'Terrain for CesiumJS: quantized-mesh, ellipsoidal heights',
        params: CollectionParams,
        response: {
          200: Type.Object({ format: Type.String() }, { additionalProperties: true }),
          ...problems(400, 404),
        },
      },
    },
    async (request) => {
      const { cid } = request.params;
      return layerJson(await request.store.getCollection(cid), await maps.revision(cid));
    },
  );
  app.get(
    `${path}/terrain/:level/:x/:y.terrain`,
    {
      schema: {
        tags: ['Maps'],
        summary: 'A terrain tile (rows from the south); with extensions=octvertexnormals in Accept also normals',
        params: TerrainParams,
        querystring: Revision,
        response: { 200: bytesOf('quantized-mesh 1.0', TERRAIN_TYPE), ...problems(400, 404, 412, 503) },
      },
    },
    (request, reply) => sendTerrain(request, reply, services, request.params, request.query.v),
  );
}

async function emptyTile(style: string): Promise<Buffer> {
  const known = EMPTY.get(style);
  if (known) return known;
  const { encode } = await import('fast-png');
  const data = new Uint8Array(4 * 256 * 256);
  if (style === 'gsi') for (let i = 0; i < data.length; i += 4) data.set([128, 0, 0, 255], i);
  const png = Buffer.from(encode({ width: 256, height: 256, data, channels: 4, depth: 8 }));
  EMPTY.set(style, png);
  return png;
}

function tileJson(collection: StacCollection, tiles: string, surface: string, style: string) {
  const bounds = collection.extent.spatial.bbox[0]!;
  const isElevation = (ELEVATION_ENCODINGS as readonly string[]).includes(style);
  const [lon, lat] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
  // pixels as fine as the usual half-metre cells
  let maxzoom = 10;
  while (maxzoom < MAX_MAP_ZOOM && pixelSizeM(maxzoom, lat) > 0.5) maxzoom++;
  let minzoom = maxzoom;
  const span = (z: number) => {
    const [a, b] = [tileOf(bounds[0], bounds[3], z), tileOf(bounds[2], bounds[1], z)];
    return Math.max(b.x - a.x, b.y - a.y);
  };
  while (minzoom > 0 && span(minzoom) > 1) minzoom--;
  return {
    tilejson: '3.0.0',
    name: `${collection.title} ${surface} ${style}`,
    scheme: 'xyz',
    tiles: [tiles],
    minzoom: Math.max(0, minzoom - 4),
    maxzoom,
    bounds,
    center: [lon, lat, Math.min(maxzoom, minzoom + 1)],
    attribution: [collection.attribution, collection.license].filter((part) => part !== undefined).join(' / '),
    ...(isElevation
      ? {
          encoding: style === 'terrain-rgb' ? 'mapbox' : style,
          stepM: ENCODING_STEP_M[style as keyof typeof ENCODING_STEP_M],
        }
      : {}),
  };
}

function layerJson(collection: StacCollection, revision: string) {
  const [west, south, east, north] = collection.extent.spatial.bbox[0]!;
  // both tiles of the whole earth, then what holds data: the rest lies on the geoid and is taken from the level above
  const available = Array.from({ length: MAX_TERRAIN_LEVEL + 1 }, (_, level) => {
    const side = 180 / 2 ** level;
    const index = (degrees: number, from: number, last: number) =>
      Math.min(last, Math.max(0, Math.floor((degrees - from) / side)));
    const [lastX, lastY] = [2 ** (level + 1) - 1, 2 ** level - 1];
    if (level === 0) return [{ startX: 0, startY: 0, endX: 1, endY: 0 }];
    return [
      {
        startX: index(west, -180, lastX),
        startY: index(south, -90, lastY),
        endX: index(east, -180, lastX),
        endY: index(north, -90, lastY),
      },
    ];
  });
  return {
    tilejson: '2.1.0',
    name: collection.title,
    version: '1.0.0',
    format: 'quantized-mesh-1.0',
    scheme: 'tms',
    projection: 'EPSG:4326',
    extensions: ['octvertexnormals'],
    tiles: [`{z}/{x}/{y}.terrain?v=${revision}`],
    minzoom: 0,
    maxzoom: MAX_TERRAIN_LEVEL,
    bounds: [-180, -90, 180, 90],
    available,
    attribution: [collection.attribution, collection.license].filter((part) => part !== undefined).join(' / '),
  };
}

async function sendTerrain(
  request: FastifyRequest,
  reply: FastifyReply,
  { maps }: Services,
  { cid, level, x, y }: { readonly cid: string; readonly level: number; readonly x: number; readonly y: number },
  v: string | undefined,
): Promise<FastifyReply> {
  if (x >= 2 ** (level + 1) || y >= 2 ** level) {
    throw problem('NOT_FOUND', `no tile ${level}/${x}/${y}: x ends at ${2 ** (level + 1) - 1}, y at ${2 ** level - 1}`);
  }
  const normals = /octvertexnormals/.test([request.headers.accept ?? ''].flat().join(','));
  const isNamed = v !== undefined && v === (await maps.revision(cid));
  const { bytes, tag } = await maps.terrain(cid, { level, x, y }, normals, clientGone(reply));
  reply.header('vary', 'accept, accept-encoding');
  const answered = answerCondition(request, reply, {
    etag: `"${tag}"`,
    contentType: TERRAIN_TYPE,
    cacheControl: isNamed ? IMMUTABLE : REVALIDATE,
  });
  if (answered) return answered;
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!/\bgzip\b/.test([request.headers['accept-encoding'] ?? ''].flat().join(',')))
    return reply.send(gunzipSync(stored));
  return reply.header('content-encoding', 'gzip').send(stored);
}
