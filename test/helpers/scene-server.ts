/** The product as a user has it: the synthetic scene made and indexed by the command line, served on a free port. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '#worker/store/store.ts';
import type { Config } from '../../server/config.ts';
import { startServer } from '../../server/serve.ts';
import { SCENES_VARIABLE } from './scene-cache.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

export interface SceneChange {
  readonly id: string;
  readonly outline: { readonly coordinates: readonly (readonly [number, number])[][] };
  readonly cutM3: number;
  readonly fillM3: number;
  readonly netM3: number;
}

export interface SceneFacts {
  readonly changes: readonly SceneChange[];
  /** Everything between the two epochs. */
  readonly whole: Omit<SceneChange, 'id'>;
  readonly design: { readonly levelM: number; readonly raisedM: number };
  readonly suggestedSections: readonly {
    readonly nameEn: string;
    readonly line: readonly [readonly [number, number], readonly [number, number]];
  }[];
}

export interface SceneServer {
  /** With a slash at the end. */
  readonly url: string;
  /** Where the first account is made: as the command line prints it. */
  readonly setupUrl: string;
  readonly truth: SceneFacts;
  /** The scene's design surface as LandXML: the ground of `after` at the change `fill`. */
  readonly designFile: string;
  /** The scene's road as LandXML, with a design profile. */
  readonly alignmentFile: string;
  /** The eastern or western sheet of a year, as LAS. */
  sheetFile(epoch: 'before' | 'after', sheet: '08NF2330' | '08NF2331'): string;
  /** Another server on the same store, closed with this one. @returns its address, with a slash at the end */
  serveAgain(settings: Partial<Config>): Promise<string>;
  close(): Promise<void>;
}

async function tengun(...parameters: string[]): Promise<void> {
  await run(process.execPath, [join(ROOT, 'scripts', 'tengun.mjs'), ...parameters, '--json'], {
    maxBuffer: 64 * 2 ** 20,
  });
}

function requireBuiltViewer(): void {
  if (!existsSync(join(ROOT, 'viewer', 'dist', 'index.html'))) {
    throw new Error('expected the built viewer in viewer/dist: run `npm run build` first');
  }
}

const EPOCHS = [
  ['before', '変化前 2019 / Before 2019', '2019-11-18'],
  ['after', '変化後 2024 / After 2024', '2024-11-08'],
] as const;

/** `scene` with the files, `store` with both epochs. */
async function makeScene(dir: string, points: number): Promise<void> {
  const [scene, storeDir] = [join(dir, 'scene'), join(dir, 'store')];
  await tengun('scene', '--seed', '1', '--out', scene, '--points', String(points));
  for (const [id, title, datetime] of EPOCHS) {
    const facts = ['--title', title, '--datetime', datetime, '--vertical-datum', 'JGD2011', '--accuracy', '0.1'];
    await tengun('index', join(scene, id), '--collection', id, '--store', storeDir, ...facts);
  }
}

async function keptScene(scenes: string, points: number): Promise<string> {
  const kept = join(scenes, String(points));
  if (existsSync(kept)) return kept;
  const part = await mkdtemp(join(scenes, 'part-'));
  await makeScene(part, points);
  await rename(part, kept);
  return kept;
}

/** @param points a year; few are enough for the numbers, and quick to draw in software */
export async function startSceneServer(points = 500_000): Promise<SceneServer> {
  requireBuiltViewer();
  const dir = await mkdtemp(join(tmpdir(), 'tengun-e2e-'));
  const storeDir = join(dir, 'store');
  const scene = join(dir, 'scene');
  const scenes = process.env[SCENES_VARIABLE];
  if (scenes === undefined) await makeScene(dir, points);
  else await cp(await keptScene(scenes, points), dir, { recursive: true });
  const truth: SceneFacts = JSON.parse(await readFile(join(scene, 'truth.json'), 'utf8'));
  const cacheDir = join(dir, 'cache');
  const settings = { storeDir, cacheDir, port: 0, host: '127.0.0.1', logLevel: 'silent' } as const;
  const server = await startServer(settings);
  const others: { close(): Promise<void> }[] = [];
  return {
    url: server.url,
    setupUrl: server.setupUrl ?? '',
    truth,
    designFile: join(scene, 'design.xml'),
    alignmentFile: join(scene, 'alignment.xml'),
    sheetFile: (epoch, sheet) => join(scene, epoch, `${sheet}.las`),
    async serveAgain(more) {
      const other = await startServer({ ...settings, cacheDir: join(dir, `cache-${others.length}`), ...more });
      others.push(other);
      return other.url;
    },
    async close() {
      for (const one of [...others, server]) await one.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A server on a store without anything in it. */
export async function startEmptyServer(): Promise<Pick<SceneServer, 'url' | 'close'>> {
  requireBuiltViewer();
  const dir = await mkdtemp(join(tmpdir(), 'tengun-e2e-empty-'));
  const storeDir = join(dir, 'store');
  openStore(storeDir);
  const cacheDir = join(dir, 'cache');
  const server = await startServer({ storeDir, cacheDir, port: 0, host: '127.0.0.1', logLevel: 'silent' });
  return {
    url: server.url,
    async close() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A server on a store of one collection, from one LAS file. */
export async function startFileServer(
  collection: string,
  las: Uint8Array,
): Promise<Pick<SceneServer, 'url' | 'close'>> {
  requireBuiltViewer();
  const dir = await mkdtemp(join(tmpdir(), 'tengun-e2e-file-'));
  const [storeDir, source] = [join(dir, 'store'), join(dir, 'source')];
  await mkdir(source);
  await writeFile(join(source, `${collection}.las`), las);
  await tengun('index', source, '--collection', collection, '--store', storeDir, '--vertical-datum', 'JGD2011');
  const cacheDir = join(dir, 'cache');
  const server = await startServer({ storeDir, cacheDir, port: 0, host: '127.0.0.1', logLevel: 'silent' });
  return {
    url: server.url,
    async close() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
