/** Threads that die: really ended from outside, exiting of themselves, out of memory. Their own work fails or is run again; the rest goes on. */
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SHEETS } from '#core/scene/survey.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { parseImportOptions } from '#worker/surfaces/import-options.ts';
import { WorkerLostError } from '#worker/worker-lost.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Every thread that this process starts. */
const threads: Worker[] = [];
const note = (thread: Worker) => threads.push(thread);
beforeAll(() => {
  process.on('worker', note);
});
afterAll(() => {
  process.off('worker', note);
});

let pool: WorkerPool;
afterEach(async () => {
  await pool.close();
  threads.length = 0;
});

const until = async (condition: () => boolean) => {
  for (let i = 0; i < 1000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
};
/** A job of some seconds that writes, and so is not run again. */
const longWork = (folder: string, onProgress?: () => void) =>
  pool.run(
    'write-scene-epoch',
    { epoch: 'before', seed: 1, points: 2_000_000, paths: SHEETS.map(({ code }) => join(folder, `${code}.las`)) },
    onProgress ? { onProgress } : {},
  );

describe('a thread that dies', () => {
  it('idle, takes nothing with it, and the next job has a new one', async () => {
    pool = createPool({ threads: 1 });
    const { threadId } = await pool.run('ping', {});
    await threads[0]!.terminate();
    await until(() => pool.counts().threads === 0);
    const next = await pool.run('ping', {});
    expect(next.threadId).not.toBe(threadId);
    expect(pool.counts()).toMatchObject({ running: 0, waiting: 0 });
  });

  it('while it starts, lets nobody in line wait for ever', async () => {
    pool = createPool({ threads: 1 });
    const asked = [pool.run('ping', {}), pool.run('ping', {}), pool.run('ping', {})];
    await until(() => threads.length === 1);
    await threads[0]!.terminate();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(1);
    expect(threads.length).toBeGreaterThan(1);
  });

  it('again and again, still leaves one that answers', async () => {
    pool = createPool({ threads: 2 });
    const asked = Array.from({ length: 6 }, () => pool.run('ping', {}));
    for (let killed = 0; killed < 6; killed++) {
      await until(() => threads.length > killed);
      await threads[killed]!.terminate();
    }
    expect(await Promise.all(asked)).toHaveLength(6);
  });

  it('under work that writes, fails that work alone, in words', async () => {
    pool = createPool({ threads: 1 });
    const folder = await temporaryFolder();
    let begun: () => void = () => undefined;
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const work = longWork(folder, begun);
    const inLine = pool.run('ping', {});
    await isBegun;
    await threads[0]!.terminate();
    await expect(work).rejects.toThrow(WorkerLostError);
    await expect(work).rejects.toMatchObject({ code: 'WORKER_LOST', wasMemory: false });
    expect((await inLine).threadId).toBeGreaterThan(0);
    expect(pool.counts()).toMatchObject({ lost: 1, runAgain: 0, running: 0 });
  });

  it('under work that only reads, is not noticed', async () => {
    pool = createPool({ threads: 1 });
    await pool.run('ping', {});
    // the first in line has the thread when it is ended
    const asked = Array.from({ length: 20 }, () => pool.run('ping', {}));
    const ended = threads[0]!.terminate();
    expect(await Promise.all(asked)).toHaveLength(20);
    await ended;
    expect(pool.counts()).toMatchObject({ lost: 1, runAgain: 1 });
  });

  it('under each of ten runs of the same work, ends it in words; what comes later is done', async () => {
    pool = createPool({ threads: 1 });
    // ended with its first message, which says that it is ready: the pool gives it the work with that
    const endAtOnce = (thread: Worker) => thread.once('message', () => void thread.terminate());
    process.on('worker', endAtOnce);
    try {
      await expect(pool.run('ping', {})).rejects.toMatchObject({ code: 'WORKER_LOST', wasMemory: false });
    } finally {
      process.off('worker', endAtOnce);
    }
    expect(pool.counts()).toMatchObject({ lost: 10, runAgain: 9, running: 0 });
    expect((await pool.run('ping', {})).threadId).toBeGreaterThan(0);
  });

  it('of too little memory, fails its work and says so; it is not run again', async () => {
    pool = createPool({ threads: 1, maxHeapMiB: 96 });
    const folder = await temporaryFolder();
    const path = join(folder, 'parcels.geojson');
    const ring = Array.from({ length: 1_500_000 }, (_, i) => `[${i},${i % 7}]`).join(',');
    await writeFile(path, `{"type":"Polygon","coordinates":[[${ring}]]}`);
    const options = parseImportOptions({ crs: 'EPSG:6676' } as Parameters<typeof parseImportOptions>[0]);
    const input = { storeDir: folder, id: 'a5'.repeat(16), path, fileName: 'parcels.geojson', options };
    await expect(pool.run('import-upload', input)).rejects.toMatchObject({ code: 'WORKER_LOST', wasMemory: true });
    expect((await pool.run('ping', {})).threadId).toBeGreaterThan(0);
    expect(pool.counts()).toMatchObject({ lost: 1, runAgain: 0 });
  });
});

/** The nice values of the threads of this process that run JavaScript beside this one. */
const niceValues = () =>
  readdirSync('/proc/self/task').map((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'latin1');
    // behind the name, which may hold anything
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });

it.runIf(process.platform === 'linux')('yields to the thread that answers, where that is asked for', async () => {
  const before = niceValues();
  const own = Math.min(...before);
  pool = createPool({ threads: 1, yields: true });
  await pool.run('ping', {});
  const after = niceValues();
  const count = (values: readonly number[], nice: number) => values.filter((value) => value === nice).length;
  const lower = Math.min(own + 10, 19);
  expect(count(after, lower)).toBe(count(before, lower) + 1);
  expect(count(after, own)).toBeGreaterThan(0);
});
