/** Uploads by tus 1.0 (creation, expiration, termination), what became of them, and whether they fit a collection. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { verticalDatumOf } from '#core/crs/vertical-datum.ts';
import { type Bounds, EMPTY_BOUNDS, isEmptyBounds, uniteBounds } from '#core/geometry/bounds.ts';
import type { AreaGeometry } from '#core/geometry/polygon.ts';
import { findAlignments, readAlignments } from '#worker/alignments/alignment-store.ts';
import { alignmentsSummary } from '#worker/alignments/alignments-summary.ts';
import { crsOf } from '#worker/store/crs-properties.ts';
import type { StacCollection } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';
import type { AreasRecord } from '#worker/surfaces/areas-record.ts';
import { checkPlacement, type PlacedCollection, type Placement } from '#worker/surfaces/check-placement.ts';
import { readSurfaceRecord } from '#worker/surfaces/surface-store.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { problems } from '../schemas/common.ts';
import {
  UploadCheckBody,
  UploadCheckSchema,
  UploadParams,
  type UploadStatus,
  UploadStatusSchema,
} from '../schemas/uploads.ts';
import { collectionOf } from '../uploads/point-files.ts';
import { isOwnUpload } from '../uploads/sender.ts';
import { answerTus } from '../uploads/tus-answer.ts';
import type { UploadState } from '../uploads/upload-state.ts';
import { UPLOADS_PATH } from '../uploads/uploads.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of @fastify/cors: false leaves a route alone. */
    cors?: false;
  }
}

const OFFSET_STREAM = 'application/offset+octet-stream';
const TAGS = { tags: ['Uploads'] };
const METADATA =
  'Upload-Metadata: `filename` (required), `use` (surface | areas | alignment | points), `crs`, `verticalDatum`, `datetime`, `accuracyM`, `surfaceName`, `voidBelowM`';

export async function uploadRoutes(app: App, services: Services): Promise<void> {
  const { config, uploads } = services;
  // a scope of its own: bodies of uploads are not read by anybody but tus
  await app.register(async (scope) => {
    scope.addContentTypeParser(OFFSET_STREAM, (_request, _payload, done) => done(null));
    const tus = async (request: FastifyRequest, reply: FastifyReply) =>
      answerTus(request, reply, (asked) => uploads.answer(asked), config);
    const ownTus = async (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) => {
      await knownUpload(services, request, request.params.id);
      return await tus(request, reply);
    };
    // tus answers preflights itself, to our own pages only
    const own = { config: { cors: false as const } };
    scope.options(UPLOADS_PATH, { ...own, schema: { hide: true } }, tus);
    scope.options(`${UPLOADS_PATH}/:id`, { ...own, schema: { hide: true } }, tus);
    scope.post(
      UPLOADS_PATH,
      {
        ...own,
        schema: {
          ...TAGS,
          summary: 'Begin an upload (tus 1.0)',
          description: `Headers: Tus-Resumable 1.0.0, Upload-Length. ${METADATA}. The answer’s Location is the upload.`,
          response: {
            201: { description: 'Created; see Location', type: 'null' },
            ...problems(400, 403, 412, 413, 415, 503),
          },
        },
      },
      tus,
    );
    scope.head(
      `${UPLOADS_PATH}/:id`,
      { ...own, schema: { ...TAGS, summary: 'How many bytes are there (tus)', params: UploadParams } },
      ownTus,
    );
    scope.patch(
      `${UPLOADS_PATH}/:id`,
      {
        ...own,
        schema: {
          ...TAGS,
          summary: 'Send bytes (tus)',
          description: `Content-Type ${OFFSET_STREAM}, Upload-Offset. After the last byte the file is read: ask for its status.`,
          params: UploadParams,
          response: {
            204: { description: 'Taken', type: 'null' },
            ...problems(400, 403, 404, 409, 410, 412, 413, 415),
          },
        },
      },
      ownTus,
    );
    scope.delete(
      `${UPLOADS_PATH}/:id`,
      {
        ...own,
        schema: {
          ...TAGS,
          summary: 'End an upload and delete what it became (tus)',
          params: UploadParams,
          response: { 204: { description: 'Deleted', type: 'null' }, ...problems(403, 404, 412) },
        },
      },
      ownTus,
    );
  });
  app.get(
    `${UPLOADS_PATH}/:id/status`,
    {
      schema: {
        ...TAGS,
        summary: 'What became of an upload',
        params: UploadParams,
        response: { 200: UploadStatusSchema, ...problems(403, 404) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return await statusOf(services, request.store, await knownUpload(services, request, request.params.id));
    },
  );
  app.post(
    `${UPLOADS_PATH}/:id/check`,
    {
      schema: {
        ...TAGS,
        summary: 'Whether it lies on a collection, and what would bring it there',
        params: UploadParams,
        body: UploadCheckBody,
        response: { 200: UploadCheckSchema, ...problems(400, 403, 404, 409) },
      },
    },
    async (request) => {
      const state = await knownUpload(services, request, request.params.id);
      if (state.state !== 'ready') throw problem('CONFLICT', `the upload is ${state.state}, not ready`);
      if (state.use === 'points')
        throw problem('INVALID_INPUT', 'points are measured where they are: there is nothing to check');
      return await placementOf(services, state, await request.store.getCollection(request.body.collection));
    },
  );
}

/** An upload of the asker's own; of a server without accounts, of whoever knows its id. */
async function knownUpload(
  { uploads }: Services,
  { asker }: Pick<FastifyRequest, 'asker'>,
  id: string,
): Promise<UploadState> {
  const state = await uploads.states.read(id);
  if (!state || !isOwnUpload(asker, state)) throw problem('NOT_FOUND', `there is no upload ${id}`);
  return state;
}

async function statusOf({ uploads, config }: Services, store: Store, upload: UploadState): Promise<UploadStatus> {
  const { id, state, fileName, sizeBytes, use } = upload;
  const status = { id, state, fileName, sizeBytes, use };
  if (state === 'failed' && upload.problem) return { ...status, problem: upload.problem };
  if (use === 'points' && state === 'parsing') {
    const job = uploads.jobs.ofUpload(id);
    const progress = { ...job?.indexing, ahead: uploads.jobs.ahead(id), job: job?.id ?? null };
    return { ...status, indexing: progress };
  }
  if (state !== 'ready') return status;
  if (use === 'points') {
    const { id: collection, 'tengun:point_count': pointCount } = await store.getCollection(collectionOf(id));
    return { ...status, points: { collection, pointCount, rejected: upload.rejected ?? [] } };
  }
  const found = use === 'areas' ? null : await findAlignments(config.storeDir, id);
  const beside = found ? { alignments: alignmentsSummary(found) } : {};
  if (use === 'alignment') return { ...status, ...beside };
  if (use !== 'areas') return { ...status, surface: await readSurfaceRecord(config.storeDir, id), ...beside };
  const areas = await uploads.states.readAreas(id);
  if (!areas) throw problem('NOT_FOUND', `the areas of upload ${id} are gone`);
  return { ...status, areas };
}

async function placementOf(
  services: Services,
  { id, use }: UploadState,
  collection: StacCollection,
): Promise<Placement> {
  const placed = placedCollection(collection);
  if (use === 'alignment') {
    const { bounds, crs } = await readAlignments(services.config.storeDir, id);
    return checkPlacement({ bounds: widened(bounds), crs }, null, placed);
  }
  if (use !== 'areas') {
    const record = await readSurfaceRecord(services.config.storeDir, id);
    return checkPlacement(record, record, placed);
  }
  const areas = await services.uploads.states.readAreas(id);
  if (!areas) throw problem('NOT_FOUND', `the areas of upload ${id} are gone`);
  const bounds = boundsOfAreas(areas);
  if (isEmptyBounds(bounds)) return { checks: [], corrections: [], overlap: 0 };
  return checkPlacement({ bounds, crs: areas.crs }, null, placed);
}

/** A straight line along an axis of the plane has no area; overlaps are shares of areas. */
const widened = ({ minE, minN, maxE, maxN }: Bounds): Bounds => ({
  minE: minE - 1,
  minN: minN - 1,
  maxE: maxE + 1,
  maxN: maxN + 1,
});

function placedCollection(collection: StacCollection): PlacedCollection {
  const crs = crsOf(collection);
  const [minE, minN, minZ, maxE, maxN, maxZ] = collection['tengun:bounds'];
  const plane = (value: number) => value * (crs.kind === 'geographic' ? 1 : crs.horizontalUnitM);
  return {
    crs,
    bounds: { minE: plane(minE), minN: plane(minN), maxE: plane(maxE), maxN: plane(maxN) },
    minHeightM: minZ * crs.verticalUnitM,
    maxHeightM: maxZ * crs.verticalUnitM,
    verticalDatum: collection['tengun:vertical_datum'] ?? verticalDatumOf(crs),
  };
}

function boundsOfAreas({ features }: AreasRecord): Bounds {
  let bounds = EMPTY_BOUNDS;
  for (const { geometry } of features) {
    for (const [e, n] of positionsOf(geometry))
      bounds = uniteBounds(bounds, { minE: e!, minN: n!, maxE: e!, maxN: n! });
  }
  return bounds;
}

function positionsOf(geometry: AreaGeometry): readonly (readonly number[])[] {
  return geometry.type === 'Polygon' ? geometry.coordinates.flat() : geometry.coordinates.flat(2);
}
