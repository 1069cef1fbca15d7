/** `tengun audit`: who did what on this store's server; and the events that commands add themselves. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ACCOUNTS_FOLDER } from '../accounts/account-service.ts';
import { csvOf } from '../audit/audit-csv.ts';
import { AUDIT_FILE, AuditLog } from '../audit/audit-log.ts';
import { EVENTS_A_PAGE, timeOf } from '../audit/audit-query.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

interface AuditFlags extends CommonOptions {
  readonly csv?: boolean;
  readonly check?: boolean;
  readonly from?: string;
  readonly to?: string;
}

export function registerAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('who did what, newest first')
    .option('--csv', 'everything, for spreadsheets')
    .option('--check', 'whether any event was changed or taken out')
    .option('--from <time>', 'day or instant, ISO 8601')
    .option('--to <time>', 'day or instant, ISO 8601')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<AuditFlags>();
      await runCommand(flags.json, interruptSignal(), async () => {
        const audit = new AuditLog(join(flags.store, ACCOUNTS_FOLDER, AUDIT_FILE));
        if (flags.check) {
          const { events, damaged } = await audit.check();
          const words = damaged === null ? 'all as they were written' : `event ${damaged} was changed, or is missing`;
          printResult(flags.json, { events, damaged }, () => [`${events} events, ${words}`]);
          return damaged === null ? EXIT.ok : EXIT.failed;
        }
        const query = {
          ...(flags.from === undefined ? {} : { from: timeOf(flags.from, 'from') }),
          ...(flags.to === undefined ? {} : { to: timeOf(flags.to, 'to') }),
          limit: EVENTS_A_PAGE,
        };
        if (flags.csv) for (const part of csvOf(audit, query)) process.stdout.write(part);
        else {
          const events = audit.list(query);
          printResult(flags.json, { events }, () =>
            events.map(({ at, who, action, target, address, result }) =>
              [at, who, action, target, address, result].join('  '),
            ),
          );
        }
        return EXIT.ok;
      });
    });
}

/** Tells the audit log of what a command did; where there are no accounts there is no log. */
export function auditCommand(storeDir: string, action: string, target: string, result: number): void {
  const folder = join(storeDir, ACCOUNTS_FOLDER);
  if (!existsSync(folder)) return;
  const audit = new AuditLog(join(folder, AUDIT_FILE));
  try {
    const who = `command line (${userInfo().username})`;
    audit.add({ who, user: null, action, target, address: '', result, request: `process ${process.pid}` });
  } catch (error) {
    process.stderr.write(`the audit log was not written: ${error instanceof Error ? error.message : error}\n`);
  } finally {
    audit.close();
  }
}

export interface AuditedWork {
  readonly storeDir: string;
  readonly action: string;
  /** What it was done to, as far as it is known when the work has ended, well or not: an event each. */
  readonly targets: () => readonly string[];
  readonly signal: AbortSignal;
}

/** Does what changes or copies data, and tells the audit log of it with the exit code, also when it fails or is interrupted. */
export async function auditedCommand(
  { storeDir, action, targets, signal }: AuditedWork,
  work: () => Promise<number>,
): Promise<number> {
  let result: number = EXIT.failed;
  try {
    result = await work();
    return result;
  } catch (error) {
    if (signal.aborted) result = EXIT.interrupted;
    throw error;
  } finally {
    for (const target of targets()) auditCommand(storeDir, action, target, result);
  }
}

/** Characters of ids in one event; the log cuts what is longer. */
const MAX_IDS_LENGTH = 400;

/** `head a, b, c`, in as many texts as it takes for every id to be in one. */
export function targetsOfIds(head: string, ids: readonly string[]): string[] {
  const texts: string[] = [];
  let line = '';
  for (const id of ids) {
    if (line !== '' && line.length + id.length > MAX_IDS_LENGTH) {
      texts.push(`${head} ${line}`);
      line = '';
    }
    line += `${line === '' ? '' : ', '}${id}`;
  }
  return line === '' ? texts : [...texts, `${head} ${line}`];
}
