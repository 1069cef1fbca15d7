/**
 * `npm run bench`: the codec, the indexer and measuring, in units of what npm laz-perf needs to decode the same points in the same
 * run, so that figures compare across machines. See README.md.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCodec } from '#worker/codec/codec.ts';
import { type BenchCloud, lazCloud, pointwiseSceneCloud, sceneCloud } from './cloud.ts';
import { measureCodec, measurePointwise } from './measure-codec.ts';
import { measureProcess, type ProcessCost } from './measure-process.ts';
import { measureSections, type SectionSeconds } from './measure-section.ts';
import { measureServing, type ServingResult } from './measure-serving.ts';
import { measureViewer, type ViewerResult } from './measure-viewer.ts';
import { measureVolumes, type VolumeSeconds } from './measure-volume.ts';
import { appendHistory, type IndexCost, type PointwiseResult, tableOf } from './report.ts';

const root = join(import.meta.dirname, '..', '..');
const tengun = join(root, 'scripts', 'tengun.mjs');
const AUTZEN = join(root, '..', 'shared', 'data', 'bench', 'autzen.laz');
/** Format 3, written by LASzip. */
const POINTWISE = join(root, '..', 'shared', 'data', 'als', 'autzen_trim.laz');
/** Measured where it is built. */
const VIEWER = join(root, 'viewer', 'dist', 'index.html');
const POINTWISE_SCENE_POINTS = 200_000;

const { values: options } = parseArgs({
  options: {
    file: { type: 'string' },
    points: { type: 'string', default: '40000000' },
    'no-scene': { type: 'boolean', default: false },
    'no-index': { type: 'boolean', default: false },
    'no-history': { type: 'boolean', default: false },
  },
});

/** Indexes a cloud into a fresh store, in a fresh process, and decodes the result again. */
async function indexOnce(cloud: BenchCloud): Promise<{
  index: IndexCost;
  verify: ProcessCost;
  volume: VolumeSeconds | null;
  section: SectionSeconds | null;
  products: ProcessCost | null;
  serving: ServingResult | null;
  viewer: ViewerResult | null;
}> {
  const store = mkdtempSync(join(tmpdir(), 'tengun-bench-store-'));
  try {
    const run = async (args: readonly string[]) => {
      const cost = await measureProcess(process.execPath, [tengun, ...args, '--json', '--store', store]);
      if (cost.exitCode !== 0) throw new Error(`tengun ${args[0]} ended with ${cost.exitCode}: ${cost.stdout}`);
      return cost;
    };
    const index = await run(['index', cloud.path, '--collection', 'bench', '--surfaces', 'off', ...cloud.indexOptions]);
    const { items } = JSON.parse(index.stdout) as { items: { bytes: number; pointsOut: number }[] };
    const points = items.reduce((sum, item) => sum + item.pointsOut, 0);
    if (points !== cloud.pointCount) throw new Error(`tengun index kept ${points} of ${cloud.pointCount} points`);
    const bytesAPoint = items.reduce((sum, item) => sum + item.bytes, 0) / points;
    const verify = await run(['verify', 'bench']);
    // the made scene is all sheets of a delivery in one item: measured on the file only
    const volume = cloud.folder ? null : await measureVolumes(store, 'bench');
    const section = cloud.folder ? null : await measureSections(store, 'bench');
    const products = cloud.folder ? null : await run(['products', 'bench']);
    const serving = cloud.folder ? null : await measureServing(store, 'bench');
    const viewer = cloud.folder || !existsSync(VIEWER) ? null : await measureViewer(store, 'bench');
    return { index: { ...index, bytesAPoint }, verify, volume, section, products, serving, viewer };
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
}

async function openPointwise(first: BenchCloud): Promise<BenchCloud> {
  if (existsSync(POINTWISE)) return lazCloud(POINTWISE);
  const scene = first.folder ?? (await sceneCloud(tengun, POINTWISE_SCENE_POINTS, codec.encoder)).folder!;
  return pointwiseSceneCloud(scene, POINTWISE_SCENE_POINTS);
}

/** What is measured: the file, then a made scene of four times its points. */
async function* clouds(): AsyncGenerator<BenchCloud> {
  const file = options.file ?? (existsSync(AUTZEN) ? AUTZEN : undefined);
  if (file) yield await lazCloud(file);
  else process.stdout.write('../shared/data/bench/autzen.laz is not there: measured on a made scene only\n');
  if (file && options['no-scene']) return;
  process.stderr.write(`making a scene of ${options.points} points …\n`);
  yield await sceneCloud(tengun, Number(options.points), codec.encoder);
}

const codec = await createCodec();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
let pointwise: PointwiseResult | null = null;
for await (const cloud of clouds()) {
  if (cloud.layout.pointDataRecordFormat < 6) throw new Error('--file: a file of point formats 6–8 is measured');
  const seconds = await measureCodec(cloud, codec);
  if (!pointwise) {
    const { name, pointCount, ...rest } = await openPointwise(cloud);
    pointwise = { ...(await measurePointwise({ name, pointCount, ...rest }, codec)), cloud: name, pointCount };
  }
  const costs = options['no-index']
    ? { index: null, verify: null, volume: null, section: null, products: null, serving: null, viewer: null }
    : await indexOnce(cloud);
  if (cloud.folder) rmSync(cloud.folder, { recursive: true, force: true });
  const result = { cloud: cloud.name, pointCount: cloud.pointCount, codec: seconds, pointwise, ...costs };
  process.stdout.write(tableOf(result));
  if (!options['no-history'])
    process.stdout.write(`noted in ${appendHistory(join(import.meta.dirname, 'results'), version, result)}\n`);
}
