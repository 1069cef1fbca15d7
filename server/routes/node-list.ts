/** The octree of an item as JSON, so that any client can walk it and ask for nodes. */
import { Type } from '@fastify/type-provider-typebox';
import { subtreePage } from '#core/copc/subtree.ts';
import { keyText, MAX_DEPTH, parseKey, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { RequestError } from '#core/errors.ts';
import { isErrno } from '#worker/store/atomic-file.ts';
import { crsOf } from '#worker/store/crs-properties.ts';
import type { App, Services } from '../app-types.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { IMMUTABLE, REVALIDATE } from '../http/cache-control.ts';
import { baseUrl, GEOJSON_TYPE, itemPath, JSON_TYPE, link, withQuery } from '../links.ts';
import { ItemParams, LinkSchema, problems, VersionQuery } from '../schemas/common.ts';

const MAX_NODES = 10_000;
const Key = (description: string) => Type.Optional(Type.String({ maxLength: 40, description }));

const Query = Type.Object(
  {
    ...VersionQuery.properties,
    root: Key('D-X-Y-Z: the part of the tree below this node; default 0-0-0-0'),
    depth: Type.Optional(
      Type.Integer({ minimum: 0, maximum: MAX_DEPTH, description: 'Levels below the root; default all' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_NODES, description: 'Nodes an answer' })),
    after: Key('The last node of the answer before; the link `next` has it'),
  },
  { additionalProperties: false },
);

const NodeListSchema = Type.Object({
  version: Type.String(),
  root: Type.String(),
  cube: Type.Array(Type.Number(), {
    minItems: 6,
    maxItems: 6,
    description: 'Of node 0-0-0-0, units of the CRS: min x, y, z, max x, y, z. Each level halves it',
  }),
  spacing: Type.Number({ description: 'Between points of node 0-0-0-0; halves with every level' }),
  crs: Type.Union([Type.String(), Type.Null()], { description: 'Code, where the system has one; WKT is in the item' }),
  pointCount: Type.Integer({ description: 'Of the whole item' }),
  numberMatched: Type.Integer({ description: 'Nodes of the part that was asked for' }),
  numberReturned: Type.Integer(),
  nodes: Type.Array(Type.Array(Type.Integer(), { minItems: 6, maxItems: 6 }), {
    description:
      '[D, X, Y, Z, pointCount, byteSize] of nodes that hold points, by depth, then z, y, x; byteSize is that of the stored chunk',
  }),
  templates: Type.Object(
    { laz: Type.String(), glb: Type.String() },
    { description: 'Addresses of a node; {key} stands for D-X-Y-Z' },
  ),
  links: Type.Array(LinkSchema),
});

export function nodeListRoutes(app: App, { config, nodes: service }: Services): void {
  app.get(
    '/api/collections/:cid/items/:iid/nodes',
    {
      schema: {
        tags: ['Points'],
        summary: 'The nodes of an item’s octree, page by page',
        params: ItemParams,
        querystring: Query,
        response: {
          200: NodeListSchema,
          304: { description: 'Not modified', type: 'null' },
          ...problems(400, 404, 412),
        },
      },
    },
    async (request, reply) => {
      const { cid, iid } = request.params;
      const { v, depth = MAX_DEPTH, limit = MAX_NODES } = request.query;
      const root = keyOf(request.query.root, 'root') ?? ROOT_KEY;
      const after = keyOf(request.query.after, 'after');
      const answer = async () => {
        const item = await request.store.getItem(cid, iid);
        const { path, version } = await request.store.findVersion(item, v);
        const part = `${keyText(root)}-${depth}-${after ? keyText(after) : ''}-${limit}`;
        const answered = answerCondition(
          request,
          reply,
          {
            etag: `"${version}-nodes-${part}"`,
            contentType: JSON_TYPE,
            cacheControl: v === undefined ? REVALIDATE : IMMUTABLE,
          },
          { isWeak: true },
        );
        if (answered) return answered;
        const { info, nodes } = await service.hierarchy(path);
        const page = subtreePage(nodes.values(), { root, depth, after, limit });
        let pointCount = 0;
        for (const node of nodes.values()) pointCount += node.pointCount;
        const base = `${baseUrl(request, config)}${itemPath(cid, iid)}`;
        const self = `${base}/nodes`;
        const next = page.next && withQuery(self, { ...request.query, v: version, after: keyText(page.next) });
        return {
          version,
          root: keyText(root),
          cube: [-1, 1].flatMap((side) => info.center.map((middle) => middle + side * info.halfsize)),
          spacing: info.spacing,
          crs: crsOf(item.properties).code,
          pointCount,
          numberMatched: page.matched,
          numberReturned: page.nodes.length,
          nodes: page.nodes.map(({ key, pointCount, byteSize }) => [...key, pointCount, byteSize]),
          templates: { laz: `${self}/{key}.laz?v=${version}`, glb: `${self}/{key}.glb?v=${version}` },
          links: [
            link('self', withQuery(self, request.query)),
            link('item', base, GEOJSON_TYPE),
            ...(next ? [link('next', next)] : []),
          ],
        };
      };
      try {
        return await answer();
      } catch (error) {
        // replaced twice between reading the item and opening its file: the item now names another
        if (isErrno(error, 'ENOENT')) return await answer();
        throw error;
      }
    },
  );
}

/** @throws {RequestError} INVALID_INPUT */
function keyOf(text: string | undefined, name: string): VoxelKey | null {
  const key = text === undefined ? null : parseKey(text);
  if (text !== undefined && key === null) {
    throw new RequestError('INVALID_INPUT', `${name}: expected a node such as 2-1-3-0, seen ${text}`);
  }
  return key;
}
