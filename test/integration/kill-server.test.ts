/**
 * SIGKILL at random moments while everything goes on at once: a point file is uploaded and indexed by the server, another is indexed
 * by the command line, entries with pictures are saved, and a backup is made. Each round kills three programs: server, indexer and
 * backup. Afterwards everything that was acknowledged is there and whole, and nothing half done is seen. 100 kills in `npm run test:full`.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkGeneration } from '#worker/backup/check-backup.ts';
import { listGenerations, listUnfinished } from '#worker/backup/generation.ts';
import { restoreGeneration } from '#worker/backup/restore-backup.ts';
import { verifyItem } from '#worker/pipeline/verify-item.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { startScrub } from '#worker/scrub/start-scrub.ts';
import { openStore } from '#worker/store/store.ts';
import { fullOr } from '../helpers/full.ts';
import { buildLas, randomPoints, seededRandom } from '../helpers/las-builder.ts';
import { PNG } from '../helpers/png.ts';
import { sendUpload, settledUpload } from '../helpers/send-upload.ts';
import { startServerProcess, startTengun } from '../helpers/server-process.ts';

const KILLS = fullOr(100, 9);
const POINTS = 30_000;

let pool: WorkerPool;
let folder: string;
beforeAll(async () => {
  pool = createPool({ threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-kill-all-'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a client was told is kept. */
interface Told {
  readonly entries: Map<string, string>;
  /** By entry. */
  readonly pictures: Map<string, Buffer>;
  /** Ids of uploads whose last byte was acknowledged. */
  readonly uploads: Set<string>;
  /** Items of the collection `c` that an index run has ended with. */
  readonly items: Set<string>;
}

const ask = async (url: string, method: string, body: BodyInit, headers: Record<string, string>) => {
  const answer = await fetch(url, { method, body, headers });
  if (answer.status >= 300) throw new Error(`${method} ${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json() as Promise<{ id: string; version: number }>;
};

/** Saves entries with pictures until the server is gone. */
async function saveEntries(base: string, project: string, round: number, told: Told): Promise<void> {
  const json = { 'content-type': 'application/json' };
  for (let i = 0; ; i++) {
    const name = `${round}-${i}`;
    const url = `${base}api/projects/${project}/entries`;
    const entry = await ask(url, 'POST', JSON.stringify({ kind: 'note', name, text: name.repeat(300) }), json);
    told.entries.set(entry.id, name);
    // a picture of its own: what stands behind its end is no part of it
    const bytes = Buffer.concat([PNG, Buffer.from(name)]);
    await ask(`${url}/${entry.id}/picture`, 'PUT', new Uint8Array(bytes), {
      'content-type': 'image/png',
      'if-match': `"${entry.version}"`,
    });
    told.pictures.set(entry.id, bytes);
  }
}

async function expectEntries(base: string, project: string, told: Told): Promise<void> {
  const whole = (await (await fetch(`${base}api/projects/${project}`)).json()) as {
    entries: { id: string; name: string; text: string }[];
  };
  const found = new Map(whole.entries.map((entry) => [entry.id, entry]));
  for (const [id, name] of told.entries) expect(found.get(id), name).toMatchObject({ name, text: name.repeat(300) });
  for (const [id, bytes] of told.pictures) {
    const answer = await fetch(`${base}api/projects/${project}/entries/${id}/picture`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes), id).toBe(true);
  }
}

/** Everything that anybody may see is whole. */
async function expectWholeStore(storeDir: string, told: Told): Promise<void> {
  const store = openStore(storeDir);
  const seen = new Set<string>();
  for (const { id: cid } of await store.listCollections()) {
    const { items, matched } = await store.listItems(cid);
    expect(matched, cid).toBe(items.length);
    expect(items.length, cid).toBeGreaterThan(0);
    for (const item of items) {
      expect(item.properties['pc:count']).toBe(POINTS);
      expect(await verifyItem(item, { store, pool }), `${cid}/${item.id}`).toMatchObject({ ok: true, faults: [] });
      seen.add(`${cid}/${item.id}`);
    }
  }
  for (const id of told.items) expect(seen).toContain(`c/${id}`);
}

test(`${KILLS} kills at random moments lose nothing that was acknowledged`, { timeout: 3_600_000 }, async () => {
  const storeDir = join(folder, 'store');
  const backups = join(folder, 'backups');
  await mkdir(storeDir);
  const env = { TENGUN_THREADS: '1', TENGUN_CACHE: join(folder, 'cache'), TENGUN_LOG_LEVEL: 'silent' };
  const told: Told = { entries: new Map(), pictures: new Map(), uploads: new Set(), items: new Set() };
  const random = seededRandom(907);
  let [killed, project, unfinished] = [0, '', 0];
  // how long it all takes beside each other: the first round is let run
  const took = { index: 0, backup: 0 };
  let attempts = 0;
  for (let round = 0; ; round++) {
    const server = await startServerProcess(storeDir, env);
    if (round === 0) {
      const json = { 'content-type': 'application/json' };
      project = (await ask(`${server.url}api/projects`, 'POST', JSON.stringify({ name: '谷線' }), json)).id;
    }
    // what was acknowledged before the last kill
    await expectEntries(server.url, project, told);
    for (const id of told.uploads) {
      expect(await settledUpload(server.url, id), id).toMatchObject({ state: 'ready', points: { pointCount: POINTS } });
    }
    // one that was complete when its client lost the answer is indexed too: it is in nobody's list, and ends as well
    const staged = () => readdir(join(storeDir, '.uploads', 'stage')).catch(() => []);
    if (round > 0) await expect.poll(staged, { timeout: 60_000 }).toEqual([]);
    if (killed >= KILLS) {
      server.kill();
      break;
    }
    const las = buildLas(randomPoints(POINTS, { format: 3, seed: 1000 + round }), { format: 3 });
    const source = join(folder, `sheet-${round}.las`);
    await writeFile(source, las);
    const saving = saveEntries(server.url, project, round, told).catch(() => undefined);
    const crs = { filename: `u${round}.las`, crs: 'EPSG:6676' };
    const uploading = sendUpload(server.url, Buffer.from(las), crs, { chunkSize: 200_000 }).then(
      ({ id }) => told.uploads.add(id),
      () => undefined,
    );
    const indexing = startTengun(
      ['index', source, '--collection', 'c', '--crs', 'EPSG:6676', '--surfaces', 'off', '--store', storeDir],
      env,
    );
    const indexed = indexing.ended.then((code) => code === 0 && told.items.add(`sheet-${round}`));
    // every second one copies everything
    const target = round % 2 === 0 ? backups : join(folder, `backups-${round}`);
    const backing = startTengun(['backup', target, '--keep', '3', '--store', storeDir], env);
    const start = performance.now();
    if (round === 0) {
      await Promise.all([
        indexed.then(() => (took.index = performance.now() - start)),
        backing.ended.then(() => (took.backup = performance.now() - start)),
        uploading,
      ]);
      server.kill();
    } else {
      // the start of a program takes a good part of the time, and does nothing
      const moments = [took.index * random(), took.index * (0.3 + random()), took.backup * (0.4 + 0.8 * random())];
      await Promise.all(
        [server, indexing, backing].map(async (program, i) => {
          await sleep(moments[i]);
          attempts += 1;
          if (program.kill()) killed += 1;
        }),
      );
    }
    await Promise.all([saving, uploading, indexed, backing.ended, server.ended]);
    await expectWholeStore(storeDir, told);
    for (const generation of await listGenerations(target).catch(() => [])) {
      expect(await checkGeneration(generation), generation.name).toMatchObject({ ok: true, faults: [] });
    }
    unfinished += (await listUnfinished(target)).length;
  }

  // a whole run at the end: nothing stands in the way of anything
  const last = startTengun(['backup', backups, '--keep', '2', '--verify', '--store', storeDir], env);
  expect(await last.ended).toBe(0);
  expect(await listUnfinished(backups)).toEqual([]);
  expect(await startScrub({ storeDir, pool })).toMatchObject({ damage: [], unchecked: {} });
  expect(await readdir(join(storeDir, '.drafts'))).toEqual([]);
  const generation = (await listGenerations(backups)).at(-1)!;
  const restored = join(folder, 'restored');
  await restoreGeneration(generation, { targetDir: restored });
  await expectWholeStore(restored, told);
  const server = await startServerProcess(restored, env);
  await expectEntries(server.url, project, told);
  server.kill();
  // one that ends before its moment is no kill; far too many of those would prove nothing
  expect(attempts).toBeLessThan(3 * KILLS);
  process.stdout.write(
    `killed ${killed} of ${attempts} programs; kept ${told.entries.size} entries, ${told.pictures.size} pictures, ${told.uploads.size} uploads, ${told.items.size} items; ${unfinished} unfinished backups\n`,
  );
});
