/**
 * Fuzzes everything that takes input from outside: readers of points (`las`), of users' other files (`surfaces`), every route with its
 * bodies, queries and headers (`http`), the protocol of uploads (`uploads`), the whole indexer (`index`). Every input must give a result
 * or a typed error, soon, in bounded memory.
 * Usage: npm run fuzz -- [--family las,surfaces] [--count 200000] [--seed 1] [--case N] [--made-only] [--out test/output/fuzz]
 * Without a family the count is divided over all of them. What fails is written to the folder, named after family, seed and
 * number: `--family F --seed S --case N` runs it again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAMILIES, FAMILY_NAMES, type FamilyModule, type FamilyName } from '../test/helpers/fuzz/family.ts';
import { type FuzzReport, fuzz } from '../test/helpers/fuzz/run.ts';
import type { CaseFailure } from '../test/helpers/fuzz/thread.ts';

const root = join(import.meta.dirname, '..');
const SHARED = join(root, '..', 'shared', 'data');
/** What a run may add to the process's memory. */
const MEMORY_LIMIT_BYTES = 1.5 * 2 ** 30;
/** Failures of one kind that are kept; all are counted. */
const KEPT = 3;

const { values } = parseArgs({
  options: {
    family: { type: 'string', default: FAMILY_NAMES.join(',') },
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    'made-only': { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'test', 'output', 'fuzz') },
  },
});
const runSeed = Number(values.seed);
const folder = !values['made-only'] && existsSync(SHARED) ? SHARED : null;
const families = values.family.split(',').map((name) => {
  const found = FAMILY_NAMES.find((known) => known === name);
  if (!found) throw new Error(`--family: expected ${FAMILY_NAMES.join(', ')}, seen ${name}`);
  return found;
});
const shares = families.reduce((sum, name) => sum + FAMILIES[name].share, 0);

for (const name of families) {
  const { module, hangMs, share } = FAMILIES[name];
  const count = values.case === undefined ? Math.max(1, Math.round((Number(values.count) * share) / shares)) : 1;
  const begin = performance.now();
  let told = 0;
  const report = await fuzz({
    ...{ runSeed, first: values.case === undefined ? 0 : Number(values.case), count, folder, module, hangMs },
    onProgress(done, failures) {
      if (done - told < count / 10) return;
      told = done;
      process.stderr.write(`${name}: ${done} of ${count} cases, ${failures} failures\n`);
    },
  });
  await tell(name, report, (performance.now() - begin) / 1000);
  if (report.failures.length > 0 || report.rssGrowthBytes > MEMORY_LIMIT_BYTES) process.exitCode = 1;
}

async function tell(name: FamilyName, report: FuzzReport, seconds: number): Promise<void> {
  const rows = Object.entries(report.outcomes).sort(([a], [b]) => a.localeCompare(b));
  process.stdout.write(`\n${name}: ${report.cases} cases in ${seconds.toFixed(0)} s\n`);
  for (const [row, seen] of rows) process.stdout.write(`${row.padEnd(48)}${String(seen).padStart(9)}\n`);
  process.stdout.write(`slow: ${report.slow.length}\nfailures: ${report.failures.length}\n`);
  process.stdout.write(`memory grew by at most ${(report.rssGrowthBytes / 2 ** 20).toFixed(0)} MiB, `);
  process.stdout.write(`by more than 256 MiB in one case: ${report.large.length}\n`);
  const kinds = Map.groupBy([...report.failures, ...report.slow, ...report.large], kindOf);
  if (kinds.size === 0) return;
  // what is known is said before anything is made again: that may fail where the machine is at its end
  for (const [kind, found] of kinds) {
    const numbers = found.slice(0, KEPT).map(({ number }) => number);
    process.stdout.write(`${found.length} × ${kind}: cases ${numbers.join(', ')}\n`);
  }
  const { openFamily } = (await import(FAMILIES[name].module)) as FamilyModule;
  const family = await openFamily(folder);
  mkdirSync(values.out, { recursive: true });
  for (const found of kinds.values()) {
    for (const failure of found.slice(0, KEPT)) process.stdout.write(`  ${keep(failure)}\n`);
  }
  await family.close();

  function keep({ number, reader, what }: CaseFailure): string {
    const { name: seedName, steps, bytes, extension } = family.makeCase(runSeed, number);
    const file = join(values.out, `${name}-seed-${runSeed}-case-${number}${extension}`);
    const text = `case ${number} (${[seedName, ...steps].join(', ')}) ${reader}: ${what}`;
    const again = `npm run fuzz -- --family ${name} --seed ${runSeed} --case ${number}${values['made-only'] ? ' --made-only' : ''}`;
    writeFileSync(file, bytes);
    writeFileSync(`${file}.txt`, `${text}\n${again}\n`);
    return file;
  }
}

/** Failures that look alike: the reader, what was thrown and where, without numbers. */
function kindOf({ reader, what }: CaseFailure): string {
  const [first = '', ...frames] = what.split('\n');
  const where = frames.find((frame) => !frame.includes('node:'))?.trim() ?? '';
  return `${reader}: ${first.replaceAll(/\d+/g, 'N').slice(0, 160)} ${where.replace(/\(?file:.*\/(tengun|wt)?/, '')}`;
}
