/** Indexing in a process of its own: what it makes, how it is ended, what it may take. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { type IndexingProgress, indexInProcess } from '#worker/pipeline/index-process.ts';
import { openStore } from '#worker/store/store.ts';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

async function made(points: number, more: object = {}) {
  const dir = await temporaryFolder();
  const source = join(dir, 'cloud.las');
  const las = buildLas(randomPoints(points, { format: 7 }), { format: 7, wkt: crsFromCode('EPSG:6676').wkt });
  await writeFile(source, las);
  const limits = { maxMemoryBytes: 2 ** 30, threads: 1, maxPoints: 1e9, maxFiles: 10, maxUnpackedBytes: 1e9 };
  const options = { collection: 'c', surfaceCellM: 1 };
  return { source, storeDir: join(dir, 'store'), options, ...limits, ...more };
}

const signal = () => new AbortController().signal;

it('indexes, and tells a percentage that only grows', async () => {
  const input = await made(300_000);
  const news: IndexingProgress[] = [];
  const report = await indexInProcess(input, { signal: signal(), onProgress: (p) => news.push(p) });
  expect(report.items).toMatchObject([{ verdict: 'indexed', pointsOut: 300_000, code: null }]);
  const item = await openStore(input.storeDir).getItem('c', 'cloud');
  expect(Object.keys(item.assets)).toContain('dtm');
  const percents = news.map(({ percent }) => percent);
  expect(percents.length).toBeGreaterThan(2);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(percents.every((percent) => percent >= 0 && percent <= 100)).toBe(true);
});

it('says what is wrong with a file as the indexer does, with a code', async () => {
  const input = await made(100, { maxPoints: 99 });
  const { items } = await indexInProcess(input, { signal: signal(), onProgress: () => undefined });
  expect(items).toMatchObject([{ verdict: 'rejected', code: 'LIMIT' }]);
  const nowhere = { ...input, source: `${input.source}.gone.las` };
  await expect(indexInProcess(nowhere, { signal: signal(), onProgress: () => undefined })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('is gone when it is ended, with the reason of the signal', async () => {
  const input = await made(300_000);
  const ender = new AbortController();
  const reason = new Error('enough');
  const running = indexInProcess(input, { signal: ender.signal, onProgress: () => ender.abort(reason) });
  await expect(running).rejects.toBe(reason);
  await expect(openStore(input.storeDir).getCollection('c')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('is ended when it takes more memory than it may', async () => {
  // less than a process without anything takes: with what is spared above the limit, 60 MB
  const input = await made(300_000, { maxMemoryBytes: 60e6 - 256 * 2 ** 20 });
  await expect(indexInProcess(input, { signal: signal(), onProgress: () => undefined })).rejects.toMatchObject({
    code: 'LIMIT',
    message: expect.stringContaining('took more memory'),
  });
  expect(await readdir(join(input.storeDir, 'c')).catch(() => [])).toEqual([]);
});
