/** `tengun scrub`: reads the whole store again and names what is damaged. */
import { type Command, InvalidArgumentError } from 'commander';
import { RequestError } from '#core/errors.ts';
import { createPool } from '#worker/pool.ts';
import { readLastScrub, type ScrubReport } from '#worker/scrub/scrub-report.ts';
import { startScrub } from '#worker/scrub/start-scrub.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';
import { parseAge, sizeText } from './size-text.ts';

interface ScrubFlags extends CommonOptions {
  readonly maxRate?: number;
  readonly since?: number;
  readonly restart?: boolean;
  readonly last?: boolean;
}

const TELL_EVERY_MS = 1000;
const SHOWN = 100;

export function registerScrub(program: Command): void {
  program
    .command('scrub')
    .description(
      'read the whole store again: every node, surface, picture, document and database; names what is damaged',
    )
    .option('--max-rate <size>', 'bytes a second, e.g. 20m: leaves the disk to the server', parseRate)
    .option('--since <time>', 'only what was written since a day (2026-11-01) or within an age (7d)', parseSince)
    .option('--restart', 'begin anew where an interrupted scrub would be taken up')
    .option('--last', 'show the report of the last scrub instead')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ScrubFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const report = flags.last ? await last(flags.store) : await run(flags, signal);
        printResult(flags.json, { ok: isWhole(report), ...report }, () => lines(report));
        return isWhole(report) ? EXIT.ok : EXIT.failed;
      });
    });
}

async function run({ store, maxRate, since, restart }: ScrubFlags, signal: AbortSignal): Promise<ScrubReport> {
  const pool = createPool({ threads: 1 });
  let told = performance.now();
  try {
    return await startScrub({
      storeDir: store,
      pool,
      signal,
      maxBytesPerSecond: maxRate,
      since,
      resume: restart !== true,
      onFault: (error) =>
        process.stderr.write(`the report was not written: ${error instanceof Error ? error.message : error}\n`),
      onProgress: ({ counts, damage }) => {
        if (performance.now() - told < TELL_EVERY_MS) return;
        told = performance.now();
        process.stderr.write(`${JSON.stringify({ phase: 'scrub', ...counts, damage: damage.length })}\n`);
      },
    });
  } finally {
    await pool.close();
  }
}

async function last(storeDir: string): Promise<ScrubReport> {
  const report = await readLastScrub(storeDir);
  if (!report) throw new RequestError('NOT_FOUND', `no scrub has come to its end in ${storeDir}`);
  return report;
}

const isWhole = ({ damage, moreDamage }: ScrubReport): boolean => damage.length + moreDamage === 0;

function lines(report: ScrubReport): string[] {
  const { counts, damage, moreDamage, unchecked, finished, resumed } = report;
  const hidden = moreDamage + Math.max(0, damage.length - SHOWN);
  return [
    ...damage.slice(0, SHOWN).map(({ kind, path, reason }) => `DAMAGED ${kind} ${path}: ${reason}`),
    ...(hidden > 0 ? [`… and ${hidden} more`] : []),
    ...Object.entries(unchecked).map(([kind, count]) => `unchecked: ${count} ${kind}`),
    `${isWhole(report) ? 'whole' : `${damage.length + moreDamage} damaged`}: ${counts.items} items in ${counts.collections} collections, ${counts.versions} versions, ${counts.databases} databases, ${counts.pictures} pictures; ${counts.files} files, ${sizeText(counts.sizeBytes)} read`,
    `ended ${finished ?? 'never'}${resumed > 0 ? `, taken up ${resumed} times` : ''}`,
  ];
}

function parseRate(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text) ?? [];
  const value = Number(count) * ({ '': 1, k: 1e3, m: 1e6, g: 1e9 }[unit.toLowerCase()] ?? Number.NaN);
  if (!(value >= 1000)) throw new InvalidArgumentError('expected bytes a second, at least 1k: 500k, 20m, 1g.');
  return value;
}

function parseSince(text: string): number {
  if (/^\d+[hdwy]$/.test(text)) return Date.now() - parseAge(text);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('expected a day (2026-11-01), a time (RFC 3339) or an age (7d).');
  return time;
}
