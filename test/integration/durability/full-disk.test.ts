/** Full and read-only disks: clear errors, nothing lost, reading goes on. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageError } from '#core/errors.ts';
import { makeBackup } from '#worker/backup/make-backup.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { startScrub } from '#worker/scrub/start-scrub.ts';
import { openStore } from '#worker/store/store.ts';
import { buildApp } from '../../../server/app.ts';
import type { App } from '../../../server/app-types.ts';
import { readConfig } from '../../../server/config.ts';
import { buildLas, randomPoints } from '../../helpers/las-builder.ts';
import { PNG } from '../../helpers/png.ts';
import { noFileAbove, type SmallDisk, smallDisk } from '../../helpers/small-disk.ts';

const TENGUN = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');

let pool: WorkerPool;
let folder: string;
let sources: readonly string[];
beforeAll(async () => {
  pool = createPool({ threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-full-'));
  sources = await Promise.all(
    [0, 1].map(async (i) => {
      const path = join(folder, `sheet-${i}.las`);
      await writeFile(path, buildLas(randomPoints(20_000, { format: 3, seed: 40 + i }), { format: 3 }));
      return path;
    }),
  );
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const index = (store: string, source: string) =>
  indexDelivery([source], { collection: 'c', crs: 'EPSG:6676' }, { store: openStore(store), pool });

async function expectWhole(storeDir: string, ids: readonly string[]): Promise<void> {
  const store = openStore(storeDir);
  const { items } = await store.listItems('c');
  expect(items.map(({ id }) => id)).toEqual(ids);
  for (const item of items) expect(await verifyItem(item, { store, pool })).toMatchObject({ ok: true, faults: [] });
}

describe('a process that may write no large file (works on every system)', () => {
  it('says what is wrong, leaves the store as it was, and goes on where there is room again', {
    timeout: 60_000,
  }, async () => {
    const store = join(folder, 'limited');
    await index(store, sources[0]!);
    const [command, ...before] = noFileAbove(64 * 1024);
    const args = ['index', sources[1]!, '--collection', 'c', '--crs', 'EPSG:6676', '--store', store, '--json'];
    const run = spawnSync(command!, [...before, process.execPath, TENGUN, ...args], { encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout).error).toMatchObject({ code: 'NO_SPACE', details: { system: 'EFBIG' } });
    expect(run.stderr).toContain('the disk is full or a quota is used up');
    expect(run.stderr).not.toContain('    at ');
    await expectWhole(store, ['sheet-0']);
    expect(await readdir(join(store, '.drafts'))).toEqual([]);
    await index(store, sources[1]!);
    await expectWhole(store, ['sheet-0', 'sheet-1']);
  });

  it('makes no backup that is not whole, and keeps the one before', { timeout: 60_000 }, async () => {
    const store = join(folder, 'limited');
    const target = join(folder, 'limited-backup');
    const [command, ...before] = noFileAbove(64 * 1024);
    const args = ['backup', target, '--store', store, '--json'];
    const run = spawnSync(command!, [...before, process.execPath, TENGUN, ...args], { encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout).error).toMatchObject({ code: 'NO_SPACE' });
    const names = await readdir(target);
    expect(names.filter((name) => !name.startsWith('.')).every((name) => name.startsWith('unfinished-'))).toBe(true);
    const { generation, files } = await makeBackup({ storeDir: store, targetDir: target });
    expect(files).toBeGreaterThan(5);
    expect((await readdir(target)).filter((name) => !name.startsWith('.'))).toEqual([generation]);
  });
});

describe('a small disk', () => {
  let disk: SmallDisk | null = null;
  let app: App | null = null;
  beforeAll(() => {
    disk = smallDisk(40);
    if (!disk) process.stdout.write('NOT RUN: full and read-only disks; this test needs the right to mount a tmpfs\n');
  });
  afterAll(async () => {
    await app?.close();
    disk?.remove();
  });
  const config = (dir: string) =>
    readConfig(
      {},
      {
        storeDir: join(dir, 'store'),
        cacheDir: join(folder, 'cache'),
        viewerDir: join(folder, 'no-viewer'),
        logLevel: 'silent',
        threads: 1,
      },
    );
  const send = (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    payload?: object | Buffer,
    headers: Record<string, string> = {},
  ) => app!.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  const note = (name: string) => ({ kind: 'note', name, text: 'x'.repeat(20_000) });

  it('full: 507 in plain words, nothing lost, reading goes on, and saving works when there is room', {
    timeout: 120_000,
  }, async (t) => {
    if (!disk) return t.skip('no tmpfs can be mounted here');
    const storeDir = join(disk.dir, 'store');
    await mkdir(storeDir);
    await index(storeDir, sources[0]!);
    app = await buildApp(config(disk.dir));
    const project = (await send('POST', '/api/projects', { name: '谷線' })).json();
    const entries = `/api/projects/${project.id}/entries`;
    const kept = (await send('POST', entries, note('before'))).json();
    disk.fill();

    const refused: number[] = [];
    // what SQLite has room for in its log already is taken, and kept
    const names = ['before'];
    for (let i = 0; i < 400 && refused.length < 3; i++) {
      const answer = await send('POST', entries, note(`full ${i}`));
      if (answer.statusCode === 201) names.push(`full ${i}`);
      else {
        expect(answer.json()).toMatchObject({ code: 'NO_SPACE', status: 507 });
        expect(answer.json().detail).toContain('make room and try again');
        expect(answer.json().detail).not.toContain(disk.dir);
        refused.push(answer.statusCode);
      }
    }
    expect(refused).toEqual([507, 507, 507]);
    const picture = await send('PUT', `${entries}/${kept.id}/picture`, PNG, {
      'content-type': 'image/png',
      'if-match': '"1"',
    });
    expect(picture.json()).toMatchObject({ code: 'NO_SPACE', status: 507 });
    const upload = await send('POST', '/api/uploads', undefined, {
      'tus-resumable': '1.0.0',
      'upload-length': '1000',
      'upload-metadata': `filename ${Buffer.from('a.xml').toString('base64')}`,
    });
    expect([413, 507]).toContain(upload.statusCode);
    const wish = await send(
      'POST',
      '/api/requests',
      { text: '点群を土量計算に使いたい', lang: 'ja' },
      { origin: 'http://127.0.0.1' },
    );
    expect(wish.json()).toMatchObject({ code: 'NO_SPACE', status: 507 });
    await expect(index(storeDir, sources[1]!)).rejects.toThrow(StorageError);
    await expect(makeBackup({ storeDir, targetDir: join(disk.dir, 'backup') })).rejects.toMatchObject({
      code: 'NO_SPACE',
    });

    // reading goes on
    expect((await send('GET', '/api/collections/c/items/sheet-0')).statusCode).toBe(200);
    expect(
      (await send('GET', entries.replace('/entries', ''))).json().entries.map(({ name }: { name: string }) => name),
    ).toEqual(names);
    const scrubbed = await startScrub({ storeDir, pool });
    expect(scrubbed.damage).toEqual([]);

    disk.empty();
    expect((await send('POST', entries, note('after'))).statusCode).toBe(201);
    const whole = (await send('GET', `/api/projects/${project.id}`)).json();
    expect(whole.entries.map(({ name }: { name: string }) => name)).toEqual([...names, 'after']);
    await index(storeDir, sources[1]!);
    await expectWhole(storeDir, ['sheet-0', 'sheet-1']);
    await app.close();
    app = null;
  });

  it('read-only: the server serves it, changes are refused in plain words, a scrub reads it', {
    timeout: 120_000,
  }, async (t) => {
    if (!disk) return t.skip('no tmpfs can be mounted here');
    const storeDir = join(disk.dir, 'store');
    if (!disk.makeReadOnly()) return t.skip('the disk cannot be made read-only: something keeps a file open');
    try {
      app = await buildApp(config(disk.dir));
      expect((await send('GET', '/api/collections/c/items/sheet-1')).statusCode).toBe(200);
      const [project] = (await send('GET', '/api/projects')).json().projects;
      expect(project).toMatchObject({ name: '谷線' });
      const refused = await send('POST', `/api/projects/${project.id}/entries`, note('no'));
      expect(refused.json()).toMatchObject({ code: 'READ_ONLY', status: 507 });
      expect(refused.json().detail).toContain('read-only');
      await expect(index(storeDir, sources[0]!)).rejects.toMatchObject({ code: 'READ_ONLY' });
      const faults: unknown[] = [];
      const report = await startScrub({ storeDir, pool, onFault: (error) => faults.push(error) });
      expect(report).toMatchObject({ damage: [], counts: { items: 2, databases: 1 } });
      expect(faults.length).toBeGreaterThan(0);
    } finally {
      await app?.close();
      app = null;
      disk.makeWritable();
    }
    await expectWhole(storeDir, ['sheet-0', 'sheet-1']);
  });
});
