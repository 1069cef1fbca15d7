/** `tengun config`: what a server started here would work with. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Config, ConfigError, LOOPBACK_HOSTS, readConfig } from '../config.ts';
import { SETTINGS, settingsTable, settingText, unknownSettings } from '../settings.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

interface ConfigFlags extends CommonOptions {
  readonly check?: boolean;
  readonly table?: boolean;
}

export function registerConfig(program: Command): void {
  program
    .command('config')
    .description('what a server started here would work with: environment and defaults, secrets masked')
    .option('--check', 'tell what is wrong or doubtful, and nothing else; exit code 2 when something is wrong')
    .option('--table', 'the settings with their meaning and defaults, as a table in Markdown')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ConfigFlags>();
      await runCommand(flags.json, interruptSignal(), async () => {
        if (flags.table) {
          process.stdout.write(`${settingsTable(join(import.meta.dirname, '../..'))}\n`);
          return EXIT.ok;
        }
        const { config, faults } = effective(process.env, flags.store);
        const notes = config === null ? [] : doubtsOf(config);
        const values = config === null || flags.check ? [] : valuesOf(config);
        printResult(flags.json, { ...(flags.check ? {} : { settings: values }), faults, notes }, () => [
          ...values.map(
            ({ name, value, from }) => `${name.padEnd(30)} ${value}${from === 'default' ? '  (default)' : ''}`,
          ),
          ...faults.map((fault) => `wrong: ${fault}`),
          ...notes.map((note) => `note: ${note}`),
          ...(flags.check && faults.length === 0 ? ['the configuration is well'] : []),
        ]);
        return faults.length === 0 ? EXIT.ok : EXIT.usage;
      });
    });
}

/** The configuration, when it can be read, and everything that is wrong with it. */
function effective(environment: NodeJS.ProcessEnv, store: string): { config: Config | null; faults: string[] } {
  const faults = unknownSettings(environment).map(
    (name) => `${name}: expected a setting of this version, seen none of that name`,
  );
  try {
    return { config: readConfig(environment, { storeDir: resolve(store) }), faults };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: null, faults: [...error.faults, ...faults] };
  }
}

function valuesOf(config: Config) {
  return SETTINGS.map((setting) => ({
    name: setting.name,
    value: settingText(setting, config),
    from: process.env[setting.name]?.trim() ? ('environment' as const) : ('default' as const),
  }));
}

/** What can be meant so, and often is not. */
function doubtsOf(config: Config): string[] {
  const isOpen = !LOOPBACK_HOSTS.includes(config.host);
  const { baseUrl, organisation } = config;
  return [
    ...(isOpen && !baseUrl?.startsWith('https:')
      ? [
          'others can reach the server, and TENGUN_BASE_URL does not begin with https: passwords and cookies would go unencrypted unless a proxy in front encrypts',
        ]
      : []),
    ...(baseUrl !== null && config.trustProxy === false
      ? [
          'TENGUN_BASE_URL without TENGUN_TRUST_PROXY: behind a proxy, limits and the audit log see its address in the place of the clients’',
        ]
      : []),
    ...(config.trustProxy === true && isOpen
      ? [
          'TENGUN_TRUST_PROXY is true: whoever reaches the port may claim any address; name the addresses of the proxies',
        ]
      : []),
    ...(config.anonymousWrites && isOpen
      ? ['TENGUN_ALLOW_WRITES: as long as there are no accounts, everybody may write']
      : []),
    ...(organisation && baseUrl === null
      ? ['TENGUN_OIDC_ISSUER without TENGUN_BASE_URL: the address to come back to is taken from the request']
      : []),
    ...(existsSync(join(config.viewerDir, 'index.html'))
      ? []
      : [`there is no viewer in ${config.viewerDir}: npm run build`]),
    ...(config.geoidPath !== null && !existsSync(config.geoidPath)
      ? [`there is no geoid file ${config.geoidPath}`]
      : []),
    ...(existsSync(config.storeDir) ? [] : [`there is no store in ${config.storeDir} yet`]),
  ];
}
