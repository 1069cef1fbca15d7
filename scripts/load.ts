/**
 * Many viewers at once, replaying a recorded visit on the demo scene, the server in a process of its own on the same machine.
 * Usage: npm run load -- [--viewers 1000] [--minutes 5] [--slow] [--kill-workers] [--points 500000] [--store FOLDER]
 * The viewers come within half a minute, in which answers are not timed; the minutes begin when all are there.
 * `--slow` adds clients that take little or nothing of what they asked for, a tenth of the viewers; `--kill-workers` ends a worker thread
 * each second. Prints what was answered and how the server was; exit code 1 when there was an error, a broken connection, memory that
 * grew, or a p99 of cached tiles beyond ten times the p50. Where threads die, tiles of maps are taken out of the cache and made anew all
 * the time: they are told apart, and the other tiles are the cached ones.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeLoadStore } from '../test/helpers/load/load-store.ts';
import {
  cutOff,
  faultsOf,
  type LoadOptions,
  type LoadResult,
  mib,
  runLoad,
  tailFault,
} from '../test/helpers/load/run-load.ts';
import { percentile } from '../test/helpers/load/viewers.ts';

const { values } = parseArgs({
  options: {
    viewers: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '5' },
    slow: { type: 'boolean', default: false },
    'kill-workers': { type: 'boolean', default: false },
    points: { type: 'string', default: '500000' },
    store: { type: 'string' },
  },
});
/** In which the viewers come: nobody has a thousand in the same second. */
const RAMP_SECONDS = 30;
const dir = await mkdtemp(join(tmpdir(), 'tengun-load-'));
try {
  const storeDir = values.store === undefined ? await makeLoadStore(dir, Number(values.points)) : resolve(values.store);
  const viewers = Number(values.viewers);
  const options: LoadOptions = {
    storeDir,
    cacheDir: join(dir, 'cache'),
    viewers,
    rampSeconds: RAMP_SECONDS,
    seconds: Number(values.minutes) * 60,
    slow: values.slow ? Math.ceil(viewers / 10) : 0,
    killEveryMs: values['kill-workers'] ? 1000 : null,
    onState: ({ seconds, rssBytes, loopP99Ms, ownLoopP99Ms, requests }) =>
      process.stderr.write(
        `${seconds.toFixed(0).padStart(4)} s  ${String(requests).padStart(8)} requests  ${mib(rssBytes).padStart(5)} MiB  ` +
          `event loop p99 ${loopP99Ms.toFixed(0)} ms (viewers' own ${ownLoopP99Ms.toFixed(0)} ms)\n`,
      ),
  };
  const result = await runLoad(options);
  print(options, result);
  const tail = tailFault(result);
  const faults = [...faultsOf(result, options), ...(tail === null ? [] : [tail])];
  for (const fault of [...faults, ...result.tally.wrong]) process.stdout.write(`FAULT ${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await rm(dir, { recursive: true, force: true });
}

function print(
  { viewers, rampSeconds, seconds }: LoadOptions,
  { visit, tally, slow, states, threadsKilled, metrics }: LoadResult,
): void {
  const total = [...tally.statuses.values()].reduce((sum, count) => sum + count, 0);
  const ms = (list: readonly number[]) =>
    `p50 ${percentile(list, 0.5).toFixed(1)} ms, p99 ${percentile(list, 0.99).toFixed(1)} ms, most ${percentile(list, 1).toFixed(0)} ms`;
  const minutes = states.filter(
    ({ seconds: at }, i) =>
      i === 0 || i === states.length - 1 || Math.floor(at / 60) > Math.floor(states[i - 1]!.seconds / 60),
  );
  const metric = (name: string) =>
    metrics
      .split('\n')
      .filter((line) => line.startsWith(name))
      .join('  ') || `${name}: none`;
  const rows = [
    // the machine is part of the result
    ['processors', `${availableParallelism()}, shared by server and viewers`],
    [
      'viewers',
      `${viewers}, ${visit.requests.length} requests a visit of ${(visit.durationMs / 1000).toFixed(0)} s, for ${seconds} s after the ${rampSeconds} s in which they came`,
    ],
    ['requests', `${total}, ${(total / (rampSeconds + seconds)).toFixed(0)} a second, ${mib(tally.bytes)} MiB`],
    ['statuses', [...tally.statuses].map(([status, count]) => `${status}: ${count}`).join(', ')],
    ['cached tiles', `${tally.tileMs.length}: ${ms(tally.tileMs)}`],
    ['tiles made anew', `${tally.madeMs.length}${tally.madeMs.length > 0 ? `: ${ms(tally.madeMs)}` : ''}`],
    ['documents', `${tally.otherMs.length}: ${ms(tally.otherMs)}`],
    [
      'resident memory',
      minutes.map(({ seconds: at, rssBytes }) => `${at.toFixed(0)} s: ${mib(rssBytes)} MiB`).join(', '),
    ],
    [
      'event loop p99',
      `${percentile(
        states.map(({ loopP99Ms }) => loopP99Ms),
        0.5,
      ).toFixed(0)} ms (middle), ${Math.max(...states.map(({ loopP99Ms }) => loopP99Ms)).toFixed(0)} ms (most)`,
    ],
    ['slow clients', `${slow.opened} opened, ${cutOff({ metrics })} cut off by the server`],
    ['threads', `${threadsKilled} killed; ${metric('tengun_pool_run_again_total')}`],
    ['refused', metric('tengun_refused_total')],
  ] as const;
  for (const [name, text] of rows) process.stdout.write(`${name.padEnd(16)} ${text}\n`);
}
