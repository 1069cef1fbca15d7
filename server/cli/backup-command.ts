/** `tengun backup` and `tengun restore`: generations of plain files, and a store out of one of them. */
import { resolve, sep } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { RequestError } from '#core/errors.ts';
import { type CheckReport, checkGeneration } from '#worker/backup/check-backup.ts';
import { type Generation, listGenerations, listUnfinished } from '#worker/backup/generation.ts';
import { isAccessRule } from '#worker/backup/kept-files.ts';
import { type BackupReport, makeBackup } from '#worker/backup/make-backup.ts';
import { restoreGeneration } from '#worker/backup/restore-backup.ts';
import { readConfig } from '../config.ts';
import { auditCommand, auditedCommand } from './audit-command.ts';
import { type CommonOptions, EXIT, interruptSignal, ProgressReporter, printResult, runCommand } from './io.ts';
import { sizeText } from './size-text.ts';

interface BackupFlags extends CommonOptions {
  readonly keep?: number;
  readonly verify?: boolean;
  readonly list?: boolean;
  readonly check?: boolean;
  readonly generation?: string;
}

interface RestoreFlags extends CommonOptions {
  readonly to: string;
  readonly generation?: string;
  readonly leaveOutDamaged?: boolean;
}

export function registerBackup(program: Command): void {
  program
    .command('backup')
    .description(
      'copy everything that is published, with projects and accounts, into a folder: one generation more, plain files',
    )
    .argument('<dir>', 'folder of the generations, best on another disk')
    .option('--keep <n>', 'delete older generations when this one is complete, so that n are left', parseKeep)
    .option('--verify', 'read the new generation back and compare every byte')
    .option('--list', 'list the generations instead')
    .option('--check', 'read a generation back instead (default the last)')
    .option('--generation <name>', 'which one --check reads')
    .action(async (dir: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<BackupFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        if (flags.list) return await list(dir, flags);
        if (flags.check) return report(await check(await find(dir, flags.generation), signal), null, flags);
        let target = `to ${dir}`;
        const work = async () => {
          const made = await make(dir, flags, signal);
          const gone = made.removed.length > 0 ? `, deleted ${made.removed.join(', ')}` : '';
          target = `${made.generation} to ${dir}: ${made.files} files, ${made.sizeBytes} bytes${gone}`;
          const checked = flags.verify ? await check(await find(dir, made.generation), signal) : null;
          return report(checked, made, flags);
        };
        const targets = () => [target];
        return await auditedCommand({ storeDir: flags.store, action: 'backup', targets, signal }, work);
      });
    });
  program
    .command('restore')
    .description(
      'make a store out of a backup, in a folder that is not there yet; every file is held against its checksum',
    )
    .argument('<dir>', 'folder of the generations')
    .requiredOption('--to <dir>', 'folder of the new store: not there, or empty. Nothing is ever overwritten')
    .option('--generation <name>', 'which one (default the last)')
    .option('--leave-out-damaged', 'restore what is whole when files of the generation are damaged')
    .action(async (dir: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<RestoreFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        let done = `${flags.generation ?? 'the last'} of ${dir} to ${flags.to}`;
        const targets = () => [done];
        const work = async () => {
          const generation = await find(dir, flags.generation);
          const restored = await withProgress('restore', (onProgress) =>
            restoreGeneration(generation, {
              targetDir: flags.to,
              allowDamaged: flags.leaveOutDamaged ?? false,
              signal,
              onProgress,
            }),
          );
          const { files, sizeBytes, resumed, damaged, created, target } = restored;
          const left = damaged.length > 0 ? `, ${damaged.length} damaged` : '';
          done = `${generation.name} of ${dir} to ${target}: ${files} files, ${sizeBytes} bytes${left}`;
          printResult(flags.json, restored, () => [
            `restored ${files} files (${sizeText(sizeBytes)}) as of ${created} to ${target}${resumed > 0 ? `, ${resumed} of them before` : ''}`,
            ...damaged.map((path) =>
              isAccessRule(path) ? `damaged, closed in its place: ${path}` : `left out, damaged: ${path}`,
            ),
            `serve it: tengun serve --store ${target}`,
          ]);
          const result = damaged.length > 0 ? EXIT.failed : EXIT.ok;
          // the store that came of it tells so too
          if (resolve(flags.store) !== target) auditCommand(target, 'restore', done, result);
          return result;
        };
        return await auditedCommand({ storeDir: flags.store, action: 'restore', targets, signal }, work);
      });
    });
}

async function make(targetDir: string, { store, keep }: BackupFlags, signal: AbortSignal): Promise<BackupReport> {
  const { storeDir, projectsDir } = readConfig(process.env, { storeDir: store });
  const isOwn = (projectsDir + sep).startsWith(storeDir + sep);
  return await withProgress('backup', (onProgress) =>
    makeBackup({ storeDir, targetDir, projectsDir: isOwn ? null : projectsDir, keep, signal, onProgress }),
  );
}

const check = (generation: Generation, signal: AbortSignal) =>
  withProgress('check', (onProgress) => checkGeneration(generation, { signal, onProgress }));

async function list(dir: string, { json }: BackupFlags): Promise<number> {
  const generations = await listGenerations(dir);
  const unfinished = await listUnfinished(dir);
  const shown = generations.map(({ name, manifest: { sums: _, leftOut: __, ...facts } }) => ({ name, ...facts }));
  printResult(json, { generations: shown, unfinished }, () => [
    ...shown.map(({ name, files, sizeBytes, damaged }) => {
      const faults = damaged.length > 0 ? `, ${damaged.length} damaged in the store already` : '';
      return `${name}  ${files} files, ${sizeText(sizeBytes)}${faults}`;
    }),
    ...unfinished.map((name) => `${name}  not finished: no backup`),
    ...(shown.length + unfinished.length === 0 ? ['none'] : []),
  ]);
  return EXIT.ok;
}

function report(checked: CheckReport | null, made: BackupReport | null, { json }: BackupFlags): number {
  printResult(json, { ...made, ...(checked ? { check: checked } : {}) }, () => [
    ...(made
      ? [
          `${made.generation}: ${made.files} files, ${sizeText(made.sizeBytes)}; copied ${made.copiedFiles} (${sizeText(made.copiedBytes)})`,
          ...made.damaged.map(({ path, reason }) => `damaged in the store: ${path}: ${reason}`),
          ...made.removed.map((name) => `deleted generation ${name}`),
        ]
      : []),
    ...(checked
      ? [`${checked.ok ? 'read back, whole' : 'FAULTS'}: ${checked.generation}, ${checked.files} files`]
      : []),
    ...(checked?.faults ?? []).map(({ path, reason }) => `  ${path}: ${reason}`),
  ]);
  return (made?.damaged.length ?? 0) > 0 || checked?.ok === false ? EXIT.failed : EXIT.ok;
}

/** @throws {RequestError} NOT_FOUND naming those that are there */
async function find(dir: string, name: string | undefined): Promise<Generation> {
  const all = await listGenerations(dir);
  const found = name === undefined ? all.at(-1) : all.find((one) => one.name === name);
  if (found) return found;
  const unfinished = (await listUnfinished(dir)).length;
  const seen = all.length > 0 ? `there are ${all.map((one) => one.name).join(', ')}` : `there is none in ${dir}`;
  const more = unfinished > 0 ? ` (${unfinished} never finished)` : '';
  throw new RequestError('NOT_FOUND', `no generation${name === undefined ? '' : ` ${name}`}: ${seen}${more}`);
}

async function withProgress<T>(
  phase: string,
  work: (onProgress: (fraction: number) => void) => Promise<T>,
): Promise<T> {
  const progress = new ProgressReporter();
  try {
    return await work((fraction) => progress.report({ phase, fraction, item: '', index: 0, count: 1 }));
  } finally {
    progress.done();
  }
}

function parseKeep(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw new InvalidArgumentError('expected a whole number from 1.');
  return value;
}
