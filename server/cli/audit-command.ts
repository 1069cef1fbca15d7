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
