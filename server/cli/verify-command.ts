/** `tengun verify`: proves that the store still holds every point. */
import type { Command } from 'commander';
import { SourceFolder } from '#worker/pipeline/source-folder.ts';
import { type VerifyReport, verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool } from '#worker/pool.ts';
import { allItems } from '#worker/store/all-items.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description(
      're-read an index (and its source where it is found): counts, classes, bounds, checksum of every attribute',
    )
    .argument('<collection[/item]>')
    .option('--source <dir>', 'folder with the source files')
    .action(async (target: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<CommonOptions & { source?: string }>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const store = openStore(flags.store);
        const pool = createPool();
        const sources = flags.source === undefined ? {} : { sourceDir: new SourceFolder(flags.source) };
        try {
          const items: VerifyReport[] = [];
          for await (const item of targetItems(store, target)) {
            items.push(await verifyItem(item, { store, pool, signal, ...sources }));
          }
          const ok = items.every((item) => item.ok);
          printResult(flags.json, { ok, items }, () =>
            items.map(
              ({ id, ok: good, points, checksumIndex, faults }) =>
                `${good ? 'ok    ' : 'FAULT '} ${id}: ${good ? `${points} points, checksum ${checksumIndex}` : faults.join('; ')}`,
            ),
          );
          return ok ? EXIT.ok : EXIT.failed;
        } finally {
          await pool.close();
        }
      });
    });
}

async function* targetItems(store: Store, target: string) {
  const [cid, iid] = target.split('/') as [string, string | undefined];
  if (iid === undefined) yield* allItems(store, cid);
  else yield await store.getItem(cid, iid);
}
