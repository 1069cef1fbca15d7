/** A load: server in a process of its own, viewers here; what came out, held against what must be. */
import { type ChildProcess, fork } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { preferFewCollections } from '../../../server/upkeep/heap-pauses.ts';
import { seededRandom } from '../las-builder.ts';
import { isMap, type Visit, visitOf } from './browsing.ts';
import { LightClient } from './light-client.ts';
import type { ChildMessage, ChildSettings } from './server-child.ts';
import { readSlowly, type SlowTally } from './slow-readers.ts';
import { ask, browse, emptyTally, percentile, Run, type Tally } from './viewers.ts';

export interface LoadOptions {
  readonly storeDir: string;
  /** A folder of its own, made empty. */
  readonly cacheDir: string;
  readonly viewers: number;
  /** In which the viewers come, one after the other; answers are not timed yet. */
  readonly rampSeconds: number;
  /** With all of them. */
  readonly seconds: number;
  /** Clients besides that read slowly, or nothing. */
  readonly slow: number;
  /** Ends a thread this often, and takes tiles of maps out of the cache so that there is work for the others; null: does not. */
  readonly killEveryMs: number | null;
  /** Called every few seconds. */
  readonly onState?: (state: LoadState) => void;
}

export interface LoadState {
  readonly seconds: number;
  readonly rssBytes: number;
  /** Of the server, and of this process, whose delays are in the times too. */
  readonly loopP99Ms: number;
  readonly ownLoopP99Ms: number;
  readonly requests: number;
}

export interface LoadResult {
  readonly visit: Visit;
  readonly tally: Tally;
  readonly slow: SlowTally;
  readonly states: readonly LoadState[];
  readonly threadsKilled: number;
  /** The server's own metrics at the end. */
  readonly metrics: string;
  /** Exit code after SIGTERM. */
  readonly exitCode: number | null;
}

const STATE_EVERY_MS = 5000;
/** How long clients may take nothing of an answer, here: short enough to be seen in a short run. */
const STALL_MS = 3000;
/** Where nobody is to be cut off: the default. The viewers of this process are slow themselves when the machine is short of processors. */
const LONG_STALL_MS = 30_000;
/** Most people look; one of so many measures too. */
const MEASURES_EVERY = 20;
const EVICT_EVERY_MS = 1000;
const EVICTED = 20;

export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  // pauses of the viewers would be in the times
  preferFewCollections();
  const { viewers, rampSeconds, seconds, slow, killEveryMs, onState } = options;
  await rm(options.cacheDir, { recursive: true, force: true });
  const { child, url, state } = await startChild({ ...options, stallTimeoutMs: slow > 0 ? STALL_MS : LONG_STALL_MS });
  try {
    const visit = await visitOf(url);
    await warmUp(url, visit);
    child.send('begin');
    const began = performance.now();
    const tally = emptyTally(began + rampSeconds * 1000, killEveryMs === null ? undefined : isMap);
    const slowTally: SlowTally = { opened: 0 };
    const totalMs = (rampSeconds + seconds) * 1000;
    const over = AbortSignal.timeout(totalMs);
    const run = new Run(totalMs);
    const random = seededRandom(911);
    const states: LoadState[] = [];
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    const look = () => {
      const { rssBytes, loopP99Ms } = state();
      const requests = [...tally.statuses.values()].reduce((sum, count) => sum + count, 0);
      const at = (performance.now() - began) / 1000;
      states.push({
        seconds: at,
        rssBytes,
        loopP99Ms,
        ownLoopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 20),
        requests,
      });
      delay.reset();
      onState?.(states.at(-1)!);
    };
    look();
    const looking = setInterval(look, STATE_EVERY_MS);
    const files = largeFiles(visit);
    const looksOnly = { ...visit, requests: visit.requests.filter(({ method }) => method === 'GET') };
    await Promise.all([
      ...Array.from({ length: viewers }, (_, viewer) => {
        const entry = { at: began + (viewer / viewers) * rampSeconds * 1000, visitMs: random() * visit.durationMs };
        return browse(url, viewer % MEASURES_EVERY === 0 ? visit : looksOnly, entry, tally, run);
      }),
      ...Array.from({ length: slow }, (_, reader) => readSlowly(url, files, reader, slowTally, over)),
      killEveryMs !== null ? evict(join(options.cacheDir, 'tiles', 'maps'), random, over) : null,
    ]);
    clearInterval(looking);
    look();
    const metrics = await (await fetch(`${url}metrics`)).text();
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    return { visit, tally, slow: slowTally, states, threadsKilled: state().killed, metrics, exitCode: await ended };
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** Clients that took nothing, and that the server has ended. */
export const cutOff = ({ metrics }: Pick<LoadResult, 'metrics'>): number =>
  Number(/^tengun_connections_stalled_total (\d+)$/m.exec(metrics)?.[1]);

/** What a load may not do. @returns what it did nevertheless; empty: all is well */
export function faultsOf(result: LoadResult, options: LoadOptions): string[] {
  const { tally, states, exitCode, threadsKilled } = result;
  const faults: string[] = [];
  for (const [status, count] of tally.statuses) {
    if (status === 0) faults.push(`${count} connections broke`);
    if (status >= 400) faults.push(`${count} answers ${status}`);
  }
  if (tally.tileMs.length === 0) faults.push('no tile was answered');
  // the first part of a run fills caches and pools
  const settled =
    states.find(({ seconds }) => seconds >= options.rampSeconds + options.seconds * SETTLED_PART) ?? states[0]!;
  const last = states.at(-1)!;
  if (last.rssBytes > settled.rssBytes * GROWTH + SPARE_BYTES) {
    faults.push(`memory grew from ${mib(settled.rssBytes)} to ${mib(last.rssBytes)} MiB`);
  }
  if (options.slow > 0 && cutOff(result) === 0) faults.push('no client that took nothing was cut off');
  if (options.killEveryMs !== null && threadsKilled === 0) faults.push('no thread was killed');
  if (exitCode !== 0) faults.push(`the server ended with ${exitCode}`);
  return faults;
}

const SETTLED_PART = 0.3;
const GROWTH = 1.15;
const SPARE_BYTES = 64 * 2 ** 20;

/** @returns null, or the times that are too far apart */
export function tailFault({ tally }: LoadResult, times = 10): string | null {
  const [p50, p99] = [percentile(tally.tileMs, 0.5), percentile(tally.tileMs, 0.99)];
  return p99 <= times * p50
    ? null
    : `p99 of tiles is ${p99.toFixed(1)} ms, more than ${times} times the p50 of ${p50.toFixed(1)} ms`;
}

export const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

async function startChild(settings: ChildSettings) {
  const { storeDir, cacheDir, killEveryMs, stallTimeoutMs } = settings;
  const child: ChildProcess = fork(
    join(import.meta.dirname, 'server-child.ts'),
    [JSON.stringify({ storeDir, cacheDir, killEveryMs, stallTimeoutMs } satisfies ChildSettings)],
    // as `tengun serve` starts it
    { execArgv: ['--max-semi-space-size=4'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  let latest = { rssBytes: 0, loopP99Ms: 0, killed: 0 };
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'listening') resolve(message.url);
      else latest = message;
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
  });
  return { child, url, state: () => latest };
}

/** Makes every tile once, a few at a time. */
async function warmUp(url: string, { requests }: Visit): Promise<void> {
  const client = new LightClient(url);
  const tally = emptyTally();
  const waiting = [...requests];
  const lane = async () => {
    for (let asked = waiting.shift(); asked; asked = waiting.shift()) await ask(client, asked, tally);
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  client.close();
  if (tally.wrong.length > 0) throw new Error(`before the load: ${tally.wrong.join('; ')}`);
}

/** Whole items as stored. */
function largeFiles({ requests }: Visit): string[] {
  const items = new Set(
    requests.flatMap(({ path }) => /^\/api\/collections\/[^/]+\/items\/[^/]+(?=\/nodes\/)/.exec(path) ?? []),
  );
  if (items.size === 0) throw new Error('expected nodes in the recorded visit, seen none');
  return [...items].map((item) => `${item}/data.copc.laz`);
}

/** The cache may be deleted at any time. */
async function evict(dir: string, random: () => number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(EVICT_EVERY_MS, null, { signal }).catch(() => undefined);
    const found = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = found.filter((file) => file.isFile() && !file.name.endsWith('.tmp'));
    for (let i = 0; i < EVICTED && files.length > 0; i++) {
      const file = files[Math.floor(random() * files.length)]!;
      await rm(join(file.parentPath, file.name), { force: true });
    }
  }
}
