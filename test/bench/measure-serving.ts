/**
 * How fast cached tiles go out, against @fastify/static with the same bytes from the disk: both servers in processes of their own,
 * 200 connections, one after the other, twice. And what a cold node costs against npm laz-perf decoding it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { openCopc } from '#core/copc/copc.ts';
import { keyText } from '#core/copc/voxel-key.ts';
import { openFileSource } from '#worker/file-source.ts';
import { openStore } from '#worker/store/store.ts';
import { lazPerfOracle } from '../helpers/laz-perf-oracle.ts';

export interface ServingResult {
  /** Requests a second, of ours over @fastify/static's. */
  readonly nodeRatio: number;
  readonly mapRatio: number;
  readonly errors: number;
  /** Growth of our process's memory from the first to the last second under load. */
  readonly memoryGrowthMiB: number;
  /** Seconds for a cold node over those of laz-perf decoding it: median of some. */
  readonly coldNodeRatio: number;
}

const CONNECTIONS = 200;
const SECONDS = 8;
const ROUNDS = 2;
const COLD_NODES = 12;
const root = join(import.meta.dirname, '..', '..');

export async function measureServing(storeDir: string, cid: string): Promise<ServingResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tengun-bench-serving-'));
  const processes: ChildProcess[] = [];
  const stop = () => {
    for (const child of processes) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const ours = await start(processes, [join(root, 'scripts', 'tengun.mjs'), 'serve', '--port'], {
      TENGUN_STORE: storeDir,
      TENGUN_CACHE: join(folder, 'cache'),
      TENGUN_REQUESTS_PER_MINUTE: '0',
    });
    const coldNodeRatio = await coldNodes(ours.url, storeDir, cid);
    const files = join(folder, 'files');
    mkdirSync(files);
    const nodePaths = await someNodes(storeDir, cid);
    const mapPaths = await someMaps(ours.url, cid);
    const keep = async (paths: readonly string[], prefix: string) => {
      const names: string[] = [];
      for (const [i, path] of paths.entries()) {
        const answer = await fetch(`${ours.url}${path}`);
        if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
        const name = `${prefix}${i}.bin`;
        writeFileSync(join(files, name), new Uint8Array(await answer.arrayBuffer()));
        names.push(`/${name}`);
      }
      return names;
    };
    const nodeFiles = await keep(nodePaths, 'node');
    const mapFiles = await keep(mapPaths, 'map');
    const theirs = await start(processes, [join(import.meta.dirname, 'static-server.ts'), files], {});
    const memory = memoryOf(ours.child);
    let errors = 0;
    const rate = async (url: string, paths: readonly string[]) => {
      const {
        requests,
        errors: failed,
        timeouts,
        non2xx,
      } = await autocannon({
        url,
        connections: CONNECTIONS,
        duration: SECONDS,
        requests: paths.map((path) => ({ path })),
      });
      errors += failed + timeouts + non2xx;
      return requests.average;
    };
    const ratio = async (own: readonly string[], other: readonly string[]) => {
      let [sum, against] = [0, 0];
      for (let round = 0; round < ROUNDS; round++) {
        against += await rate(theirs.url, other);
        sum += await rate(ours.url, own);
      }
      return sum / against;
    };
    // the first round warms both up
    await rate(ours.url, nodePaths);
    const before = memory();
    const nodeRatio = await ratio(nodePaths, nodeFiles);
    const mapRatio = await ratio(mapPaths, mapFiles);
    return { nodeRatio, mapRatio, errors, memoryGrowthMiB: memory() - before, coldNodeRatio };
  } finally {
    stop();
  }
}

/** Some tiles of each size, as viewers ask for them: with their version. */
async function someNodes(storeDir: string, cid: string): Promise<string[]> {
  const store = openStore(storeDir);
  const [item] = (await store.listItems(cid, { limit: 1 })).items;
  if (!item) throw new Error(`no item in ${cid}`);
  await using source = await openFileSource(store.dataPath(item));
  const nodes = [...(await (await openCopc(source)).loadAllNodes()).values()].filter(
    ({ pointCount }) => pointCount < 60_000,
  );
  const base = `/api/collections/${cid}/items/${item.id}/nodes`;
  return nodes.slice(0, 40).map(({ key }) => `${base}/${keyText(key)}.glb?v=${item.properties['tengun:version']}`);
}

async function someMaps(url: string, cid: string): Promise<string[]> {
  const json = (await (await fetch(`${url}/api/collections/${cid}/map/dtm/hillshade/tilejson.json`)).json()) as {
    readonly tiles: readonly [string];
    readonly center: readonly [number, number, number];
  };
  const { tileOf } = await import('#core/tiles/web-mercator.ts');
  const [lon, lat] = json.center;
  const paths: string[] = [];
  for (const z of [15, 16, 17, 18]) {
    const { x, y } = tileOf(lon, lat, z);
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
    ] as const) {
      const filled = json.tiles[0]
        .replace('{z}', `${z}`)
        .replace('{x}', `${x + dx}`)
        .replace('{y}', `${y + dy}`);
      paths.push(filled.slice(new URL(filled).origin.length));
    }
  }
  return paths;
}

/** The time of a node that nobody asked for before, against laz-perf decoding its chunk. */
async function coldNodes(url: string, storeDir: string, cid: string): Promise<number> {
  const store = openStore(storeDir);
  const [item] = (await store.listItems(cid, { limit: 1 })).items;
  await using source = await openFileSource(store.dataPath(item!));
  const copc = await openCopc(source);
  const nodes = [...(await copc.loadAllNodes()).values()].filter(({ pointCount }) => pointCount > 30_000);
  const lazPerf = await lazPerfOracle();
  const ratios: number[] = [];
  const base = `${url}/api/collections/${cid}/items/${item!.id}/nodes`;
  // the first request starts a thread and reads the hierarchy
  for (const [i, node] of nodes.slice(-COLD_NODES - 2).entries()) {
    const chunk = await copc.readChunk(node);
    const begin = performance.now();
    const answer = await fetch(`${base}/${keyText(node.key)}.glb?frame=local`);
    await answer.arrayBuffer();
    const cold = performance.now() - begin;
    lazPerf(chunk, copc.layout, node.pointCount);
    const start = performance.now();
    lazPerf(chunk, copc.layout, node.pointCount);
    if (i >= 2) ratios.push(cold / (performance.now() - start));
  }
  ratios.sort((a, b) => a - b);
  return ratios[ratios.length >> 1] ?? Number.NaN;
}

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
}

async function start(
  processes: ChildProcess[],
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, [...args, String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  });
  processes.push(child);
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt++) {
    if (
      await fetch(`${url}/health/live`).then(
        () => true,
        () => false,
      )
    )
      return { url, child };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${args[0]} did not start`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Reads how much memory a process has, MiB; 0 where that cannot be told. */
function memoryOf({ pid }: ChildProcess): () => number {
  return () => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  };
}
