/** `tengun index`: LAS, LAZ and zips into a collection. */
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { MAX_SURFACE_CELL_M, MIN_SURFACE_CELL_M } from '#core/contract/make-surface.ts';
import { parseVerticalDatum } from '#core/crs/vertical-datum.ts';
import { type IndexOptions, type IndexReport, indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { DEFAULT_MAX_MEMORY_BYTES, threadsWithin } from '#worker/pipeline/memory-plan.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool } from '#worker/pool.ts';
import { DEFAULT_SURFACE_CELL_M } from '#worker/products/make-products.ts';
import { compileInLine } from '#worker/sound-compiler.ts';
import { type CollectionAccess, checkAccess } from '#worker/store/collection-access.ts';
import { type Contact, parseContact } from '#worker/store/contact.ts';
import { OwnIndexRun } from '#worker/store/index-runs.ts';
import type { AccessVisibility, Visibility } from '#worker/store/index-summary.ts';
import { openStore } from '#worker/store/store.ts';
import { auditedCommand } from './audit-command.ts';
import { type CommonOptions, EXIT, interruptSignal, ProgressReporter, printResult, runCommand } from './io.ts';

interface IndexFlags extends CommonOptions {
  readonly collection: string;
  readonly title?: string;
  readonly license?: string;
  readonly attribution?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly contact?: Contact;
  readonly crs?: string;
  readonly verticalDatum?: string;
  readonly datetime?: string | readonly [string, string];
  readonly sensor?: NonNullable<IndexOptions['sensor']>;
  readonly product?: NonNullable<IndexOptions['product']>;
  readonly accuracy?: number;
  readonly visibility: AccessVisibility;
  readonly group?: readonly string[];
  readonly merge?: boolean;
  readonly replace?: boolean;
  readonly swapXy?: boolean;
  readonly threads?: number;
  readonly maxMemory?: number;
  readonly verify?: boolean;
  readonly surfaces: SurfaceChoice;
}

/** Adds the options that describe the data; `demo` takes them too. */
export function addDataOptions(command: Command): Command {
  return command
    .option('--title <text>', 'title of the collection')
    .option(
      '--license <name>',
      'licence of the collection: SPDX expression (CC-BY-4.0, "CC-BY-4.0 OR ODbL-1.0") or a name',
    )
    .option('--attribution <text>', 'whom to name beside what is made of the data')
    .option('--contact <who>', 'whom to ask: "name <mail or URL>"', parseContactOption)
    .option('--description <text>', 'what the collection is, for catalogues')
    .option('--keywords <list>', 'keywords for catalogues, separated by commas', parseKeywords)
    .option('--crs <code>', 'CRS of files that do not say it (e.g. EPSG:6676); overrides the one they say')
    .option('--vertical-datum <name>', 'datum of the heights: JGD2011, JGD2024, …')
    .option('--datetime <date>', 'when it was measured: 2019-11-01 or 2019-11-01/2020-03-31', parseDatetime)
    .addOption(
      new Option('--sensor <kind>', 'lp airborne · alb bathymetric · mms car · uav drone · tls ground').choices([
        'lp',
        'alb',
        'mms',
        'uav',
        'tls',
      ]),
    )
    .addOption(new Option('--product <kind>', 'all returns, or ground only').choices(['original', 'ground']))
    .option('--accuracy <metres>', 'vertical accuracy, 1 sigma, metres', parsePositive)
    .addOption(
      new Option('--visibility <who>', 'who may see it (unlisted: who knows the id)')
        .choices(['public', 'unlisted', 'group', 'private'])
        .default('public'),
    )
    .option('--group <name...>', 'groups that see it, with --visibility group: of a new collection')
    .option('--merge', 'all inputs into one item (default: one item each)')
    .option('--replace', 'replace items whose source has changed')
    .option('--swap-xy', 'exchange X and Y of files that hold northings in X')
    .option('--threads <n>', 'worker threads (default: all cores)', parseCount)
    .option('--max-memory <size>', 'memory that indexing may take, e.g. 400m (default 1g)', parseSize)
    .option('--verify', 'read the result again and compare it with the source')
    .addOption(
      new Option('--surfaces <metres>', 'cell size of ground and surface (GeoTIFF) beside each item; off makes none')
        .argParser(parseSurfaceCell)
        .default(DEFAULT_SURFACE_CELL_M),
    );
}

export function registerIndex(program: Command): void {
  addDataOptions(program.command('index').description('index LAS/LAZ files, folders, globs or zips into a collection'))
    .argument('<input...>', '.las, .laz, .copc.laz, .zip, a folder or a glob')
    .requiredOption('--collection <id>', 'collection that the items belong to')
    .action(async (inputs: string[], _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<IndexFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const targets = () => [flags.collection];
        return await auditedCommand({ storeDir: flags.store, action: 'index', targets, signal }, async () => {
          const report = await runIndex(inputs, flags, signal);
          printResult(flags.json, report, () => lines(report));
          return report.items.every((item) => item.verdict !== 'rejected') ? EXIT.ok : EXIT.failed;
        });
      });
    });
}

/** Indexes with the options of the command line; `demo` calls it too. */
export async function runIndex(
  inputs: readonly string[],
  flags: IndexFlags,
  signal: AbortSignal,
): Promise<IndexReport> {
  const store = openStore(flags.store);
  const maxMemoryBytes = flags.maxMemory ?? DEFAULT_MAX_MEMORY_BYTES;
  compileInLine();
  const pool = createPool({ threads: threadsWithin(maxMemoryBytes, flags.threads ?? availableParallelism()) });
  const progress = new ProgressReporter();
  using run = new OwnIndexRun(flags.store, {
    collection: flags.collection,
    visibility: flags.visibility === 'group' ? 'private' : itemVisibility(flags.visibility),
  });
  try {
    const report = await indexDelivery(inputs, indexOptions(flags), {
      store,
      pool,
      signal,
      maxMemoryBytes,
      onProgress: (p) => run.report({ ...p, ...progress.report(p) }),
    });
    if (!flags.verify) return report;
    const items = [];
    for (const item of report.items) {
      if (item.verdict === 'rejected') items.push(item);
      else {
        const { ok, faults } = await verifyItem(await store.getItem(flags.collection, item.id), {
          store,
          pool,
          signal,
        });
        items.push(ok ? item : { ...item, verdict: 'rejected' as const, reason: faults.join('; ') });
      }
    }
    return { ...report, items };
  } finally {
    progress.done();
    await pool.close();
  }
}

/** What is of groups is closed as a whole, by the rule of its collection: its items say nothing of their own. */
function itemVisibility(visibility: AccessVisibility = 'public'): Visibility {
  return visibility === 'group' ? 'public' : visibility;
}

function groupAccess(groups: readonly string[] = []): CollectionAccess {
  return checkAccess({ visibility: 'group', groups, owner: null });
}

function indexOptions(flags: IndexFlags): IndexOptions {
  const datum = flags.verticalDatum === undefined ? null : parseVerticalDatum(flags.verticalDatum);
  return {
    collection: flags.collection,
    visibility: itemVisibility(flags.visibility),
    ...(flags.visibility === 'group' ? { access: groupAccess(flags.group) } : {}),
    merge: flags.merge ?? false,
    replace: flags.replace ?? false,
    swapXy: flags.swapXy ?? false,
    surfaceCellM: surfaceCellOf(flags.surfaces),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    ...(flags.license === undefined ? {} : { license: flags.license }),
    ...(flags.attribution === undefined ? {} : { attribution: flags.attribution }),
    ...(flags.description === undefined ? {} : { description: flags.description }),
    ...(flags.keywords === undefined ? {} : { keywords: flags.keywords }),
    ...(flags.contact === undefined ? {} : { contact: flags.contact }),
    ...(flags.crs === undefined ? {} : { crs: flags.crs }),
    ...(datum === null ? {} : { verticalDatum: datum }),
    ...(flags.datetime === undefined ? {} : { datetime: flags.datetime }),
    ...(flags.sensor === undefined ? {} : { sensor: flags.sensor }),
    ...(flags.product === undefined ? {} : { product: flags.product }),
    ...(flags.accuracy === undefined ? {} : { accuracyM: flags.accuracy }),
  };
}

function lines({ collection, items, overview, products }: IndexReport): string[] {
  const rows = items.map(({ id, verdict, reason, pointsOut, bytes, seconds, warnings }) => {
    const size = bytes > 0 ? `, ${(bytes / 1e6).toFixed(1)} MB (${(bytes / pointsOut).toFixed(2)} bytes a point)` : '';
    const main = `${verdict.padEnd(9)} ${collection}/${id}: ${verdict === 'rejected' ? reason : `${pointsOut} points${size}, ${seconds.toFixed(1)} s`}`;
    return [main, ...warnings.map((warning) => `          ${warning}`)].join('\n');
  });
  const rejected = items.filter((item) => item.verdict === 'rejected').length;
  const missing = (overview?.failed ?? []).map((reason) => `overview  ${reason}`);
  const skipped = (products?.skipped ?? []).map((reason) => `          ${reason}`);
  return [...rows, ...missing, ...skipped, `${items.length - rejected} of ${items.length} in the store`];
}

function parseDatetime(text: string): string | readonly [string, string] {
  const parts = text.split('/');
  const valid =
    parts.length <= 2 &&
    parts.every((part) => /^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(part) && !Number.isNaN(Date.parse(part)));
  if (!valid || (parts.length === 2 && Date.parse(parts[0]!) > Date.parse(parts[1]!))) {
    throw new InvalidArgumentError('expected a date (2019-11-01) or an interval (2019-11-01/2020-03-31).');
  }
  return parts.length === 2 ? [parts[0]!, parts[1]!] : parts[0]!;
}

/** A parser of an option must not answer null: the command line would take that for an empty text. */
export type SurfaceChoice = number | 'off';

export function parseSurfaceCell(text: string): SurfaceChoice {
  if (text === 'off') return text;
  const value = Number(text);
  if (!(value >= MIN_SURFACE_CELL_M && value <= MAX_SURFACE_CELL_M)) {
    throw new InvalidArgumentError(`expected ${MIN_SURFACE_CELL_M} to ${MAX_SURFACE_CELL_M} metres, or off.`);
  }
  return value;
}

function parseContactOption(text: string): Contact {
  try {
    return parseContact(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function parseKeywords(text: string): string[] {
  const words = text.split(/[,、，]/).map((word) => word.trim());
  return words.filter((word) => word !== '');
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number above 0.');
  return value;
}

export function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 256)
    throw new InvalidArgumentError('expected a whole number from 1 to 256.');
  return value;
}

export const surfaceCellOf = (choice: SurfaceChoice): number | null => (choice === 'off' ? null : choice);

export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text);
  const factor = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[match?.[2]?.toLowerCase() ?? ''];
  const bytes = match && factor ? Number(match[1]) * factor : Number.NaN;
  if (!(bytes >= 64 * 2 ** 20)) throw new InvalidArgumentError('expected a size of at least 64m, e.g. 400m or 1g.');
  return bytes;
}
