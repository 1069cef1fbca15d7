/** `tengun delete`: an item or a collection, with everything that was made of it. */
import type { Command } from 'commander';
import { updateOverviewOf } from '#worker/overview/update-overview.ts';
import { createPool } from '#worker/pool.ts';
import { makeProducts } from '#worker/products/make-products.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { readConfig } from '../config.ts';
import { planRemoval, type RemovalPlan } from '../removal/removal-plan.ts';
import { removeData } from '../removal/remove-data.ts';
import { auditedCommand } from './audit-command.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';
import { sizeText } from './size-text.ts';

interface DeleteFlags extends CommonOptions {
  readonly yes?: boolean;
}

export function registerDelete(program: Command): void {
  program
    .command('delete')
    .description(
      'delete an item or a collection: points, surfaces, old versions, overviews, reports, results and tiles made of them',
    )
    .argument('<collection[/item]>')
    .option('--yes', 'delete; without it the command only lists what would go')
    .action(async (target: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DeleteFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const store = openStore(flags.store);
        const folders = readConfig(process.env, { storeDir: store.dir });
        const [collection, item = null] = target.split('/') as [string, string | undefined];
        const plan = await planRemoval(store, { collection, item }, folders);
        const isDone = flags.yes === true;
        const work = async () => {
          if (isDone) {
            await removeData(store, plan, folders);
            if (!plan.isWhole) await renewNeighbours(store, collection, signal);
          }
          printResult(flags.json, { deleted: isDone, ...plan }, () => lines(plan, isDone));
          return EXIT.ok;
        };
        if (!isDone) return await work();
        const targets = () => [auditTarget(plan)];
        return await auditedCommand({ storeDir: flags.store, action: 'delete', targets, signal }, work);
      });
    });
}

/** Surfaces of the sheets around took points across the edge, and overviews held its points: both are made anew. */
async function renewNeighbours(store: Store, cid: string, signal: AbortSignal): Promise<void> {
  const pool = createPool();
  try {
    await updateOverviewOf(cid, { store, pool, signal });
    const { items } = await store.listItems(cid, { limit: 100 });
    const gsd = items.map(({ assets }) => assets.dtm?.gsd).find((cell) => cell !== undefined);
    if (gsd !== undefined || items.some(({ assets }) => assets.thumbnail))
      await makeProducts(cid, { surfaceCellM: gsd ?? null }, { store, pool, signal });
  } finally {
    await pool.close();
  }
}

/** What goes, how much it is, and the upload with it. */
function auditTarget(plan: RemovalPlan): string {
  const { collection, isWhole, items, results, upload } = plan;
  const what = isWhole ? `${collection} (${items.length} items)` : `${collection}/${items[0]?.id}`;
  const versions = items.reduce((sum, one) => sum + one.versions.length, 0);
  const more = upload === null ? '' : `, upload ${upload}`;
  return `${what}: ${bytesOf(plan)} bytes, ${versions} versions, ${results.length} results${more}`;
}

const bytesOf = ({ items }: RemovalPlan) => items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

function lines(plan: RemovalPlan, isDone: boolean): string[] {
  const { collection, isWhole, items, results, signedLinks, upload, refers } = plan;
  const what = isWhole ? `collection ${collection} with ${items.length} items` : `item ${collection}/${items[0]?.id}`;
  return [
    `${isDone ? 'deleted' : 'would delete'}: ${what}, ${sizeText(bytesOf(plan))}`,
    ...items.slice(0, 50).map(({ id, versions, files }) => `  ${id}: ${files} files, versions ${versions.join(', ')}`),
    ...(items.length > 50 ? [`  … and ${items.length - 50} more`] : []),
    `  ${results.length} kept results that were computed from it, and its tiles in the cache`,
    ...(signedLinks === 0 ? [] : [`  ${signedLinks} signed links that open it`]),
    ...(upload === null ? [] : [`  the upload ${upload}`]),
    ...refers.derivedItems.map((one) => `still there: ${one} holds points that were made from it`),
    ...refers.projectEntries.map(({ entry, name }) => `still there: entry ${entry} of a project names it (${name})`),
    ...refers.countFiles.map((name) => `still there: counts of its downloads in ${name}`),
    'backups keep it until the generations that hold it go; files of jobs go within an hour',
    ...(isDone ? [] : ['nothing was deleted: --yes deletes']),
  ];
}
