/** The app as routes and plugins see it, and what they work with. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { WorkerPool } from '#worker/pool.ts';
import type { UseRequests } from '#worker/requests/use-requests.ts';
import type { StoreViews } from './access/store-views.ts';
import type { AccountService } from './accounts/account-service.ts';
import type { Organisation } from './accounts/organisation.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { Config } from './config.ts';
import type { Downloads } from './downloads.ts';
import type { JobRegistry } from './processes/job-registry.ts';
import type { ProcessRunner } from './processes/process-runner.ts';
import type { Projects } from './projects/projects.ts';
import type { Verifier } from './projects/verifier.ts';
import type { ResultArchive } from './results/result-archive.ts';
import type { ResultFiles } from './results/result-files.ts';
import type { FileCache } from './tiles/file-cache.ts';
import type { MapTiles } from './tiles/map-tiles.ts';
import type { NodeService } from './tiles/nodes.ts';
import type { SceneFactsFinder } from './tiles/scene-facts.ts';
import type { Tilesets } from './tiles/tilesets.ts';
import type { Uploads } from './uploads/uploads.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface Services {
  readonly config: Config;
  readonly stores: StoreViews;
  readonly accountService: AccountService;
  readonly organisation: Organisation | null;
  readonly audit: AuditLog;
  /** Transcodes nodes. Apart from the pool of the processes, so that a long measurement never holds up the picture. */
  readonly tilePool: WorkerPool;
  readonly tileCache: FileCache;
  readonly nodes: NodeService;
  readonly tilesets: Tilesets;
  /** What a viewer wants to know of a collection at once; null for one without items. */
  readonly sceneFacts: SceneFactsFinder;
  readonly maps: MapTiles;
  readonly processes: ProcessRunner;
  readonly jobs: JobRegistry;
  readonly results: ResultArchive;
  readonly resultFiles: ResultFiles;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  readonly useRequests: UseRequests;
  readonly projects: Projects;
  readonly verifier: Verifier;
}
