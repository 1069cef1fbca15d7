/** `tengun extract`: the points inside an area as a file, without a server. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_EXTRACT_POINTS, DEFAULT_EXTRACT_VERTICES, extractLimits } from '#worker/extract/extract-limits.ts';
import { extractPoints } from '#worker/extract/extract-points.ts';
import { createPool } from '#worker/pool.ts';
import { type CommonOptions, EXIT, interruptSignal, ProgressReporter, printResult, runCommand } from './io.ts';
import { readRequest } from './read-request.ts';

type ExtractFlags = CommonOptions & { readonly input: string; readonly out: string };

export function registerExtract(program: Command): void {
  program
    .command('extract')
    .description(
      'the points inside an area as LAS, LAZ, COPC or CSV; the request is the body of the process’s HTTP call',
    )
    .requiredOption('--input <request.json>', 'the request; - reads it from standard input')
    .requiredOption('--out <file>', 'the file to write; README and checksum go beside it')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ExtractFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, () => extract(flags, signal));
    });
}

async function extract({ input, out, store, json }: ExtractFlags, signal: AbortSignal): Promise<number> {
  const request = await readRequest(input);
  const target = resolve(out);
  // in the target's own file system: the finished file takes its name in one step
  const dir = await mkdtemp(join(dirname(target), '.tengun-extract-'));
  const pool = createPool();
  const progress = new ProgressReporter();
  try {
    const limits = extractLimits(
      numberOf('TENGUN_EXTRACT_POINTS', DEFAULT_EXTRACT_POINTS),
      numberOf('TENGUN_EXTRACT_VERTICES', DEFAULT_EXTRACT_VERTICES),
    );
    const onProgress = progress.report.bind(progress);
    const result = await extractPoints({ storeDir: store, request }, { pool, dir, limits, signal, onProgress });
    signal.throwIfAborted();
    await rename(result.path, target);
    const { mediaType, sizeBytes, sha256, summary, companions } = result;
    await writeFile(`${target}.sha256`, `${sha256}  ${basename(target)}\n`);
    const readme = companions.find(({ fileName }) => fileName === 'README.txt');
    if (readme) await writeFile(`${target}.README.txt`, readme.text);
    const told = { file: out, type: mediaType, sizeBytes, sha256, ...summary };
    printResult(json, told, () => [`${out}: ${mediaType}, ${sizeBytes} bytes, sha256 ${sha256}`]);
    return EXIT.ok;
  } finally {
    progress.done();
    await pool.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  }
}

function numberOf(name: string, fallback: number): number {
  const value = Number(process.env[name] || fallback);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${name}: expected a whole number above 0, seen ${JSON.stringify(process.env[name])}`);
}
