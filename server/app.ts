/** The server without a port: plugins, then routes, in the order in which they are written here. */
import type { Writable } from 'node:stream';
import cookie from '@fastify/cookie';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyHttpOptions, type RawServerDefault } from 'fastify';
import '#worker/compiled-checks.ts';
import { createPool } from '#worker/pool.ts';
import { registerAccess, registerAsker } from './access/access-plugin.ts';
import { takeSignature } from './access/signature-in-address.ts';
import type { App } from './app-types.ts';
import { registerAudit } from './audit/audit-plugin.ts';
import type { Config } from './config.ts';
import { PROBLEM_MEDIA_TYPE, problemDocument } from './errors.ts';
import { registerCatalogueCache } from './plugins/catalogue-cache.ts';
import { registerAnswerCheck } from './plugins/check-answers.ts';
import { registerJsonBodies } from './plugins/json-bodies.ts';
import { registerMetrics } from './plugins/metrics.ts';
import { apiDescriptionRoutes, registerOpenApi } from './plugins/openapi.ts';
import { registerProblems, sendProblem } from './plugins/problems.ts';
import { registerSecurity } from './plugins/security.ts';
import { registerTraffic } from './plugins/traffic.ts';
import { viewerRoutes } from './plugins/viewer.ts';
import { alignmentRoutes } from './routes/alignments.ts';
import { assetRoutes } from './routes/assets.ts';
import { auditRoutes } from './routes/audit.ts';
import { collectionAccessRoutes } from './routes/collection-access.ts';
import { collectionRoutes } from './routes/collections.ts';
import { dataRoutes } from './routes/data.ts';
import { downloadRoutes } from './routes/downloads.ts';
import { fontRoutes } from './routes/fonts.ts';
import { guideRoutes } from './routes/guide.ts';
import { healthRoutes } from './routes/health.ts';
import { heightRasterRoutes } from './routes/height-raster.ts';
import { itemRoutes } from './routes/items.ts';
import { jobRoutes } from './routes/jobs.ts';
import { landingRoutes } from './routes/landing.ts';
import { mapRoutes } from './routes/maps.ts';
import { nodeListRoutes } from './routes/node-list.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { placeRoutes } from './routes/places.ts';
import { portalRoutes } from './routes/portals.ts';
import { processRoutes } from './routes/processes.ts';
import { projectEntryRoutes } from './routes/project-entries.ts';
import { projectRoutes } from './routes/projects.ts';
import { queryableRoutes } from './routes/queryables.ts';
import { reportRoutes } from './routes/report.ts';
import { requestRoutes } from './routes/requests.ts';
import { resultRoutes } from './routes/results.ts';
import { sceneRoutes } from './routes/scene.ts';
import { searchRoutes } from './routes/search.ts';
import { selectionRoutes } from './routes/selection.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { shareLinkRoutes } from './routes/share-links.ts';
import { sheetRoutes } from './routes/sheets.ts';
import { signedLinkRoutes } from './routes/signed-links.ts';
import { surfaceRoutes } from './routes/surfaces.ts';
import { tilesetRoutes } from './routes/tilesets.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { userRoutes } from './routes/users.ts';
import { createServices, serviceGauges } from './services.ts';
import { registerBackPressure } from './upkeep/back-pressure.ts';
import { createUpkeep } from './upkeep/create-upkeep.ts';
import type { Lifecycle } from './upkeep/lifecycle.ts';
import { logOptions, registerRequestIds, requestIds } from './upkeep/request-log.ts';

/** What reading one uploaded file may take, besides its numbers. */
const UPLOAD_HEAP_MIB = 1536;
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Time for a client to send its whole request. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual minute of proxies, so that the proxy closes first. */
const KEEP_ALIVE_MS = 72_000;

declare module 'fastify' {
  interface FastifyInstance {
    /** The secret of the link that makes the first account; null when there is one. */
    offerSetup(): string | null;
    readonly lifecycle: Lifecycle;
    /** Asks once what readiness asks, so that the server is ready when the first probe comes. */
    warmUp(): void;
  }
}

/** @param log where the log goes; default standard error */
export async function buildApp(config: Config, log?: Writable): Promise<App> {
  const app: App = Fastify(serverOptions(config, log)).withTypeProvider<TypeBoxTypeProvider>();
  // requests are JSON or refused; Fastify would take plain text too
  app.removeContentTypeParser('text/plain');
  registerJsonBodies(app);
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // answers are built by us field by field; their schemas describe them and are checked in the tests
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  const pools = {
    tiles: createPool({ threads: config.threads, yields: true }),
    processes: createPool({ threads: config.threads, yields: true }),
    uploads: createPool({ threads: 1, maxHeapMiB: UPLOAD_HEAP_MIB, yields: true }),
  };
  const services = createServices(app, config, pools);
  const upkeep = createUpkeep(app, config, pools);
  app.decorate('offerSetup', () => services.accountService.offerSetup());
  app.addHook('preClose', () => services.jobs.close());
  app.addHook('preClose', () => services.uploads.close());
  app.addHook('onClose', async () => {
    await Promise.all([
      pools.tiles.close(),
      pools.processes.close(),
      pools.uploads.close(),
      services.tileCache.settle(),
    ]);
  });

  registerProblems(app);
  if (config.checkAnswers) registerAnswerCheck(app);
  const metrics = registerMetrics(app);
  metrics.add(...serviceGauges(services), ...upkeep.gauges);
  app.decorate('warmUp', () => void upkeep.readiness.check());
  registerRequestIds(app);
  registerBackPressure(app, upkeep.pressure);
  registerCatalogueCache(app);
  await registerSecurity(app, config);
  await registerOpenApi(app, config);

  await app.register(cookie);
  registerAsker(app, services);
  await registerTraffic(app, config);
  registerAccess(app, services);
  registerAudit(app, services);

  landingRoutes(app, services);
  collectionRoutes(app, services);
  itemRoutes(app, services);
  queryableRoutes(app, services);
  reportRoutes(app);
  portalRoutes(app, services);
  placeRoutes(app);
  sheetRoutes(app);
  selectionRoutes(app, services);
  searchRoutes(app, services);
  dataRoutes(app, services);
  assetRoutes(app, services);
  nodeRoutes(app, services);
  nodeListRoutes(app, services);
  downloadRoutes(app, services);
  guideRoutes(app, services);
  fontRoutes(app);
  requestRoutes(app, services);
  sceneRoutes(app, services);
  tilesetRoutes(app, services);
  mapRoutes(app, services);
  heightRasterRoutes(app, services);
  processRoutes(app, services);
  jobRoutes(app, services);
  resultRoutes(app, services);
  await uploadRoutes(app, services);
  surfaceRoutes(app, services);
  alignmentRoutes(app, services);
  projectRoutes(app, services);
  projectEntryRoutes(app, services);
  shareLinkRoutes(app, services);
  auditRoutes(app, services);
  sessionRoutes(app, services);
  userRoutes(app, services);
  collectionAccessRoutes(app, services);
  signedLinkRoutes(app, services);
  healthRoutes(app, upkeep.readiness, metrics);
  apiDescriptionRoutes(app, config);
  viewerRoutes(app, config);
  return app;
}

function serverOptions(config: Config, log: Writable | undefined) {
  return {
    ...logOptions(config, log),
    genReqId: requestIds(config.trustProxy),
    http: {
      headersTimeout: config.headersTimeoutMs,
      // how often clients that send slowly are looked for: Node's half a minute would let them stay twice as long
      connectionsCheckingInterval: Math.min(5000, config.headersTimeoutMs),
    },
    // while it closes, what still comes is answered, with `connection: close`
    return503OnClosing: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    trustProxy: config.trustProxy,
    rewriteUrl: takeSignature,
    // ids are up to 128 characters; the router's default of 100 would hide them
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    // URLs that cannot be decoded come here, before any route
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply);
    },
    clientErrorHandler(error, socket) {
      if (!socket.writable) return;
      const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
      const isLong = error.code === 'HPE_HEADER_OVERFLOW';
      const code = isLate ? 'REQUEST_TIMEOUT' : isLong ? 'HEADERS_TOO_LARGE' : 'INVALID_INPUT';
      const detail = isLate ? 'the request took too long to arrive' : 'the request is not valid HTTP';
      const document = problemDocument(code, detail, '/');
      const body = JSON.stringify(document);
      const head = `HTTP/1.1 ${document.status} ${document.title}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n`;
      socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
    },
  } satisfies FastifyHttpOptions<RawServerDefault>;
}
