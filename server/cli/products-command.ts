/** `tengun products`: surfaces and pictures beside the items of a collection. */
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { DEFAULT_MAX_MEMORY_BYTES, threadsWithin } from '#worker/pipeline/memory-plan.ts';
import { createPool } from '#worker/pool.ts';
import { DEFAULT_SURFACE_CELL_M, makeProducts, type ProductReport } from '#worker/products/make-products.ts';
import { openStore } from '#worker/store/store.ts';
import { auditedCommand } from './audit-command.ts';
import { parseCount, parseSize, parseSurfaceCell, type SurfaceChoice, surfaceCellOf } from './index-command.ts';
import { type CommonOptions, EXIT, interruptSignal, ProgressReporter, printResult, runCommand } from './io.ts';

interface ProductFlags extends CommonOptions {
  readonly surfaces: SurfaceChoice;
  readonly threads?: number;
  readonly maxMemory?: number;
}

export function registerProducts(program: Command): void {
  program
    .command('products')
    .description('make the surfaces (GeoTIFF) and pictures of items that have none, or old ones')
    .argument('<collection>', 'id of the collection')
    .addOption(
      new Option('--surfaces <metres>', 'cell size; off makes pictures only')
        .argParser(parseSurfaceCell)
        .default(DEFAULT_SURFACE_CELL_M),
    )
    .option('--threads <n>', 'worker threads (default: all cores)', parseCount)
    .option('--max-memory <size>', 'memory that it may take, e.g. 400m (default 1g)', parseSize)
    .action(async (collection: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ProductFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        const targets = () => [collection];
        return await auditedCommand({ storeDir: flags.store, action: 'products', targets, signal }, async () => {
          const report = await run(collection, flags, signal);
          printResult(flags.json, { collection, ...report }, () => lines(report));
          return EXIT.ok;
        });
      });
    });
}

async function run(collection: string, flags: ProductFlags, signal: AbortSignal): Promise<ProductReport> {
  const maxMemoryBytes = flags.maxMemory ?? DEFAULT_MAX_MEMORY_BYTES;
  const pool = createPool({ threads: threadsWithin(maxMemoryBytes, flags.threads ?? availableParallelism()) });
  const progress = new ProgressReporter();
  try {
    const onProgress = progress.report.bind(progress);
    const context = { store: openStore(flags.store), pool, signal, maxMemoryBytes, onProgress };
    return await makeProducts(collection, { surfaceCellM: surfaceCellOf(flags.surfaces) }, context);
  } finally {
    progress.done();
    await pool.close();
  }
}

function lines({ made, unchanged, skipped }: ProductReport): string[] {
  return [`${made} made, ${unchanged} up to date`, ...skipped.map((reason) => `  ${reason}`)];
}
