/** `tengun serve`: the server until Ctrl-C. */
import { type Command, InvalidArgumentError } from 'commander';
import { type CommonOptions, EXIT, interruptSignal, runCommand } from './io.ts';

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('serve the store: viewer, STAC, ranges, 3D Tiles, processes')
    .option('--port <n>', 'port (default 8080 or TENGUN_PORT)', parsePort)
    .option('--host <address>', 'address to listen on (default 127.0.0.1 or TENGUN_HOST)')
    .action(async (_: unknown, command: Command) => {
      const { json, store, port, host } = command.optsWithGlobals<CommonOptions & { port?: number; host?: string }>();
      const signal = interruptSignal();
      await runCommand(json, signal, async () => {
        // loaded here: the other commands need none of it
        const { startServer } = await import('../serve.ts');
        const server = await startServer({
          storeDir: store,
          ...(port === undefined ? {} : { port }),
          ...(host === undefined ? {} : { host }),
        });
        process.stdout.write(
          json
            ? `${JSON.stringify({ url: server.url, setupUrl: server.setupUrl })}\n`
            : `Tengun serves ${store} at ${server.url} — stop with Ctrl-C\n${setupWords(server.setupUrl)}`,
        );
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        await server.close();
        return EXIT.ok;
      });
    });
}

/** Told once, to whoever started the server. */
function setupWords(url: string | null): string {
  return url === null ? '' : `No accounts yet. The first administrator is made here, within a day, once: ${url}\n`;
}

export function parsePort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError('expected a port from 0 to 65535.');
  return value;
}
