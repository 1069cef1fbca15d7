/** `tengun tidy`: what a store need not keep, by age. */
import type { Command } from 'commander';
import { openStore } from '#worker/store/store.ts';
import { findLeftovers, removeLeftovers, type TidyReport } from '../removal/tidy-leftovers.ts';
import { auditedCommand, targetsOfIds } from './audit-command.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';
import { parseAge, sizeText } from './size-text.ts';

interface TidyFlags extends CommonOptions {
  readonly versionsOlderThan?: number;
  readonly resultsOlderThan?: number;
  readonly uploadsOlderThan?: number;
  readonly yes?: boolean;
}

export function registerTidy(program: Command): void {
  program
    .command('tidy')
    .description(
      'remove what killed processes left, uploads that never ended, and by age old versions, results and uploads',
    )
    .option('--versions-older-than <age>', 'versions that were replaced, e.g. 30d', parseAge)
    .option('--results-older-than <age>', 'kept results with their requests, e.g. 2y', parseAge)
    .option('--uploads-older-than <age>', 'uploads with what they became, e.g. 90d', parseAge)
    .option('--yes', 'remove; without it the command only lists what would go')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<TidyFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const { versionsOlderThan, resultsOlderThan, uploadsOlderThan, yes = false } = flags;
        const ages = { versionsMs: versionsOlderThan, resultsMs: resultsOlderThan, uploadsMs: uploadsOlderThan };
        const store = openStore(flags.store);
        const report = await findLeftovers(store, ages);
        const work = async () => {
          if (yes) await removeLeftovers(store, report);
          printResult(flags.json, { removed: yes, ...report }, () => lines(report, yes));
          return EXIT.ok;
        };
        if (!yes) return await work();
        const targets = () => auditTargets(report);
        return await auditedCommand({ storeDir: flags.store, action: 'tidy', targets, signal }, work);
      });
    });
}

/** One event of the whole; versions and uploads by their names. */
function auditTargets({ temporary, versions, results, uploads, sizeBytes }: TidyReport): string[] {
  const counts = `${temporary.length} temporary files, ${versions.length} versions, ${results.length} results, ${uploads.length} uploads`;
  return [`${counts}, ${sizeBytes} bytes`, ...targetsOfIds('version', versions), ...targetsOfIds('upload', uploads)];
}

function lines({ temporary, versions, results, uploads, sizeBytes }: TidyReport, isDone: boolean): string[] {
  return [
    ...temporary.map((path) => `temporary  ${path}`),
    ...versions.map((path) => `version    ${path}`),
    ...uploads.map((id) => `upload     ${id}`),
    `${isDone ? 'removed' : 'would remove'}: ${temporary.length} temporary files, ${versions.length} versions, ${results.length} results, ${uploads.length} uploads, ${sizeText(sizeBytes)}`,
    ...(isDone ? [] : ['nothing was removed: --yes removes']),
  ];
}
