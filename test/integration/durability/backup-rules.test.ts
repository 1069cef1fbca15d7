/** Who sees what is in a backup together with what it holds for, at any moment, and restored nothing is more open than it was. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freezeStore } from '#worker/backup/freeze-store.ts';
import { type Generation, listGenerations } from '#worker/backup/generation.ts';
import { makeBackup } from '#worker/backup/make-backup.ts';
import { restoreGeneration } from '#worker/backup/restore-backup.ts';
import type { Audience } from '#worker/store/audience.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { storePaths } from '#worker/store/store-paths.ts';
import { readUploadAccess, removeUploadAccess, setUploadAccess } from '#worker/store/upload-access.ts';
import { deleteSurface, saveSurface } from '#worker/surfaces/surface-store.ts';
import { publish } from '../../helpers/server-app.ts';
import { flipBit, treeOf } from '../../helpers/tree-of.ts';

const ROADS = { visibility: 'group', groups: ['土木課', 'rivers'], owner: 'u1' } as const;
const MINE = { visibility: 'private', groups: [], owner: 'u2' } as const;
const SURFACE = 'c3'.repeat(16);
const UPLOADED = `upload-${'d4'.repeat(16)}`;

let folder: string;
let storeDir: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-backup-rules-'));
  storeDir = join(folder, 'store');
  store = openStore(storeDir);
  for (const collection of ['open', 'roads', 'mine', UPLOADED]) {
    await publish(store, import.meta.filename, { collection, id: 'a' });
  }
  await store.setAccess('roads', ROADS);
  await store.setAccess('mine', MINE);
  await store.setAccess(UPLOADED, MINE);
  await setUploadAccess(storeDir, SURFACE, ROADS);
  await save(SURFACE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const save = (id: string) =>
  saveSurface(
    storeDir,
    { id, name: 'design', crs: 'EPSG:6676', verticalDatum: null } as Parameters<typeof saveSurface>[1],
    {
      kind: 'raster',
      raster: { originE: 0, originN: 0, stepM: 1, cols: 2, rows: 2, heights: Float64Array.of(1, 2, 3, 4) },
    },
  );

let next = 0;
async function backedUp(): Promise<Generation> {
  const targetDir = join(folder, `b${next++}`);
  await makeBackup({ storeDir, targetDir });
  return (await listGenerations(targetDir)).at(-1)!;
}

const reader = (user: string, ...groups: string[]): Audience => ({ user, groups });
/** What an audience sees of a store. */
async function seen(dir: string, audience: Audience): Promise<string[]> {
  const asked = openStore(dir, { audience });
  const found: string[] = [];
  for (const cid of ['open', 'roads', 'mine', UPLOADED]) {
    const count = await asked.listItems(cid).then(
      ({ matched }) => matched,
      () => 0,
    );
    const isListed = (await asked.listCollections()).some(({ id }) => id === cid);
    if (count > 0 || isListed) found.push(cid);
  }
  const may = asked.assertUpload(SURFACE, 'surface').then(
    () => [SURFACE],
    () => [],
  );
  return [...found, ...(await may)];
}

describe('a store that was restored', () => {
  it('shows to each what the store showed to him', async () => {
    const targetDir = join(folder, 'restored');
    await restoreGeneration(await backedUp(), { targetDir });
    expect(await seen(targetDir, 'public')).toEqual(['open']);
    for (const audience of [reader('u3', 'parks'), reader('u3', 'rivers'), reader('u2'), reader('u1')]) {
      expect(await seen(targetDir, audience)).toEqual(await seen(storeDir, audience));
    }
    expect(await seen(targetDir, reader('u3', '土木課'))).toEqual(['open', 'roads', SURFACE]);
    const restored = openStore(targetDir);
    expect(await restored.accessOf('roads')).toEqual(ROADS);
    expect(await restored.accessOf('mine')).toEqual(MINE);
    expect(await restored.accessOf(UPLOADED)).toEqual(MINE);
    expect(await restored.accessOf('open')).toEqual(await store.accessOf('open'));
    expect(await readUploadAccess(targetDir, SURFACE)).toEqual(ROADS);
    expect(await treeOf(targetDir)).toEqual(await treeOf(storeDir));
  });

  it('shows to administrators alone what a damaged rule was for', async () => {
    const generation = await backedUp();
    const rules = ['roads/access.json', `.access/${SURFACE}.json`];
    await flipBit(join(generation.dir, 'store', rules[0]!), 3);
    await rm(join(generation.dir, 'store', rules[1]!));
    const targetDir = join(folder, 'without-rules');
    await expect(restoreGeneration(generation, { targetDir })).rejects.toMatchObject({ code: 'CHECKSUM' });
    const report = await restoreGeneration(generation, { targetDir, allowDamaged: true });
    expect(report.damaged.toSorted()).toEqual(rules.toSorted());
    expect(await seen(targetDir, 'public')).toEqual(['open']);
    expect(await seen(targetDir, reader('u1', '土木課'))).toEqual(['open']);
    const all = ['open', 'roads', 'mine', UPLOADED, SURFACE];
    expect(await seen(targetDir, { user: 'root', groups: [], isAdmin: true })).toEqual(all);
  });
});

describe('a backup while users send and delete', () => {
  const idOf = (i: number) => i.toString(16).padStart(32, '0');
  /** @returns how many surfaces a backup begun now would have */
  const frozenSurfaces = async (): Promise<number> => {
    await using frozen = await freezeStore(storePaths(storeDir));
    const paths = new Set(frozen.files.map(({ path }) => path));
    const ids = [...paths].flatMap((path) => /^\.surfaces\/([0-9a-f]{32})\/surface\.bin$/.exec(path)?.[1] ?? []);
    expect(ids.filter((id) => !paths.has(`.access/${id}.json`))).toEqual([]);
    return ids.length;
  };

  it('has no surface that came without its rule', { timeout: 60_000 }, async () => {
    // listed after the folder of the rules and before that of the surfaces: that takes a while
    await mkdir(join(storeDir, '.results'), { recursive: true });
    for (let i = 0; i < 300; i++) await writeFile(join(storeDir, '.results', `${i}.request.json`), '{}');
    let isOver = false;
    const busy = (async () => {
      for (let i = 0; !isOver; i++) {
        await setUploadAccess(storeDir, idOf(i), MINE);
        await save(idOf(i));
      }
    })();
    let surfaces = 0;
    try {
      for (let i = 0; i < 12; i++) surfaces += await frozenSurfaces();
    } finally {
      isOver = true;
      await busy;
    }
    expect(surfaces).toBeGreaterThan(12);
  });

  it('has none that went without its rule', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 3; round++) {
      const ids = Array.from({ length: 150 }, (_, i) => idOf(0x10000 * (round + 1) + i));
      for (const id of ids) {
        await mkdir(join(storeDir, '.surfaces', id), { recursive: true });
        for (const name of ['surface.bin', 'surface.json'])
          await writeFile(join(storeDir, '.surfaces', id, name), '{}');
        await writeFile(join(storeDir, '.access', `${id}.json`), JSON.stringify(MINE));
      }
      const remove = async () => {
        for (const id of ids) {
          await deleteSurface(storeDir, id);
          await removeUploadAccess(storeDir, id);
        }
      };
      await Promise.all([frozenSurfaces(), remove()]);
    }
  });
});
