/** The command `tengun` with all its commands. */
import { Command } from 'commander';
import { SOFTWARE } from '#worker/software.ts';
import { registerAccess, registerAccounts } from './access-command.ts';
import { registerAuditCommand } from './audit-command.ts';
import { registerBackup } from './backup-command.ts';
import { registerConfig } from './config-command.ts';
import { registerDelete } from './delete-command.ts';
import { registerDemo } from './demo.ts';
import { registerDownloads } from './downloads-command.ts';
import { registerExtract } from './extract-command.ts';
import { registerImport } from './import-command.ts';
import { registerIndex } from './index-command.ts';
import { registerInfo } from './info-command.ts';
import { registerProcesses } from './process-commands.ts';
import { registerProducts } from './products-command.ts';
import { registerRequests } from './requests-command.ts';
import { registerScene } from './scene.ts';
import { registerScrub } from './scrub-command.ts';
import { registerServe } from './serve-command.ts';
import { registerTidy } from './tidy-command.ts';
import { registerVerify } from './verify-command.ts';

/** @returns not parsed yet: each command is a file of its own */
export function tengunProgram(): Command {
  const program = new Command('tengun')
    .description('Point clouds: index, serve, measure. 点群の変換・配信・計測')
    .version(SOFTWARE)
    .option('--json', 'print one JSON object on stdout')
    .option('--store <dir>', 'folder of the store (default data/store or TENGUN_STORE)')
    .showHelpAfterError('(--help tells more)')
    .exitOverride();

  for (const register of [
    registerIndex,
    registerVerify,
    registerProducts,
    registerInfo,
    registerServe,
    registerConfig,
    registerImport,
    registerProcesses,
    registerExtract,
    registerAccess,
    registerAccounts,
    registerAuditCommand,
    registerDownloads,
    registerRequests,
    registerScrub,
    registerBackup,
    registerDelete,
    registerTidy,
    registerScene,
    registerDemo,
  ]) {
    register(program);
  }
  for (const command of program.commands) {
    command.exitOverride();
    // so that --json and --store may stand behind the command as well
    command.option('--json', 'print one JSON object on stdout');
    command.option('--store <dir>', 'folder of the store (default data/store or TENGUN_STORE)');
  }

  program.hook('preAction', (_, command) => {
    if (command.optsWithGlobals().store === undefined) {
      program.setOptionValue('store', process.env.TENGUN_STORE ?? 'data/store');
    }
  });
  return program;
}
