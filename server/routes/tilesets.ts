/** 3D Tiles 1.1: a collection's tileset, its items' tilesets, and parts of deep ones; on the globe and in the plane. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keyText, parseKey, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { RequestError } from '#core/errors.ts';
import type { FrameKind } from '#core/export/tile-frame.ts';
import { itemRecord } from '#worker/store/item-record.ts';
import type { App, Services } from '../app-types.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { IMMUTABLE, REVALIDATE } from '../http/cache-control.ts';
import { clientGone } from '../http/client-gone.ts';
import { GLB_TYPE, JSON_TYPE, LAZ_TYPE } from '../links.ts';
import { bytesOf, CollectionParams, ItemParams, jsonOf, problems, TileQuery } from '../schemas/common.ts';
import { CELLS_FOLDER } from '../tiles/cell-documents.ts';
import type { NodeForm, NodeRequest } from '../tiles/nodes.ts';
import { tilesFolder } from '../tiles/tile-item.ts';
import type { TilesetText } from '../tiles/tilesets.ts';

const PartParams = Type.Object({
  ...ItemParams.properties,
  key: Type.String({ maxLength: 40, description: 'Node at which this part begins: D-X-Y-Z' }),
});

const CellParams = Type.Object({
  ...CollectionParams.properties,
  cell: Type.String({ maxLength: 30, description: 'Cell: LEVEL_X_Y' }),
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
        return sendText(request, reply, await services.tilesets.ofCollection(cid, kind), REVALIDATE);
      },
    );
    app.get(
      `${folder}/${CELLS_FOLDER}/:cell.json`,
      { schema: { ...schema('Part of a large collection’s tileset'), params: CellParams, querystring: TileQuery } },
      async (request, reply) => {
        const { cid, cell } = request.params;
        const { v, t } = request.query;
        const { text, digest, tag, isWhole } = await services.tilesets.ofCell(cid, cell, kind);
        return sendText(request, reply, text, v === digest && t === tag && isWhole ? IMMUTABLE : REVALIDATE);
      },
    );
    app.get(
      `${folder}/${CELLS_FOLDER}/:cell.glb`,
      {
        compress: false,
        schema: {
          tags: ['Points'],
          summary: `Overview of a cell: points of all items in it, evenly spread (${what})`,
          params: CellParams,
          querystring: TileQuery,
          response: { 200: bytesOf('glTF 2.0 binary', GLB_TYPE), ...problems(400, 404, 412, 503) },
        },
      },
      (request, reply) =>
        sendOverview(request, reply, services, { ...request.params, ...request.query }, { format: 'glb', frame: kind }),
    );
    // points as they are stored stand in no frame: beside the documents that are in plane coordinates
    if (kind === 'local')
      app.get(
        `${folder}/${CELLS_FOLDER}/:cell.laz`,
        {
          schema: {
            tags: ['Points'],
            summary: 'Overview of a cell as a LAZ file',
            params: CellParams,
            querystring: TileQuery,
            response: { 200: bytesOf('LAZ 1.4', LAZ_TYPE), ...problems(400, 404, 412, 503) },
          },
        },
        (request, reply) =>
          sendOverview(request, reply, services, { ...request.params, ...request.query }, { format: 'laz' }),
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
  { tilesets }: Services,
  { cid, iid, v, t }: Asked,
  kind: FrameKind,
  rootKey: VoxelKey,
): Promise<FastifyReply> {
  const item = await request.store.getItem(cid, iid);
  const record = itemRecord(item);
  const isCurrent = v === record.version;
  // a part belongs to the tileset that named it: one of another version stands elsewhere
  if (rootKey !== ROOT_KEY && v !== undefined && !isCurrent) {
    throw new RequestError('NOT_FOUND', `the tileset of ${cid}/${iid} is now of version ${record.version}`);
  }
  const text = await tilesets.ofItem({ cid, record, kind, path: request.store.dataPath(item), rootKey });
  const isNamed = isCurrent && t === (await tilesets.tagOf(record));
  return sendText(request, reply, text, isNamed ? IMMUTABLE : REVALIDATE);
}

async function sendOverview(
  request: FastifyRequest,
  reply: FastifyReply,
  { tilesets, nodes }: Services,
  { cid, cell, v, t }: { readonly cid: string; readonly cell: string; readonly v?: string; readonly t?: string },
  form: NodeForm,
): Promise<FastifyReply> {
  const overview = await tilesets.findOverview(cid, cell, v);
  const node: NodeRequest = {
    ...overview,
    key: keyText(ROOT_KEY),
    form,
    isOverview: true,
  };
  const tag = await nodes.tagOf(node);
  const answered = answerCondition(request, reply, {
    etag: `"${overview.version}-${form.format === 'laz' ? 'laz' : form.frame}-${tag}"`,
    contentType: form.format === 'laz' ? LAZ_TYPE : GLB_TYPE,
    cacheControl: v === overview.version && (t === tag || form.format === 'laz') ? IMMUTABLE : REVALIDATE,
  });
  if (answered) return answered;
  const bytes = await nodes.get(node, clientGone(reply));
  return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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
