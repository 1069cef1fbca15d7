/** A server with too much to do, and what readiness and metrics say: real limits, passed for real. */
import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createPool } from '#worker/pool.ts';
import { writeLastScrub } from '#worker/scrub/scrub-report.ts';
import type { Config } from '../../../server/config.ts';
import { COSTLY_ROUTES } from '../../../server/upkeep/costly-routes.ts';
import { Lifecycle } from '../../../server/upkeep/lifecycle.ts';
import { diskState, ReadinessChecks } from '../../../server/upkeep/readiness.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

let server: TestServer;
afterEach(() => server?.close());
const start = async (overrides: Partial<Config> = {}) => {
  server = await testServer(async (store) => {
    await publish(store, import.meta.filename, { collection: 'roads', id: 'a' });
  }, overrides);
  return server.app;
};
const NODE = '/api/collections/roads/items/a/nodes/0-0-0-0.glb';
const until = async (condition: () => Promise<boolean>) => {
  for (let i = 0; i < 200 && !(await condition()); i++) await sleep(50);
  expect(await condition()).toBe(true);
};

describe('too much to do', () => {
  it('of memory: what costs is refused for a while, what is small goes on, and readiness says no', async () => {
    // less than any Node process has
    const app = await start({ maxRssBytes: 2 ** 20 });
    await until(async () => (await app.inject(NODE)).statusCode === 503);
    const refused = await app.inject(NODE);
    expect(refused.json()).toMatchObject({ code: 'BUSY', status: 503, details: { reason: 'memory' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    for (const [url, status] of [
      ['/health/live', 200],
      ['/metrics', 200],
      ['/', 200],
      ['/api', 200],
      ['/api/collections/roads', 200],
      ['/health/ready', 503],
    ] as const) {
      expect([url, (await app.inject(url)).statusCode]).toEqual([url, status]);
    }
    expect((await app.inject('/health/ready')).json().details).toMatchObject({ load: 'memory', store: 'ok' });
    const { body } = await app.inject('/metrics');
    expect(Number(/^tengun_refused_total\{reason="memory"\} (\d+)$/m.exec(body)?.[1])).toBeGreaterThan(1);
    expect(body).toMatch(/^tengun_overloaded 1$/m);
  });

  it('of the event loop: refused while it lasts, and not after', async () => {
    const app = await start({ maxEventLoopDelayMs: 100 });
    const block = () => {
      const end = performance.now() + 300;
      while (performance.now() < end);
    };
    let isOver = false;
    const blocking = (async () => {
      while (!isOver) {
        block();
        await sleep(1);
      }
    })();
    await until(async () => (await app.inject(NODE)).statusCode === 503);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    isOver = true;
    await blocking;
    // the item is no point file: its own answer again
    await until(async () => (await app.inject(NODE)).statusCode !== 503);
  }, 60_000);

  it('concerns routes that there are', async () => {
    const app = await start();
    const there = new Set(app.listOfRoutes().map(({ method, url }) => `${method} ${url}`));
    expect([...COSTLY_ROUTES].filter((route) => !there.has(route))).toEqual([]);
  });
});

describe('readiness', () => {
  it('says which check failed, and no path: a store that is no folder', async () => {
    const app = await start();
    expect((await app.inject('/health/ready')).json()).toMatchObject({ status: 'ok', checks: { store: 'ok' } });
    await rm(server.config.storeDir, { recursive: true });
    await writeFile(server.config.storeDir, 'no folder');
    await until(async () => (await app.inject('/health/ready')).statusCode === 503);
    const answer = await app.inject('/health/ready');
    expect(answer.json()).toMatchObject({ code: 'BUSY', details: { store: 'failed', threads: 'ok' } });
    expect(answer.body).not.toContain(server.dir);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
  });

  it('is not there before everything has answered once, nor when threads do not, nor when it stops', async () => {
    const pool = createPool({ threads: 1 });
    const lifecycle = new Lifecycle();
    const storeDir = await temporaryFolder();
    const checks = new ReadinessChecks({ storeDir, pool, lifecycle, strain: () => null });
    expect(lifecycle.state).toBe('starting');
    expect((await checks.check()).refusing).toBeNull();
    expect(lifecycle.state).toBe('running');
    await pool.close();
    const other = new ReadinessChecks({ storeDir, pool, lifecycle: new Lifecycle(), strain: () => null });
    const broken = { run: () => Promise.reject(new Error('no thread')) } as unknown as typeof pool;
    const without = new ReadinessChecks({ storeDir, pool: broken, lifecycle: new Lifecycle(), strain: () => null });
    expect(await without.check()).toMatchObject({ refusing: ['state', 'threads'], findings: { threads: 'failed' } });
    lifecycle.stop();
    expect((await checks.check()).refusing).toEqual(['state']);
    expect(other).toBeDefined();
  });

  it('tells a disk that is nearly full, and stays', async () => {
    const pool = createPool({ threads: 1 });
    const room = async () => ({ freeBytes: 5e6, totalBytes: 1e12 });
    const storeDir = await temporaryFolder();
    const checks = new ReadinessChecks({ storeDir, pool, lifecycle: new Lifecycle(), strain: () => null, room });
    expect(await checks.check()).toMatchObject({ refusing: null, findings: { disk: 'nearly full' } });
    await pool.close();
    expect(diskState({ freeBytes: 2e10, totalBytes: 1e12 })).toBe('ok');
    expect(diskState({ freeBytes: 9e9, totalBytes: 1e12 })).toBe('nearly full');
    expect(diskState({ freeBytes: 2e7, totalBytes: 1e8 })).toBe('ok');
    expect(diskState({ freeBytes: 9e5, totalBytes: 1e8 })).toBe('nearly full');
  });
});

describe('metrics', () => {
  it('are Prometheus text: every sample belongs to the family above it, no family and no series twice', async () => {
    const app = await start();
    const counts = { collections: 1, items: 1, versions: 1, files: 1, databases: 0, pictures: 0, sizeBytes: 1 };
    const finished = '2026-11-21T03:00:00Z';
    const damage = [{ kind: 'points', path: 'roads/a', reason: 'a bit' }] as const;
    const report = {
      started: finished,
      finished,
      since: null,
      resumed: 0,
      counts,
      damage,
      moreDamage: 2,
      unchecked: {},
    };
    await writeLastScrub(server.config.storeDir, report);
    await app.close();
    const again = await testServer(async () => undefined, { storeDir: server.config.storeDir });
    await again.app.inject({ method: 'POST', url: '/api/session', payload: { name: 'x', password: 'a b c d e f' } });
    await again.app.inject('/api/collections/one"two');
    await until(async () => /^tengun_scrub_damaged \d/m.test((await again.app.inject('/metrics')).body));
    const { body } = await again.app.inject('/metrics');
    await again.close();
    const families = readPrometheus(body);
    const one = (name: string) => families.get(name)?.samples[0]?.value;
    expect(one('tengun_scrub_damaged')).toBe(3);
    expect(one('tengun_scrub_finished_seconds')).toBe(Date.parse(finished) / 1000);
    expect(one('tengun_sign_ins_failed_total')).toBe(1);
    expect(families.get('tengun_event_loop_delay_seconds')?.samples).toHaveLength(2);
    expect(one('tengun_memory_limit_bytes')).toBe(server.config.maxRssBytes);
    expect(families.get('tengun_pool_threads_lost_total')).toMatchObject({ type: 'counter' });
    expect(families.get('tengun_pool_threads_lost_total')?.samples).toHaveLength(3);
    const times = families.get('tengun_http_request_seconds');
    expect(times?.type).toBe('histogram');
    const route = times!.samples.filter(({ labels }) => labels.get('route') === '/api/session');
    const buckets = route.filter(({ name }) => name.endsWith('_bucket')).map(({ value }) => value);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(buckets.at(-1)).toBe(route.find(({ name }) => name.endsWith('_count'))?.value);
  });
});

interface Family {
  readonly type: string;
  readonly samples: { readonly name: string; readonly labels: Map<string, string>; readonly value: number }[];
}

/** The exposition format 0.0.4, strictly. @throws {Error} with the line that is not right */
function readPrometheus(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  const series = new Set<string>();
  let [helped, current]: [string | null, string | null] = [null, null];
  for (const line of text.slice(0, -1).split('\n')) {
    const wrong = (why: string) => new Error(`${why}: ${line}`);
    const help = /^# HELP ([a-zA-Z_:][\w:]*) \S.*$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram)$/.exec(line);
    if (help) helped = help[1]!;
    else if (type) {
      if (helped !== type[1]) throw wrong('a type without its help');
      if (families.has(type[1]!)) throw wrong('a family twice');
      current = type[1]!;
      families.set(current, { type: type[2]!, samples: [] });
    } else {
      const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+?Inf)|NaN)$/.exec(line);
      if (!sample || current === null) throw wrong('no sample');
      const [, name, inside = '', value] = sample as unknown as [string, string, string | undefined, string];
      const family = families.get(current)!;
      const names = family.type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => current + end) : [current];
      if (!names.includes(name)) throw wrong(`not of ${current}`);
      if (family.type === 'counter' && !name.endsWith('_total')) throw wrong('a counter without _total');
      const labels = new Map<string, string>();
      let rest = inside;
      for (let part = LABEL.exec(rest); part; part = LABEL.exec(rest)) {
        if (labels.has(part[1]!)) throw wrong('a label twice');
        labels.set(part[1]!, part[2]!);
        rest = rest.slice(part[0].length);
      }
      if (rest !== '') throw wrong('a label that is none');
      const key = `${name}{${[...labels].sort().join()}}`;
      if (series.has(key)) throw wrong('a series twice');
      series.add(key);
      family.samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) });
    }
  }
  return families;
}

const LABEL = /^([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=.)|$)/;
