/** `tengun downloads`: how often the files of a collection were taken. */
import type { Command } from 'commander';
import type { DownloadCount } from '#worker/counts/count-file.ts';
import { DownloadCounter } from '#worker/counts/download-counts.ts';
import { openStore } from '#worker/store/store.ts';
import { csvLines } from '../csv.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

interface DownloadFlags extends CommonOptions {
  readonly csv?: boolean;
}

export function registerDownloads(program: Command): void {
  program
    .command('downloads')
    .description('how often files of a collection were downloaded, by day; nothing is stored of who took them')
    .argument('<collection>', 'id of the collection')
    .option('--csv', 'one line for each file, kind and day')
    .action(async (collection: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DownloadFlags>();
      await runCommand(flags.json, interruptSignal(), async () => {
        await openStore(flags.store).getCollection(collection);
        const { since, counts } = await new DownloadCounter(flags.store).read();
        const own = counts.filter((one) => one.collection === collection);
        if (flags.csv && !flags.json) {
          const rows = own.map(({ day, item, kind, count }) => [day, item, kind, count]);
          process.stdout.write(csvLines([['day', 'item', 'kind', 'count'], ...rows]));
          return EXIT.ok;
        }
        const total = own.reduce((sum, { count }) => sum + count, 0);
        const told = own.map(({ collection: _, ...one }) => one);
        printResult(flags.json, { collection, since, total, counts: told }, () => summary(own, since, total));
        return EXIT.ok;
      });
    });
}

function summary(counts: readonly DownloadCount[], since: string | null, total: number): string[] {
  const sums = new Map<string, number>();
  for (const { item, kind, count } of counts) {
    const name = `${item ?? '(areas)'} ${kind}`;
    sums.set(name, count + (sums.get(name) ?? 0));
  }
  const lines = [...sums].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${String(count).padStart(8)}  ${name}`);
  return [`${total} downloads${since === null ? '' : ` since ${since}`}`, ...lines];
}
