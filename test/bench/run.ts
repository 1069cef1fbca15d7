/**
 * `npm run bench`: the codec and the indexer, in units of what npm laz-perf needs to decode the same points in the same
 * run, so that figures compare across machines. See README.md.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCodec } from '#worker/codec/codec.ts';
import { type BenchCloud, lazCloud, pointwiseSceneCloud, sceneCloud } from './cloud.ts';
import { measureCodec, measurePointwise } from './measure-codec.ts';
import { measureProcess } from './measure-process.ts';
import { appendHistory, type IndexCost, tableOf } from './report.ts';

const root = join(import.meta.dirname, '..', '..');
const tengun = join(root, 'scripts', 'tengun.mjs');
const AUTZEN = join(root, '..', 'shared', 'data', 'bench', 'autzen.laz');
/** Format 3, written by LASzip. */
const POINTWISE = join(root, '..', 'shared', 'data', 'als', 'autzen_trim.laz');
const POINTWISE_SCENE_POINTS = 200_000;

const { values: options } = parseArgs({
  options: {
    file: { type: 'string' },
    points: { type: 'string', default: '3000000' },
    'no-index': { type: 'boolean', default: false },
    'no-history': { type: 'boolean', default: false },
  },
});

async function indexOnce(cloud: BenchCloud): Promise<IndexCost> {
  const store = mkdtempSync(join(tmpdir(), 'tengun-bench-store-'));
  try {
    const args = ['index', cloud.path, '--collection', 'bench', '--json', '--store', store, ...cloud.indexOptions];
    const cost = await measureProcess(process.execPath, [tengun, ...args]);
    if (cost.exitCode !== 0) throw new Error(`tengun index ended with ${cost.exitCode}: ${cost.stdout}`);
    const { items } = JSON.parse(cost.stdout) as { items: { bytes: number; pointsOut: number }[] };
    const points = items.reduce((sum, item) => sum + item.pointsOut, 0);
    if (points !== cloud.pointCount) throw new Error(`tengun index kept ${points} of ${cloud.pointCount} points`);
    return { ...cost, bytesAPoint: items.reduce((sum, item) => sum + item.bytes, 0) / points };
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
}

async function openPointwise(): Promise<BenchCloud> {
  if (existsSync(POINTWISE)) return lazCloud(POINTWISE);
  const scene = file ? (await sceneCloud(tengun, POINTWISE_SCENE_POINTS, codec.encoder)).path : cloud.path;
  return pointwiseSceneCloud(scene, POINTWISE_SCENE_POINTS);
}

const codec = await createCodec();
const file = options.file ?? (existsSync(AUTZEN) ? AUTZEN : undefined);
if (!file) {
  process.stdout.write(
    `../shared/data/bench/autzen.laz is not there: measured on a made scene of ${options.points} points instead\n`,
  );
}
const cloud = file ? await lazCloud(file) : await sceneCloud(tengun, Number(options.points), codec.encoder);
if (cloud.layout.pointDataRecordFormat < 6) throw new Error('--file: a file of point formats 6–8 is measured');
const seconds = await measureCodec(cloud, codec);
const pointwiseCloud = await openPointwise();
const pointwise = {
  ...(await measurePointwise(pointwiseCloud, codec)),
  cloud: pointwiseCloud.name,
  pointCount: pointwiseCloud.pointCount,
};
const index = options['no-index'] ? null : await indexOnce(cloud);
const result = { cloud: cloud.name, pointCount: cloud.pointCount, codec: seconds, pointwise, index };
process.stdout.write(tableOf(result));
if (!options['no-history']) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  process.stdout.write(`noted in ${appendHistory(join(import.meta.dirname, 'results'), version, result)}\n`);
}
