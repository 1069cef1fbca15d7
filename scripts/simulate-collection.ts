/**
 * What a collection of prefecture size costs: makes one (real COPC files, whole tree of metadata), starts the server on
 * it, and measures against the targets.
 *
 * Usage: npm run simulate:collection -- [--items 50000] [--dir FOLDER] [--keep]
 * The folder holds the store; with --keep it stays, and a next run with the same number of items uses it again.
 */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { updateOverview } from '#worker/overview/update-overview.ts';
import { createPool } from '#worker/pool.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { seededRandom } from '../test/helpers/las-builder.ts';
import { makeTemplates, publishItem, sheetPlace, type Template, writeItems } from './simulated-collection.ts';

const COLLECTION = 'prefecture';
/** Published one by one at the end, as the indexer does. */
const LAST = 12;
const SEARCHES = 200;
const FEW_ITEMS = 20;
const PROBE = join(import.meta.dirname, 'probe-store-memory.ts');

const { values } = parseArgs({
  options: { items: { type: 'string', default: '50000' }, dir: { type: 'string' }, keep: { type: 'boolean' } },
});
const items = Number(values.items);
const dir = resolve(values.dir ?? join(tmpdir(), `tengun-simulation-${items}`));
const templates = await makeTemplates();
try {
  const made = await makeCollection(join(dir, 'store'), items);
  await makeCollection(join(dir, 'few'), FEW_ITEMS);
  const published = await measurePublishing(join(dir, 'store'), items);
  const earlier = await measurePublishing(join(dir, 'few'), FEW_ITEMS);
  const served = await measureServer(join(dir, 'store'));
  const few = await measureServer(join(dir, 'few'));
  const [memory, fewMemory] = [await probeMemory(join(dir, 'store')), await probeMemory(join(dir, 'few'))];
  const bytesPerItem = (memory - fewMemory) / (items - FEW_ITEMS);
  report({ items, made, published, earlier, served, few, memory, fewMemory, bytesPerItem });
} finally {
  if (!values.keep) await rm(dir, { recursive: true, force: true });
}

interface Made {
  readonly filesSeconds: number;
  readonly indexSeconds: number;
  readonly overviewSeconds: number;
  readonly overviews: number;
}

async function makeCollection(path: string, count: number): Promise<Made | null> {
  const store = openStore(path);
  if ((await store.listCollections()).some(({ id }) => id === COLLECTION)) return null;
  await mkdir(path, { recursive: true });
  const bulk = Math.max(0, count - LAST);
  const filesSeconds = await secondsOf(() => writeItems(store, COLLECTION, templates, { begin: 0, end: bulk }));
  const indexSeconds = await secondsOf(() => store.refresh());
  let overviews = 0;
  const overviewSeconds = await withPool(async (pool) =>
    secondsOf(async () => {
      overviews = (await updateOverview(store, COLLECTION, pool)).built;
    }),
  );
  return { filesSeconds, indexSeconds, overviewSeconds, overviews };
}

interface Published {
  readonly first: number;
  readonly medianMs: number;
  readonly filesChanged: readonly string[];
  readonly overviewMs: number;
  readonly overviewFilesChanged: number;
}

/** Publishes the last items in this process; the first of them also pays for reading the index. */
async function measurePublishing(path: string, count: number): Promise<Published> {
  const store = openStore(path);
  const begin = count - Math.min(LAST, count - 1);
  const first = await millisecondsOf(() => publish(store, begin));
  const rest: number[] = [];
  for (let index = begin + 1; index < count - 1; index++) rest.push(await millisecondsOf(() => publish(store, index)));
  const before = await stampsOf(path);
  rest.push(await millisecondsOf(() => publish(store, count - 1)));
  const filesChanged = changes(before, await stampsOf(path));
  const [overviewMs, overviewFilesChanged] = await withPool(async (pool) => {
    await updateOverview(store, COLLECTION, pool);
    await publish(store, count - 1, 1);
    const there = await stampsOf(store.overviewDir(COLLECTION));
    const ms = await millisecondsOf(() => updateOverview(store, COLLECTION, pool));
    return [ms, changes(there, await stampsOf(store.overviewDir(COLLECTION))).length] as const;
  });
  return { first, medianMs: quantile(rest, 0.5), filesChanged, overviewMs, overviewFilesChanged };
}

async function publish(store: Store, index: number, another = 0): Promise<void> {
  const template = templates[(index + another) % templates.length] as Template;
  await publishItem(store, COLLECTION, template, sheetPlace(index));
}

interface Served {
  readonly startSeconds: number;
  readonly firstListSeconds: number;
  /** Resident memory when the first points are there, and after all searches. */
  readonly openedMiB: number;
  readonly searchedMiB: number;
  readonly searchMs: { readonly median: number; readonly p95: number; readonly itemsMedian: number };
  readonly wideSearchMs: { readonly median: number; readonly p95: number; readonly matched: number };
  readonly beforePointsBytes: number;
  readonly firstPointsBytes: number;
  readonly requests: readonly { readonly path: string; readonly bytes: number }[];
}

/** Starts the server as a user does, in a process of its own. */
async function measureServer(store: string): Promise<Served> {
  const port = await freePort();
  const begin = performance.now();
  const server = spawn(
    process.execPath,
    [join(import.meta.dirname, 'tengun.mjs'), 'serve', '--port', String(port), '--store', store],
    {
      stdio: 'ignore',
      env: { ...process.env, TENGUN_CACHE: join(store, '..', 'cache'), TENGUN_REQUESTS_PER_MINUTE: '0' },
    },
  );
  const base = `http://127.0.0.1:${port}`;
  try {
    await waitFor(`${base}/health/live`);
    const startSeconds = (performance.now() - begin) / 1000;
    await bytesOf(`${base}/api/search?bbox=138.5,34.9,138.52,34.92`);
    const firstListSeconds = (performance.now() - begin) / 1000;
    const first = await firstBytes(base);
    const openedMiB = await residentMiB(server.pid);
    const searchMs = await measureSearch(base, 0.02, 100);
    const wideSearchMs = await measureSearch(base, 0.3, 10);
    return {
      startSeconds,
      firstListSeconds,
      openedMiB,
      searchedMiB: await residentMiB(server.pid),
      searchMs: { ...searchMs, itemsMedian: searchMs.matched },
      wideSearchMs,
      ...first,
    };
  } finally {
    server.kill('SIGINT');
    await new Promise((done) => server.once('exit', done));
  }
}

/** As the system counts it: with garbage, code and threads. NaN where there is no /proc. */
async function residentMiB(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** What a viewer that sees the whole collection asks for until its first points are there. */
async function firstBytes(base: string) {
  const requests: { path: string; bytes: number }[] = [];
  const ask = async (path: string): Promise<Buffer> => {
    const { body, bytes } = await bytesOf(`${base}${path}`);
    requests.push({ path, bytes });
    return body;
  };
  await ask('/api/collections');
  await ask(`/api/collections/${COLLECTION}/items?limit=1`);
  const tileset = `/api/collections/${COLLECTION}/3dtiles/tileset.json`;
  let document = tileset;
  let points: string | null = null;
  while (!points) {
    const { root } = JSON.parse((await ask(document)).toString()) as { root: JsonTile };
    const { pathname, search } = new URL(firstContent(root), `${base}${document}`);
    if (pathname.endsWith('.glb')) points = pathname + search;
    else document = pathname + search;
  }
  const beforePointsBytes = requests.reduce((sum, { bytes }) => sum + bytes, 0);
  await ask(points);
  return { beforePointsBytes, firstPointsBytes: requests.at(-1)!.bytes, requests };
}

interface JsonTile {
  readonly content?: { readonly uri: string };
  readonly children?: readonly JsonTile[];
}

function firstContent({ content, children = [] }: JsonTile): string {
  if (content) return content.uri;
  const [first] = children;
  if (!first) throw new Error('a tileset without content');
  return firstContent(first);
}

async function measureSearch(base: string, degrees: number, limit: number) {
  const random = seededRandom(7);
  const collection = JSON.parse((await bytesOf(`${base}/api/collections/${COLLECTION}`)).body.toString());
  const area = collection.extent.spatial.bbox[0] as readonly [number, number, number, number];
  const times: number[] = [];
  const matched: number[] = [];
  for (let round = 0; round < SEARCHES; round++) {
    const [west, south] = [
      area[0] + random() * Math.max(0, area[2] - area[0] - degrees),
      area[1] + random() * Math.max(0, area[3] - area[1] - degrees),
    ];
    const bbox = [west, south, west + degrees, south + degrees].map((value) => value.toFixed(5)).join();
    const begin = performance.now();
    const response = await fetch(`${base}/api/search?bbox=${bbox}&limit=${limit}`);
    const text = await response.text();
    times.push(performance.now() - begin);
    matched.push((JSON.parse(text) as { numberMatched: number }).numberMatched);
  }
  // the first ones pay for compiling
  const warm = times.slice(20);
  return { median: quantile(warm, 0.5), p95: quantile(warm, 0.95), matched: quantile(matched, 0.5) };
}

/** Bytes of heap and buffers that a process holds with the index, the tree of cells and nothing else loaded. */
async function probeMemory(store: string): Promise<number> {
  const probe = spawn(process.execPath, ['--expose-gc', PROBE, store, COLLECTION], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const piece of probe.stdout) text += piece;
  return Number(text);
}

async function bytesOf(url: string): Promise<{ body: Buffer; bytes: number }> {
  // as it goes over the wire: fetch would unpack it and forget the size
  const { request } = await import('node:http');
  return await new Promise((done, fail) => {
    const asked = request(url, { headers: { 'accept-encoding': 'gzip' } }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      const packed = Buffer.concat(parts);
      const { gunzipSync } = await import('node:zlib');
      const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
      if (response.statusCode !== 200) fail(new Error(`${url}: ${response.statusCode} ${body}`));
      done({ body, bytes: packed.length });
    });
    asked.on('error', fail).end();
  });
}

async function waitFor(url: string): Promise<void> {
  for (let round = 0; round < 3000; round++) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(10);
  }
  throw new Error(`${url} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function withPool<T>(work: (pool: ReturnType<typeof createPool>) => Promise<T>): Promise<T> {
  const pool = createPool();
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

async function stampsOf(path: string): Promise<Map<string, string>> {
  const stamps = new Map<string, string>();
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { mtimeMs, ino, size } = await stat(file);
    stamps.set(file.slice(path.length + 1), `${ino}:${mtimeMs}:${size}`);
  }
  return stamps;
}

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  return (await millisecondsOf(work)) / 1000;
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

interface Results {
  readonly items: number;
  readonly made: Made | null;
  readonly published: Published;
  readonly earlier: Published;
  readonly served: Served;
  readonly few: Served;
  readonly memory: number;
  readonly fewMemory: number;
  readonly bytesPerItem: number;
}

function report(results: Results): void {
  const { made, published, earlier, served, few, bytesPerItem } = results;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const rows: [string, string, string][] = [
    [`server answers, ${items} items`, `${served.startSeconds.toFixed(2)} s`, '≤ 2 s'],
    ['… and has answered its first search', `${served.firstListSeconds.toFixed(2)} s`, '≤ 2 s'],
    [
      `bbox search, median of ${served.searchMs.itemsMedian} items, all of them sent`,
      `${ms(served.searchMs.median)} (95 %: ${ms(served.searchMs.p95)})`,
      '≤ 20 ms',
    ],
    [
      `bbox search, median of ${served.wideSearchMs.matched} items, 10 of them sent`,
      `${ms(served.wideSearchMs.median)} (95 %: ${ms(served.wideSearchMs.p95)})`,
      '≤ 20 ms',
    ],
    ['bytes before the first points', `${served.beforePointsBytes}`, '≤ 300,000'],
    ['… with the first points', `${served.beforePointsBytes + served.firstPointsBytes}`, ''],
    [`… of ${FEW_ITEMS} items`, `${few.beforePointsBytes} / ${few.beforePointsBytes + few.firstPointsBytes}`, ''],
    ['memory an item: heap and buffers', `${bytesPerItem.toFixed(0)} bytes`, '≤ 200'],
    [
      `resident memory of the server at its first points (${FEW_ITEMS} items)`,
      `${served.openedMiB.toFixed(0)} MiB (${few.openedMiB.toFixed(0)} MiB)`,
      '',
    ],
    [
      `… after ${2 * SEARCHES} searches`,
      `${served.searchedMiB.toFixed(0)} MiB (${few.searchedMiB.toFixed(0)} MiB)`,
      '',
    ],
    [`publishing item ${items}`, `${ms(published.medianMs)}, first in its process ${ms(published.first)}`, ''],
    [`publishing item ${FEW_ITEMS}`, `${ms(earlier.medianMs)}, first in its process ${ms(earlier.first)}`, ''],
    ['files that a publication changed', `${published.filesChanged.length}`, ''],
    [
      'overviews after one item changed',
      `${ms(published.overviewMs)}, ${published.overviewFilesChanged} files (old and new)`,
      '',
    ],
  ];
  if (made) {
    rows.push(['index of all items from their documents', `${made.indexSeconds.toFixed(1)} s`, '']);
    rows.push([`all overviews (${made.overviews})`, `${made.overviewSeconds.toFixed(1)} s`, '']);
  }
  console.log(`| ${items} items | measured | target |\n|---|---|---|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  console.log(JSON.stringify(results, null, 2));
}
