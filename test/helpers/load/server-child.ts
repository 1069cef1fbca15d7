/**
 * The server under load, in a process of its own. Tells its parent twice a second how it is; ends its threads one after the
 * other when it is told to, chosen by a seeded draw, at work or not.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import { startServer } from '../../../server/serve.ts';
import { seededRandom } from '../las-builder.ts';

export interface ChildSettings {
  readonly storeDir: string;
  readonly cacheDir: string;
  /** Ends a thread this often, once it is told to begin; null: never. */
  readonly killEveryMs: number | null;
  readonly stallTimeoutMs: number;
}

export type ChildMessage =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'state'; readonly rssBytes: number; readonly loopP99Ms: number; readonly killed: number };

const EVERY_MS = 500;
const settings: ChildSettings = JSON.parse(process.argv[2]!);
const tell = (message: ChildMessage) => process.send?.(message);

const threads = new Set<Worker>();
process.on('worker', (thread) => {
  threads.add(thread);
  thread.once('exit', () => threads.delete(thread));
});

const server = await startServer({
  storeDir: settings.storeDir,
  cacheDir: settings.cacheDir,
  stallTimeoutMs: settings.stallTimeoutMs,
  // tiles that are taken out of the folder are to be made anew
  ...(settings.killEveryMs === null ? {} : { cacheMemoryBytes: 0 }),
  port: 0,
  host: '127.0.0.1',
  logLevel: 'warn',
  // all viewers have one address here
  requestsPerMinute: 0,
  maxConnectionsPerAddress: 0,
  maxJobsOfOne: 1000,
});
tell({ kind: 'listening', url: server.url });

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();
let killed = 0;
setInterval(() => {
  tell({
    kind: 'state',
    rssBytes: process.memoryUsage.rss(),
    loopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 20),
    killed,
  });
  delay.reset();
}, EVERY_MS);
const { killEveryMs } = settings;
if (killEveryMs !== null) {
  // when the tiles have been made
  process.once('message', () => {
    const random = seededRandom(97);
    setInterval(() => {
      const all = [...threads];
      const chosen = all[Math.floor(random() * all.length)];
      if (!chosen) return;
      killed++;
      void chosen.terminate();
    }, killEveryMs);
  });
}
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
