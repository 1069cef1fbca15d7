/** What is told of the process itself: event loop, memory, connections, threads, what was refused, what the last scrub found. */

import type { WorkerPool } from '#worker/pool.ts';
import { readLastScrub, type ScrubReport } from '#worker/scrub/scrub-report.ts';
import type { Gauge } from '../plugins/metrics.ts';
import type { Refusals } from './back-pressure.ts';
import type { Connections } from './connections.ts';
import type { Watch } from './watch.ts';

export interface Upkeep {
  readonly watch: Watch;
  readonly connections: Connections;
  readonly refusals: Refusals;
  readonly pools: Readonly<Record<string, WorkerPool>>;
  readonly maxRssBytes: number;
}

export function upkeepGauges({ watch, connections, refusals, pools, maxRssBytes }: Upkeep): Gauge[] {
  const ofPools = (
    name: string,
    help: string,
    key: 'threads' | 'running' | 'waiting' | 'lost' | 'runAgain',
  ): Gauge => ({
    name,
    help,
    type: key === 'lost' || key === 'runAgain' ? 'counter' : 'gauge',
    value: () => Object.entries(pools).map(([pool, { counts }]) => [{ pool }, counts()[key]]),
  });
  const gauge = (name: string, help: string, value: Gauge['value']): Gauge => ({ name, help, type: 'gauge', value });
  const counter = (name: string, help: string, value: Gauge['value']): Gauge => ({
    name,
    help,
    type: 'counter',
    value,
  });
  return [
    gauge('tengun_event_loop_delay_seconds', 'Delay of the event loop in the last quarter of a minute.', () => [
      [{ quantile: '0.5' }, watch.loopDelay.p50Ms / 1000],
      [{ quantile: '0.99' }, watch.loopDelay.p99Ms / 1000],
    ]),
    gauge('tengun_overloaded', 'Whether costly requests are refused now.', () => (watch.reason === null ? 0 : 1)),
    counter('tengun_refused_total', 'Requests that were sent away, by reason.', () =>
      [...refusals.counts()].map(([reason, count]) => [{ reason }, count]),
    ),
    gauge('tengun_memory_limit_bytes', 'Resident memory above which costly requests are refused.', () => maxRssBytes),
    gauge('tengun_heap_used_bytes', 'Heap of the main thread.', () => process.memoryUsage().heapUsed),
    gauge(
      'tengun_external_memory_bytes',
      'Buffers outside of the heap of the main thread.',
      () => process.memoryUsage().external,
    ),
    gauge('tengun_connections', 'Open connections.', () => connections.counts().open),
    gauge('tengun_answers_running', 'Requests whose answers are not complete.', () => connections.counts().answering),
    gauge('tengun_answers_pending_bytes', 'Bytes of answers that clients have not taken yet.', () =>
      connections.pendingBytes(),
    ),
    counter(
      'tengun_connections_stalled_total',
      'Connections cut off because the client took nothing.',
      () => connections.counts().stalled,
    ),
    counter('tengun_connections_refused_total', 'Connections beyond the limits.', () => connections.counts().refused),
    ofPools('tengun_pool_threads', 'Worker threads that are there.', 'threads'),
    ofPools('tengun_pool_running', 'Jobs on a thread.', 'running'),
    ofPools('tengun_pool_waiting', 'Jobs in line for a thread.', 'waiting'),
    ofPools('tengun_pool_threads_lost_total', 'Worker threads that died.', 'lost'),
    ofPools('tengun_pool_run_again_total', 'Jobs run once more because their thread died.', 'runAgain'),
  ];
}

const SCRUB_KEEP_MS = 60_000;

/** Of the last scrub; the file is read at most once a minute, beside the answer. Nothing when there was none. */
export function scrubGauges(storeDir: string): Gauge[] {
  let [report, at]: [ScrubReport | null, number] = [null, Number.NEGATIVE_INFINITY];
  const last = () => {
    if (performance.now() - at > SCRUB_KEEP_MS) {
      at = performance.now();
      readLastScrub(storeDir).then(
        (read) => {
          report = read;
        },
        () => undefined,
      );
    }
    return report;
  };
  last();
  const gauge = (name: string, help: string, of: (report: ScrubReport) => number): Gauge => ({
    name,
    help,
    type: 'gauge',
    value: () => {
      const found = last();
      return found === null ? [] : [[{}, of(found)]];
    },
  });
  return [
    gauge('tengun_scrub_finished_seconds', 'End of the last scrub, seconds since 1970.', ({ finished }) =>
      finished === null ? 0 : Date.parse(finished) / 1000,
    ),
    gauge(
      'tengun_scrub_damaged',
      'Damaged things that the last scrub found.',
      ({ damage, moreDamage }) => damage.length + moreDamage,
    ),
  ];
}
