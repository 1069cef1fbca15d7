/** 3D Tiles 1.1: a collection's tileset, its items' tilesets, and parts of deep ones; on the globe and in the plane. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseKey, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { RequestError } from '#core/errors.ts';
import type { FrameKind } from '#core/export/tile-frame.ts';
import { itemRecord } from '#worker/store/item-record.ts';
import type { App, Services } from '../app-types.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { IMMUTABLE, REVALIDATE } from '../http/cache-control.ts';
import { JSON_TYPE } from '../links.ts';
import { CollectionParams, ItemParams, jsonOf, problems, TileQuery } from '../schemas/common.ts';
import { tilesFolder } from '../tiles/tile-item.ts';
import type { TilesetText } from '../tiles/tilesets.ts';

const PartParams = Type.Object({
  ...ItemParams.properties,
  key: Type.String({ maxLength: 40, description: 'Node at which this part begins: D-X-Y-Z' }),
});

const FRAMES: readonly { readonly kind: FrameKind; readonly what: string }[] = [
  { kind: 'ecef', what: 'ECEF, ellipsoidal heights' },
  { kind: 'local', what: 'the collection’s CRS in metres, its own heights' },
];

interface Asked {
  readonly cid: string;
  readonly iid: string;
  readonly v?: string;
  readonly t?: string;
}

export function tilesetRoutes(app: App, services: Services): void {
  for (const { kind, what } of FRAMES) {
    const folder = `/api/collections/:cid/${tilesFolder(kind)}`;
    const schema = (summary: string) => ({
      tags: ['Points'],
      summary: `${summary} (3D Tiles 1.1; ${what})`,
      response: { 200: jsonOf('Tileset', JSON_TYPE), ...problems(400, 404) },
    });
    app.get(
      `${folder}/tileset.json`,
      { schema: { ...schema('Tileset of a collection'), params: CollectionParams } },
      async (request, reply) => {
        const { cid } = request.params;
        const records = await services.store.listRecords(cid);
        return sendText(request, reply, await services.tilesets.ofCollection(cid, records, kind), REVALIDATE);
      },
    );
    app.get(
      `${folder}/:iid/tileset.json`,
      { schema: { ...schema('Tileset of an item'), params: ItemParams, querystring: TileQuery } },
      (request, reply) => sendItem(request, reply, services, { ...request.params, ...request.query }, kind, ROOT_KEY),
    );
    app.get(
      `${folder}/:iid/:key.json`,
      { schema: { ...schema('Part of an item’s tileset'), params: PartParams, querystring: TileQuery } },
      (request, reply) => {
        const { key: text, ...params } = request.params;
        const key = parseKey(text);
        if (!key) throw new RequestError('NOT_FOUND', `expected a node such as 2-1-3-0, seen ${text}`);
        return sendItem(request, reply, services, { ...params, ...request.query }, kind, key);
      },
    );
  }
}

async function sendItem(
  request: FastifyRequest,
  reply: FastifyReply,
  { store, tilesets }: Services,
  { cid, iid, v, t }: Asked,
  kind: FrameKind,
  rootKey: VoxelKey,
): Promise<FastifyReply> {
  const item = await store.getItem(cid, iid);
  const record = itemRecord(item);
  const isCurrent = v === record.version;
  // a part belongs to the tileset that named it: one of another version stands elsewhere
  if (rootKey !== ROOT_KEY && v !== undefined && !isCurrent) {
    throw new RequestError('NOT_FOUND', `the tileset of ${cid}/${iid} is now of version ${record.version}`);
  }
  const text = await tilesets.ofItem({ cid, record, kind, path: store.dataPath(item), rootKey });
  const isNamed = isCurrent && t === (await tilesets.tagOf(record));
  return sendText(request, reply, text, isNamed ? IMMUTABLE : REVALIDATE);
}

function sendText(
  request: FastifyRequest,
  reply: FastifyReply,
  { json, etag }: TilesetText,
  cacheControl: string,
): FastifyReply {
  const answered = answerCondition(request, reply, { etag, contentType: JSON_TYPE, cacheControl }, { isWeak: true });
  return answered ?? reply.send(json);
}
