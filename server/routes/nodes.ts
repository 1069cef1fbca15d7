/** Octree nodes of an item: as a complete LAZ file, and as glTF points. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keyText, parseKey } from '#core/copc/voxel-key.ts';
import { RequestError } from '#core/errors.ts';
import { crsOf } from '#worker/store/crs-properties.ts';
import type { App, Services } from '../app-types.ts';
import { answerCondition } from '../http/answer-condition.ts';
import { IMMUTABLE, REVALIDATE } from '../http/cache-control.ts';
import { clientGone } from '../http/client-gone.ts';
import { GLB_TYPE, LAZ_TYPE } from '../links.ts';
import { bytesOf, ItemParams, problems, TileQuery } from '../schemas/common.ts';
import type { NodeForm, NodeRequest } from '../tiles/nodes.ts';

const NodeParams = Type.Object({
  ...ItemParams.properties,
  key: Type.String({ maxLength: 40, description: 'Node: D-X-Y-Z, depth and position in the octree' }),
});

const PartQuery = Type.Object({
  ...TileQuery.properties,
  part: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 15,
      description: 'Of a large leaf, as its tileset names it; all points without',
    }),
  ),
});

const GlbQuery = Type.Object({
  ...PartQuery.properties,
  frame: Type.Optional(
    Type.Union([Type.Literal('ecef'), Type.Literal('local')], {
      description: 'Frame of the tile: local horizon on the globe (default), or the collection’s CRS in metres',
    }),
  ),
});

interface Asked {
  readonly cid: string;
  readonly iid: string;
  readonly key: string;
  readonly v?: string;
  readonly t?: string;
}

export function nodeRoutes(app: App, services: Services): void {
  const path = '/api/collections/:cid/items/:iid/nodes';
  app.get(
    `${path}/:key.laz`,
    {
      schema: {
        tags: ['Points'],
        summary: 'One node as a LAZ file: the stored chunk under a header of its own',
        params: NodeParams,
        querystring: PartQuery,
        response: { 200: bytesOf('LAZ 1.4', LAZ_TYPE), ...problems(400, 404, 412, 503) },
      },
    },
    (request, reply) => {
      const { part, ...query } = request.query;
      const form = { format: 'laz' as const, ...(part === undefined ? {} : { part }) };
      return sendNode(request, reply, services, { ...request.params, ...query }, form, LAZ_TYPE);
    },
  );
  app.get(
    `${path}/:key.glb`,
    {
      // meshopt has done it: a twelfth is not worth twenty milliseconds of everybody's event loop
      compress: false,
      schema: {
        tags: ['Points'],
        summary: 'One node as glTF points (KHR_mesh_quantization, EXT_meshopt_compression)',
        params: NodeParams,
        querystring: GlbQuery,
        response: { 200: bytesOf('glTF 2.0 binary', GLB_TYPE), ...problems(400, 404, 412, 503) },
      },
    },
    (request, reply) => {
      const { frame = 'ecef', part, ...query } = request.query;
      const form = { format: 'glb' as const, frame, ...(part === undefined ? {} : { part }) };
      return sendNode(request, reply, services, { ...request.params, ...query }, form, GLB_TYPE);
    },
  );
}

async function sendNode(
  request: FastifyRequest,
  reply: FastifyReply,
  { nodes }: Services,
  { cid, iid, key: keyOf, v, t }: Asked,
  form: NodeForm,
  contentType: string,
): Promise<FastifyReply> {
  const key = parseKey(keyOf);
  if (!key) throw new RequestError('NOT_FOUND', `expected a node such as 2-1-3-0, seen ${keyOf}`);
  const item = await request.store.getItem(cid, iid);
  const { path, version } = await request.store.findVersion(item, v);
  const node: NodeRequest = {
    path,
    version,
    crs: crsOf(item.properties),
    verticalDatum: item.properties['tengun:vertical_datum'] ?? null,
    key: keyText(key),
    form,
  };
  const tag = await nodes.tagOf(node);
  // a whole node as LAZ is the stored chunk; its parts are cut by the code that `t` names
  const isStored = form.format === 'laz' && (form.part === undefined || t?.startsWith(tag) === true);
  const isNamed = v !== undefined && (t === tag || isStored);
  const what = `${form.format === 'laz' ? 'laz' : form.frame}${form.part ?? ''}`;
  const answered = answerCondition(request, reply, {
    etag: `"${version}-${node.key}-${what}-${tag}"`,
    contentType,
    cacheControl: isNamed ? IMMUTABLE : REVALIDATE,
  });
  if (answered) return answered;
  const bytes = await nodes.get(node, clientGone(reply));
  reply.header('content-disposition', `inline; filename="${iid}-${node.key}.${form.format}"`);
  return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
