/** `tengun volume` and `tengun section`: the processes without a server, from the same request body. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { RequestError } from '#core/errors.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { type CommonOptions, EXIT, interruptSignal, runCommand } from './io.ts';

type ProcessJob = 'compute-volume' | 'cut-section';

export function registerProcesses(program: Command): void {
  register(program, 'volume', 'compute-volume', 'cut and fill between two surfaces');
  register(program, 'section', 'cut-section', 'cross-section of surfaces and points');
}

function register(program: Command, name: string, job: ProcessJob, description: string): void {
  program
    .command(name)
    .description(`${description}; the request is the body of the process's HTTP call`)
    .requiredOption('--input <request.json>', 'the request; - reads it from standard input')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<CommonOptions & { input: string }>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const request = parseJson(await readRequest(flags.input), flags.input);
        const pool = createPool({ threads: 1 });
        try {
          const result = await runProcess(pool, job, { storeDir: flags.store, request }, signal);
          process.stdout.write(`${JSON.stringify(result, null, flags.json ? 0 : 2)}\n`);
        } finally {
          await pool.close();
        }
        return EXIT.ok;
      });
    });
}

async function runProcess(
  pool: WorkerPool,
  job: ProcessJob,
  input: { storeDir: string; request: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  return await pool.run(job, input, { signal });
}

async function readRequest(path: string): Promise<string> {
  if (path !== '-') return await readFile(path, 'utf8');
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(
      'INVALID_INPUT',
      `${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
