/** `tengun demo`: something to see at once: the synthetic scene, or the user's own files, indexed and served. */

import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EpochName } from '#core/scene/epoch-ground.ts';
import { EPOCH_DATETIMES, type SceneTruth } from '#core/scene/truth.ts';
import { offerAlignments } from '#worker/alignments/alignment-store.ts';
import type { IndexReport } from '#worker/pipeline/index-delivery.ts';
import { readScene, SCENE_DEFAULTS } from '#worker/scene/write-scene.ts';
import type { RunningServer } from '../serve.ts';
import { importOnce } from './import-command.ts';
import { addDataOptions, runIndex } from './index-command.ts';
import { EXIT, interruptSignal, runCommand } from './io.ts';
import { makeScene } from './scene.ts';
import { parsePort } from './serve-command.ts';

type IndexFlags = Parameters<typeof runIndex>[1];
type DemoFlags = Omit<IndexFlags, 'collection'> & { readonly port?: number; readonly host?: string };

const SCENE_DIR = join(import.meta.dirname, '..', '..', 'data', 'demo');

/** What the catalogue says of the scene's epochs. */
const TITLES: Readonly<Record<EpochName, string>> = {
  before: '変化前 2019（デモ）/ Before 2019 (demo)',
  after: '変化後 2024（デモ）/ After 2024 (demo)',
};
const SCENE_FLAGS = { verticalDatum: 'JGD2011', sensor: 'lp', product: 'original', accuracy: 0.03 } as const;

export function registerDemo(program: Command): void {
  addDataOptions(program.command('demo').description('make the demo scene (or take your files), index it, serve it'))
    .argument('[file...]', 'your own .las, .laz or .zip instead of the scene; they go into the collection demo')
    .option('--port <n>', 'port (default 8080 or TENGUN_PORT)', parsePort)
    .option('--host <address>', 'address to listen on (default 127.0.0.1 or TENGUN_HOST)')
    .action(async (files: string[], _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DemoFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const reports = files.length > 0 ? [await indexFiles(files, flags, signal)] : await indexScene(flags, signal);
        const usable = reports.filter(({ items }) => items.some(({ verdict }) => verdict !== 'rejected'));
        for (const { collection, items } of reports) {
          for (const { id, reason } of items.filter(({ verdict }) => verdict === 'rejected'))
            process.stderr.write(`rejected ${collection}/${id}: ${reason}\n`);
        }
        if (usable.length === 0) return EXIT.failed;
        await serve(flags, usable, signal);
        return EXIT.ok;
      });
    });
}

const indexFiles = (files: readonly string[], flags: DemoFlags, signal: AbortSignal): Promise<IndexReport> =>
  runIndex(files, { ...flags, collection: 'demo' }, signal);

/** Makes the scene unless it is there already, and indexes its epochs; the user's options go before those of the scene. */
async function indexScene(flags: DemoFlags, signal: AbortSignal): Promise<IndexReport[]> {
  const truth: SceneTruth =
    (await readScene(SCENE_DIR, SCENE_DEFAULTS)) ?? (await makeScene(SCENE_DIR, SCENE_DEFAULTS, signal));
  const reports: IndexReport[] = [];
  for (const epoch of ['before', 'after'] as const) {
    const files = truth[epoch].files.map((file) => join(SCENE_DIR, file));
    const own = { title: TITLES[epoch], datetime: EPOCH_DATETIMES[epoch], replace: true, ...SCENE_FLAGS };
    reports.push(await runIndex(files, { ...own, ...flags, collection: epoch }, signal));
  }
  // offered by the viewer: the road of the scene as an alignment
  const { id } = await importOnce(join(SCENE_DIR, truth.alignment.file), { store: flags.store }, signal);
  await offerAlignments(flags.store, id);
  return reports;
}

async function serve(flags: DemoFlags, reports: readonly IndexReport[], signal: AbortSignal): Promise<void> {
  // loaded here: the other commands need none of it
  const { startServer } = await import('../serve.ts');
  const server = await startServer({
    storeDir: resolve(flags.store),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
  });
  const collections = reports.map(({ collection }) => collection);
  // Both epochs of the scene lie in the same place: the earlier one is listed, and waits to be switched on.
  const hidden = collections.length > 1 ? `&hidden=${collections.slice(0, -1).join(',')}` : '';
  const url = `${server.url.replace(/\/$/, '')}/?collections=${collections.join(',')}${hidden}`;
  const points = reports.flatMap(({ items }) => items).reduce((sum, { pointsOut }) => sum + pointsOut, 0);
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ url, collections, points, reports })}\n`
      : `\n  Tengun is up: ${url}\n  ${points} points in ${collections.join(' and ')}. Stop with Ctrl-C.\n  ${whoReaches(server)}\n\n`,
  );
  await new Promise<void>((stopped) => {
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', () => stopped(), { once: true });
  });
  await server.close();
}

function whoReaches({ isOwnMachine }: RunningServer): string {
  return isOwnMachine
    ? 'Only this machine reaches it; whoever sits here may save and upload.'
    : 'Other machines reach it: nothing can be saved or uploaded without an account.';
}
