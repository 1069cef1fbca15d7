/**
 * SIGKILL at random moments while an item is indexed or replaced: what was published stays whole, and calling again
 * completes the work. 50 moments in `npm run test:full`.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { fullOr } from '../helpers/full.ts';
import { buildLas, randomPoints, seededRandom } from '../helpers/las-builder.ts';

const TENGUN = join(import.meta.dirname, '..', '..', 'scripts', 'tengun.mjs');
const KILLS = fullOr(50, 8);

let pool: WorkerPool;
let folder: string;
beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-kill-'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** @returns exit code, or null when the process was killed before it ended; and how long it ran */
function index(source: string, store: string, killAfterMs: number | null) {
  const args = ['index', source, '--collection', 'c', '--crs', 'EPSG:6676', '--replace', '--store', store, '--json'];
  const start = performance.now();
  return new Promise<{ code: number | null; stdout: string; ms: number }>((resolve) => {
    // in a group of its own: the pinned runtime may be a child of the process started here
    const child = spawn(process.execPath, [TENGUN, ...args], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    let stdout = '';
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
    });
    const timer =
      killAfterMs === null ? undefined : setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), killAfterMs);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, ms: performance.now() - start });
    });
  });
}

test(`an index run killed at ${KILLS} random moments leaves whole items only`, { timeout: 3_600_000 }, async () => {
  const dir = join(folder, 'store');
  const versions = ['old', 'new'];
  for (const [i, name] of versions.entries()) {
    await mkdir(join(folder, name));
    const points = randomPoints(280_000, { format: 3, seed: 600 + i });
    await writeFile(join(folder, name, 'sheet.las'), buildLas(points, { format: 3 }));
  }
  const source = (i: number) => join(folder, versions[i % 2]!, 'sheet.las');
  const whole = await index(source(0), join(folder, 'measured'), null);
  expect(whole.code).toBe(0);

  const random = seededRandom(601);
  let killed = 0;
  let found = 0;
  for (let i = 0; i < KILLS; i++) {
    // the first half into an empty store, the second replaces a whole item
    if (i === KILLS / 2) expect((await index(source(i + 1), dir, null)).code).toBe(0);
    // up to a little more than a whole run takes: some come too late
    const { code } = await index(source(i), dir, 50 + random() * whole.ms * 1.2);
    if (code === null) killed += 1;
    const store = openStore(dir);
    if (!(await store.hasItem('c', 'sheet'))) continue;
    found += 1;
    const item = await store.getItem('c', 'sheet');
    expect(item.properties['pc:count']).toBe(280_000);
    expect(await verifyItem(item, { store, pool })).toMatchObject({ ok: true, faults: [] });
    const listed = await store.listItems('c', {});
    expect(listed.items.map(({ id }) => id)).toEqual(['sheet']);
  }
  expect(killed).toBeGreaterThan(KILLS / 3);
  expect(found).toBeGreaterThanOrEqual(KILLS / 2);

  const last = await index(source(KILLS), dir, null);
  expect(last.code).toBe(0);
  const store = openStore(dir);
  const item = await store.getItem('c', 'sheet');
  const report = await verifyItem(item, { store, pool, sourceDir: join(folder, versions[KILLS % 2]!) });
  expect(report).toMatchObject({ ok: true, sourceMissing: false, faults: [] });
  expect(await readdir(join(dir, '.drafts'))).toEqual([]);
  expect((await readdir(join(dir, 'c', 'sheet'))).length).toBeLessThanOrEqual(3);
  const again = await index(source(KILLS), dir, null);
  expect(JSON.parse(again.stdout)).toMatchObject({ items: [{ verdict: 'unchanged' }] });
  process.stdout.write(`killed ${killed} of ${KILLS} runs; an item stood after ${found} of them\n`);
});
