/** `tengun volume` and `tengun section`: the processes without a server, from the same request body. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { RequestError } from '#core/errors.ts';
import { createPool } from '#worker/pool.ts';
import { type CommonOptions, EXIT, interruptSignal, ProgressReporter, runCommand } from './io.ts';

type ProcessJob = 'compute-volume' | 'cut-section';
type ProcessFlags = CommonOptions & { readonly input: string; readonly out?: string };

export function registerProcesses(program: Command): void {
  register(program, 'volume', 'compute-volume', 'cut and fill between two surfaces');
  register(program, 'section', 'cut-section', 'cross-section of surfaces and points');
}

function register(program: Command, name: string, job: ProcessJob, description: string): void {
  program
    .command(name)
    .description(`${description}; the request is the body of the process's HTTP call`)
    .requiredOption('--input <request.json>', 'the request; - reads it from standard input')
    .option('--out <file>', 'write the result to a file as well')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ProcessFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const result = JSON.stringify(await runProcess(job, flags, signal), null, flags.json ? 0 : 2);
        if (flags.out !== undefined) await writeFile(flags.out, `${result}\n`);
        process.stdout.write(`${result}\n`);
        return EXIT.ok;
      });
    });
}

async function runProcess(job: ProcessJob, { input, store }: ProcessFlags, signal: AbortSignal): Promise<unknown> {
  const request = parseJson(await readRequest(input), input);
  const pool = createPool({ threads: 1 });
  const progress = new ProgressReporter();
  try {
    const onProgress = progress.report.bind(progress);
    return await pool.run(job, { storeDir: store, request }, { signal, onProgress });
  } finally {
    progress.done();
    await pool.close();
  }
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
