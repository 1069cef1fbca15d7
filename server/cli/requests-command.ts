/** `tengun requests`: what people have asked for by the form of the catalogue, for the officer. */
import type { Command } from 'commander';
import { type UseRequest, UseRequests } from '#worker/requests/use-requests.ts';
import { csvLines } from '../csv.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

interface RequestFlags extends CommonOptions {
  readonly csv?: boolean;
  readonly delete?: string;
}

const COLUMNS = [
  ...['id', 'received', 'lang', 'text', 'name', 'organisation', 'contact', 'collection', 'item', 'place'],
] as const satisfies readonly (keyof UseRequest)[];

export function registerRequests(program: Command): void {
  program
    .command('requests')
    .description('requests for uses that people have sent (利用の要望), oldest first; they are shown nowhere else')
    .option('--csv', 'as CSV (UTF-8 with mark, for spreadsheets)')
    .option('--delete <id>', 'remove one')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<RequestFlags>();
      await runCommand(flags.json, interruptSignal(), async () => {
        const requests = new UseRequests(flags.store);
        if (flags.delete !== undefined) {
          const id = flags.delete;
          await requests.remove(id);
          printResult(flags.json, { deleted: id }, () => [`${id} removed`]);
          return EXIT.ok;
        }
        const list = await requests.list();
        if (flags.csv && !flags.json) {
          process.stdout.write(
            `\uFEFF${csvLines([[...COLUMNS], ...list.map((one) => COLUMNS.map((name) => one[name]))])}`,
          );
        } else printResult(flags.json, { requests: list }, () => (list.length > 0 ? list.flatMap(lines) : ['none']));
        return EXIT.ok;
      });
    });
}

function lines({ id, received, text, name, organisation, contact, collection, item, place }: UseRequest): string[] {
  const who = [name, organisation, contact].filter(Boolean).join(', ');
  const about = [[collection, item].filter(Boolean).join('/'), place].filter(Boolean).join(', ');
  return [
    `${id}  ${received.slice(0, 16).replace('T', ' ')} UTC${who ? `  ${who}` : ''}${about ? `  (${about})` : ''}`,
    ...text.split('\n').map((one) => `    ${one}`),
  ];
}
