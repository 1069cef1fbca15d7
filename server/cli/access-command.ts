/** `tengun access`: who sees a collection; `tengun accounts`: users, and a way in for an administrator who has none. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { AccessVisibility } from '#worker/store/index-summary.ts';
import { openStore } from '#worker/store/store.ts';
import { ACCOUNTS_FOLDER, AccountService } from '../accounts/account-service.ts';
import { auditCommand } from './audit-command.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

interface AccessFlags extends CommonOptions {
  readonly visibility?: AccessVisibility;
  readonly group?: readonly string[];
}

export function registerAccess(program: Command): void {
  program
    .command('access')
    .description('who sees a collection; with --visibility opens or closes it, from this moment on')
    .argument('<collection>', 'id of the collection')
    .addOption(
      new Option(
        '--visibility <who>',
        'unlisted: who knows the id; group: members; private: owner and administrators',
      ).choices(['public', 'unlisted', 'group', 'private']),
    )
    .option('--group <name...>', 'groups that see it')
    .action(async (cid: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<AccessFlags>();
      await runCommand(flags.json, interruptSignal(), async () => {
        const store = openStore(flags.store);
        const before = await store.accessOf(cid);
        if (flags.visibility !== undefined) {
          await store.setAccess(cid, { ...before, visibility: flags.visibility, groups: flags.group ?? [] });
          auditCommand(flags.store, `access ${[flags.visibility, ...(flags.group ?? [])].join(' ')}`, cid, EXIT.ok);
        }
        const { groups, owner } = await store.accessOf(cid);
        const visibility = (await store.getCollection(cid))['tengun:visibility'];
        printResult(flags.json, { collection: cid, visibility, groups, owner }, () => [
          `${cid}: ${[visibility, ...groups].join(' ')}${owner === null ? '' : `, owner ${owner}`}`,
        ]);
        return EXIT.ok;
      });
    });
}

export function registerAccounts(program: Command): void {
  program
    .command('accounts')
    .description('users; with --link a one-time link with which one of them sets a new password')
    .option('--link <name>', 'name of the user')
    .option('--url <address>', 'address of the server', 'http://127.0.0.1:8080')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<CommonOptions & { link?: string; url: string }>();
      await runCommand(flags.json, interruptSignal(), async () => {
        const service = new AccountService({ dir: join(flags.store, ACCOUNTS_FOLDER) });
        try {
          if (flags.link !== undefined) {
            const user = service.known().userByName(flags.link);
            if (!user) throw new Error(`there is no user ${flags.link}`);
            const { secret, expires } = service.invite(user.id);
            auditCommand(flags.store, 'one-time link', user.name, EXIT.ok);
            const url = `${flags.url.replace(/\/$/, '')}/account#password=${secret}`;
            printResult(flags.json, { url, expires: new Date(expires).toISOString() }, () => [url]);
            return EXIT.ok;
          }
          const users = service.accounts?.users() ?? [];
          printResult(flags.json, { users }, () =>
            users.map(({ name, role, groups, isDisabled }) =>
              [name, role, groups.join(' '), isDisabled ? 'disabled' : ''].join('  ').trimEnd(),
            ),
          );
          return EXIT.ok;
        } finally {
          service.close();
        }
      });
    });
}
