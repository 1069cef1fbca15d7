/** What routes work with, put together once. */
import { join } from 'node:path';
import type { WorkerPool } from '#worker/pool.ts';
import { UseRequests } from '#worker/requests/use-requests.ts';
import { StoreViews } from './access/store-views.ts';
import { AccountService } from './accounts/account-service.ts';
import { organisationOf } from './accounts/organisation.ts';
import type { App, Services } from './app-types.ts';
import { AUDIT_FILE, AuditLog } from './audit/audit-log.ts';
import type { Config } from './config.ts';
import { Downloads } from './downloads.ts';
import type { Gauge } from './plugins/metrics.ts';
import { processesOf } from './processes/definitions.ts';
import { JobRegistry } from './processes/job-registry.ts';
import { ProcessRunner } from './processes/process-runner.ts';
import { Projects } from './projects/projects.ts';
import { Verifier } from './projects/verifier.ts';
import { ResultArchive } from './results/result-archive.ts';
import { ResultFiles } from './results/result-files.ts';
import { tidyStore } from './tidy-store.ts';
import { FileCache } from './tiles/file-cache.ts';
import { GeoidChooser } from './tiles/geoid-choice.ts';
import { HierarchyCache } from './tiles/hierarchy-cache.ts';
import { MapTiles } from './tiles/map-tiles.ts';
import { NodeService } from './tiles/nodes.ts';
import { SceneFactsFinder } from './tiles/scene-facts.ts';
import { Tilesets } from './tiles/tilesets.ts';
import { Uploads } from './uploads/uploads.ts';

/** How often files of old jobs are looked for. */
const SWEEP_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

export interface Pools {
  readonly tiles: WorkerPool;
  readonly processes: WorkerPool;
  /** Reads uploaded files, one at a time. */
  readonly uploads: WorkerPool;
}

export function createServices(app: App, config: Config, pools: Pools): Services {
  const stores = new StoreViews(config.storeDir);
  const shown = stores.of('shown');
  const closing = new AbortController();
  const tidied = tidyStore(stores.of('all'), {
    pool: pools.processes,
    signal: closing.signal,
    onFault: (error, what) => app.log.warn({ err: error }, what),
  });
  app.addHook('preClose', async () => {
    closing.abort();
    await tidied;
  });
  const { accountsDir, passwordCost: cost, sessionMs } = config;
  const accountService = new AccountService({ dir: accountsDir, cost, sessionMs });
  app.addHook('onClose', async () => accountService.close());
  const audit = new AuditLog(join(config.accountsDir, AUDIT_FILE));
  app.addHook('onClose', async () => audit.close());
  const letGo = () => {
    try {
      audit.forgetBefore(Date.now() - config.auditDays * DAY_MS);
    } catch (error) {
      app.log.warn({ err: error }, 'old events were not let go');
    }
  };
  const forgetting = setInterval(letGo, DAY_MS).unref();
  app.addHook('preClose', async () => clearInterval(forgetting));
  const cache = new FileCache({
    dir: join(config.cacheDir, 'tiles'),
    limitBytes: config.cacheLimitBytes,
    memoryBytes: config.cacheMemoryBytes,
    onError: (error) => app.log.warn({ err: error }, 'a tile was not cached'),
  });
  const resultFiles = new ResultFiles(config.cacheDir, (error) =>
    app.log.warn({ err: error }, 'a result file was not removed'),
  );
  app.addHook('onClose', () => resultFiles.close());
  const jobs = new JobRegistry({
    maxRunning: config.maxRunningJobs,
    maxRunningOfOne: config.maxJobsOfOne,
    maxFileBytes: config.resultBytes,
    removeFile: (file) => resultFiles.remove(file),
  });
  const sweeping = setInterval(() => jobs.sweep(), SWEEP_MS).unref();
  app.addHook('preClose', async () => clearInterval(sweeping));
  const downloads = new Downloads(config.storeDir, (error) => app.log.warn({ err: error }, 'counts were not written'));
  app.addHook('onClose', () => downloads.close());
  const hierarchies = new HierarchyCache();
  const geoids = new GeoidChooser(config.geoidPath);
  const processes = new ProcessRunner({
    pool: pools.processes,
    maxWaiting: config.maxRunningJobs,
    maxWaitingOfOne: config.maxJobsOfOne,
    storeDir: config.storeDir,
    definitions: processesOf(config),
  });
  const results = new ResultArchive(config.storeDir, (error) => app.log.warn({ err: error }, 'a result was not kept'));
  const projects = new Projects(config, (error) => app.log.warn({ err: error }, 'pictures were not tidied'));
  app.addHook('onClose', async () => projects.close());
  const tilesets = new Tilesets(shown, hierarchies, geoids);
  return {
    config,
    stores,
    accountService,
    organisation: organisationOf(config),
    audit,
    tilePool: pools.tiles,
    tileCache: cache,
    nodes: new NodeService(pools.tiles, cache, hierarchies, geoids),
    tilesets,
    sceneFacts: new SceneFactsFinder({ store: shown, tilesets, geoids }),
    maps: new MapTiles(shown, pools.tiles, cache, geoids),
    processes,
    jobs,
    resultFiles,
    results,
    downloads,
    useRequests: new UseRequests(config.storeDir),
    projects,
    verifier: new Verifier({ config, processes, resultFiles, results }),
    uploads: new Uploads(config, pools.uploads, (error, what) => app.log.warn({ err: error }, what)),
  };
}

/** What the parts report to whoever watches. */
export function serviceGauges({ tileCache, nodes, processes, jobs }: Services): Gauge[] {
  const gauge = (name: string, help: string, value: () => number): Gauge => ({ name, help, type: 'gauge', value });
  const counter = (name: string, help: string, value: () => number): Gauge => ({ name, help, type: 'counter', value });
  return [
    counter('tengun_tile_cache_hits_total', 'Nodes found in the cache.', () => tileCache.counts().hits),
    counter('tengun_tile_cache_misses_total', 'Nodes that had to be made.', () => tileCache.counts().misses),
    gauge('tengun_tile_cache_bytes', 'Bytes of cached nodes.', () => tileCache.counts().bytes),
    gauge('tengun_tiles_running', 'Nodes being made.', () => nodes.gate.running),
    gauge('tengun_tiles_waiting', 'Nodes in line.', () => nodes.gate.waiting),
    gauge('tengun_processes_running', 'Processes at work.', () => processes.gate.running),
    gauge('tengun_processes_waiting', 'Processes in line.', () => processes.gate.waiting),
    gauge('tengun_jobs_running', 'Jobs waiting or running.', () => jobs.runningCount),
    {
      name: 'tengun_jobs',
      help: 'Jobs that are remembered, by status.',
      type: 'gauge',
      value: () => [...jobs.countsByStatus()].map(([status, count]) => [{ status }, count]),
    },
  ];
}
