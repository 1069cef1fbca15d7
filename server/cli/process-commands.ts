/** `tengun volume`, `measure`, `objects`, `series`, `change`, `fitness`, `section`, `cross-sections`, `profile`, `alignment`, `line-of-sight`, `viewshed`, `mountain-view`, `sunlight`, `pipes`, `report`, `board`, `inundation`, `classify-ground` and `design`: the processes without a server, from the same request body. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { RequestError } from '#core/errors.ts';
import { type FileResult, isFileResult } from '#worker/file-result.ts';
import { createPool, type RunOptions, type WorkerPool } from '#worker/pool.ts';
import { auditedCommand } from './audit-command.ts';
import { type CommonOptions, EXIT, interruptSignal, ProgressReporter, printResult, runCommand } from './io.ts';
import { readRequest } from './read-request.ts';
import { SIGHT_COMMANDS } from './sight-commands.ts';

export interface ProcessCommand {
  readonly name: string;
  /** Its process's name where that is another. */
  readonly alias?: string;
  readonly description: string;
  /** Default: as many as the machine offers. */
  readonly threads?: number;
  /** Of those that put something into the store: what it is, for the audit log. */
  madeOf?(result: unknown): string;
  /** Whether the result is a file: it needs `--out`. */
  isFile?(request: unknown): boolean;
  /** Writes what `--out` is to hold; default: the result. */
  writeOut?(path: string, result: unknown, storeDir: string): Promise<void>;
  run(
    pool: WorkerPool,
    input: { readonly storeDir: string; readonly request: unknown },
    options: RunOptions,
  ): Promise<unknown>;
}

const COMMANDS: readonly ProcessCommand[] = [
  {
    name: 'volume',
    description: 'cut and fill between two surfaces',
    threads: 1,
    run: (pool, input, options) => pool.run('compute-volume', input, options),
  },
  {
    name: 'series',
    description: 'volumes between many epochs of one area',
    threads: 1,
    run: (pool, input, options) => pool.run('measure-series', input, options),
  },
  {
    name: 'change',
    description: 'largest changes between two surfaces, or their difference as GeoTIFF or picture (with --out)',
    threads: 1,
    isFile: (request) => ['cog', 'png'].includes(formatOf(request)),
    run: (pool, input, options) => pool.run('map-change', input, options),
  },
  {
    name: 'fitness',
    description: 'whether data are good enough on an area for a purpose',
    threads: 1,
    run: (pool, input, options) => pool.run('judge-fitness', input, options),
  },
  {
    name: 'measure',
    description: 'point, distance, length, height, angle, area or slope on every point',
    threads: 1,
    run: (pool, input, options) => pool.run('measure', input, options),
  },
  {
    name: 'objects',
    alias: 'find-objects',
    description: 'poles, wires, trees and buildings in an area, by class or by shape',
    threads: 1,
    run: (pool, input, options) => pool.run('find-objects', input, options),
  },
  {
    name: 'section',
    alias: 'cross-section',
    description: 'cross-section of surfaces and points; with "format" a drawing or a table (with --out)',
    threads: 1,
    isFile: (request) => !['', 'json'].includes(formatOf(request)),
    run: (pool, input, options) => pool.run('cut-section', input, options),
  },
  {
    name: 'cross-sections',
    description:
      'sections at all stations of an alignment with volumes; with "format" the drawings and sheets made of them (with --out)',
    threads: 1,
    isFile: (request) => !['', 'json'].includes(formatOf(request)),
    run: (pool, input, options) => pool.run('cut-sections', input, options),
  },
  {
    name: 'profile',
    description:
      'surfaces along an alignment or a line, climb and water on the way; with "format" its drawing or table (with --out)',
    threads: 1,
    isFile: (request) => !['', 'json'].includes(formatOf(request)),
    run: (pool, input, options) => pool.run('cut-profile', input, options),
  },
  {
    name: 'alignment',
    description: 'gradient, cross fall and clearance of wires along a road, held against limits',
    threads: 1,
    run: (pool, input, options) => pool.run('check-alignment', input, options),
  },
  ...SIGHT_COMMANDS,
  {
    name: 'pipes',
    alias: 'pipe-check',
    description: 'cover over buried pipes and clearances between them, as their ledger has them',
    threads: 1,
    run: (pool, input, options) => pool.run('check-pipes', input, options),
  },
  {
    name: 'report',
    description: 'a volume or the sections of an alignment as a PDF (with --out)',
    threads: 1,
    isFile: () => true,
    run: (pool, input, options) => pool.run('make-report', input, options),
  },
  {
    name: 'inundation',
    description:
      'standing water joined to seeds at a level; with "format" depths as GeoTIFF, outlines or picture (with --out)',
    threads: 1,
    isFile: (request) => ['cog', 'geojson', 'png'].includes(formatOf(request)),
    run: (pool, input, options) => pool.run('inundate', input, options),
  },
  {
    name: 'board',
    description: 'pictures with words, a key plan and sources on an A3 sheet, as a PDF (with --out)',
    threads: 1,
    isFile: () => true,
    run: (pool, input, options) => pool.run('make-board', input, options),
  },
  {
    name: 'surface',
    description: 'DEM, DSM or CHM as GeoTIFF, text, picture, contours or triangles (with --out)',
    isFile: () => true,
    run: async (pool, input, { signal, onProgress }) => {
      const { makeSurface } = await import('#worker/grids/make-surface.ts');
      return makeSurface(input, { pool, ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) });
    },
  },
  {
    name: 'classify-ground',
    description: 'an item with ground classes from a stored item, which stays as it is',
    madeOf: (result) => {
      const { collection, item } = result as { readonly collection: string; readonly item: string };
      return `${collection}/${item}`;
    },
    run: async (pool, input, { signal, onProgress }) => {
      // loaded here: the other commands need none of it
      const { classifyGround } = await import('#worker/ground/classify-ground.ts');
      return classifyGround(input, { pool, ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) });
    },
  },
  {
    name: 'design',
    description: 'finished surface of a pad or a swept section; --out writes it as LandXML',
    madeOf: (result) => `surface ${(result as { readonly surface: string }).surface}`,
    threads: 1,
    run: (pool, input, options) => pool.run('design-surface', input, options),
    writeOut: async (path, result, storeDir) => {
      const { loadSurface } = await import('#worker/surfaces/surface-store.ts');
      const { landXmlSurface, surfaceLandXml } = await import('#worker/design/surface-landxml.ts');
      const { record, data } = await loadSurface(storeDir, (result as { readonly surface: string }).surface);
      await writeFile(path, surfaceLandXml(landXmlSurface(record), data, new Date().toISOString().slice(0, 10)));
    },
  },
];

type ProcessFlags = CommonOptions & { readonly input: string; readonly out?: string };

export function registerProcesses(program: Command): void {
  for (const command of COMMANDS) register(program, command);
}

function register(program: Command, work: ProcessCommand): void {
  const command = program.command(work.name);
  if (work.alias !== undefined) command.alias(work.alias);
  command
    .description(`${work.description}; the request is the body of the process's HTTP call`)
    .requiredOption('--input <request.json>', 'the request; - reads it from standard input')
    .option('--out <file>', 'write the result (of design: the surface) to a file as well')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ProcessFlags>();
      const signal = interruptSignal();
      let target = `as in ${flags.input}`;
      const run = async () => {
        const result = await runProcess(work, flags, signal);
        target = work.madeOf?.(result) ?? target;
        if (isFileResult(result) && flags.out !== undefined) return await saveFile(result, flags.out, flags.json);
        const text = JSON.stringify(result, null, flags.json ? 0 : 2);
        if (flags.out !== undefined) {
          await (work.writeOut?.(flags.out, result, flags.store) ?? writeFile(flags.out, `${text}\n`));
        }
        process.stdout.write(`${text}\n`);
        return EXIT.ok;
      };
      const audited = { storeDir: flags.store, action: work.name, targets: () => [target], signal };
      await runCommand(flags.json, signal, () => (work.madeOf ? auditedCommand(audited, run) : run()));
    });
}

/** What was written is told on standard output. */
async function saveFile({ bytes, mediaType }: FileResult, path: string, json: boolean | undefined): Promise<number> {
  await writeFile(path, bytes);
  const summary = { file: path, type: mediaType, sizeBytes: bytes.length };
  printResult(json, summary, () => [`${path}: ${mediaType}, ${bytes.length} bytes`]);
  return EXIT.ok;
}

function formatOf(request: unknown): string {
  const inputs = (request as { readonly inputs?: { readonly format?: unknown } } | null)?.inputs;
  return typeof inputs?.format === 'string' ? inputs.format : '';
}

async function runProcess(
  work: ProcessCommand,
  { input, store, out }: ProcessFlags,
  signal: AbortSignal,
): Promise<unknown> {
  const request = await readRequest(input);
  if (out === undefined && work.isFile?.(request)) {
    throw new RequestError('INVALID_INPUT', `${work.name} makes a file: say where with --out <file>`);
  }
  const pool = createPool(work.threads === undefined ? {} : { threads: work.threads });
  const progress = new ProgressReporter();
  try {
    const onProgress = progress.report.bind(progress);
    return await work.run(pool, { storeDir: store, request }, { signal, onProgress });
  } finally {
    progress.done();
    await pool.close();
  }
}
