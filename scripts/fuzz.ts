/**
 * Fuzzes the readers of LAS, LAZ, COPC and CRS records: every input must give a result or a typed error, soon, in bounded
 * memory. With --index the inputs are deliveries (zips too) to the whole indexer, and each must end in a verdict.
 * Usage: npm run fuzz -- [--count 200000] [--seed 1] [--case N] [--made-only] [--index] [--out test/output/fuzz]
 * What fails is written to the folder, named after seed and number: `--seed S --case N` runs it again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import '#worker/crs-registry.ts';
import { makeCase } from '../test/helpers/fuzz/cases.ts';
import { deliverySeeds, fuzzIndexing } from '../test/helpers/fuzz/index-cases.ts';
import { type FuzzReport, fuzz } from '../test/helpers/fuzz/run.ts';
import { filesAsSeeds, madeSeeds } from '../test/helpers/fuzz/seeds.ts';
import type { CaseFailure } from '../test/helpers/fuzz/thread.ts';

const root = join(import.meta.dirname, '..');
const SHARED = join(root, '..', 'shared', 'data');
/** What a run may add to the process's memory. */
const MEMORY_LIMIT_BYTES = 1.5 * 2 ** 30;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    'made-only': { type: 'boolean', default: false },
    index: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'test', 'output', 'fuzz') },
  },
});
const runSeed = Number(values.seed);
const folder = !values['made-only'] && existsSync(SHARED) ? SHARED : null;
const first = values.case === undefined ? 0 : Number(values.case);
const count = values.case === undefined ? Number(values.count) : 1;

const begin = performance.now();
let told = 0;
const report: FuzzReport = values.index
  ? await fuzzIndexing(runSeed, first, count)
  : await fuzz({
      ...{ runSeed, first, count, folder },
      onProgress(done, failures) {
        if (done - told < 10_000) return;
        told = done;
        process.stderr.write(`${done} of ${count} cases, ${failures} failures\n`);
      },
    });
const seconds = (performance.now() - begin) / 1000;

const seeds = values.index
  ? await deliverySeeds()
  : [...(await madeSeeds()), ...(folder ? await filesAsSeeds(folder) : [])];
const describe = ({ number, seedName, steps, reader, what }: CaseFailure): string =>
  `case ${number} (${[seedName, ...steps].join(', ')}) ${reader}: ${what}`;

/** Writes the input of a case and says where. */
function keep(failure: CaseFailure): string {
  mkdirSync(values.out, { recursive: true });
  const file = join(values.out, `${values.index ? 'index-' : ''}seed-${runSeed}-case-${failure.number}.bin`);
  writeFileSync(file, makeCase(seeds, runSeed, failure.number).bytes);
  const flags = ['index', 'made-only']
    .filter((flag) => values[flag as 'index' | 'made-only'])
    .map((flag) => ` --${flag}`);
  const again = `npm run fuzz -- --seed ${runSeed} --case ${failure.number}${flags.join('')}`;
  writeFileSync(`${file}.txt`, `${describe(failure)}\n${again}\n`);
  return file;
}

const rows = Object.entries(report.outcomes).sort(([a], [b]) => a.localeCompare(b));
process.stdout.write(`${seeds.length} seeds, ${report.cases} cases in ${seconds.toFixed(0)} s\n`);
for (const [row, seen] of rows) process.stdout.write(`${row.padEnd(28)}${String(seen).padStart(9)}\n`);
process.stdout.write(`slower than 1 s: ${report.slow.length}\nfailures: ${report.failures.length}\n`);
process.stdout.write(`memory grew by at most ${(report.rssGrowthBytes / 2 ** 20).toFixed(0)} MiB\n`);
for (const failure of [...report.failures, ...report.slow].slice(0, 100)) {
  process.stdout.write(`${describe(failure)}\n  ${keep(failure)}\n`);
}
if (report.failures.length > 0 || report.rssGrowthBytes > MEMORY_LIMIT_BYTES) process.exitCode = 1;
