/** A small store with something of everything that is kept: items, a database with a picture, a surface, alignments, results, requests. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import type { WorkerPool } from '#worker/pool.ts';
import { UseRequests } from '#worker/requests/use-requests.ts';
import { openStore } from '#worker/store/store.ts';
import { saveSurface } from '#worker/surfaces/surface-store.ts';
import { PictureFiles } from '../../server/projects/picture-files.ts';
import { ANYBODY } from '../../server/projects/repository.ts';
import { openSqliteRepository } from '../../server/projects/sqlite-repository.ts';
import { buildLas, randomPoints } from './las-builder.ts';
import { PNG } from './png.ts';

const LIMITS = { projects: 100, entriesPerProject: 1000, entryBytes: 2 ** 20, totalBytes: 2 ** 30, links: 100 };

/** Somebody asks how the data may be used. */
export const USE_REQUEST = {
  text: '利用したい',
  name: null,
  organisation: null,
  contact: null,
  collection: 'c',
  item: null,
  place: null,
  lang: 'ja',
} as const;

export interface FilledStore {
  readonly dir: string;
  readonly sources: readonly string[];
  readonly surface: string;
  readonly picture: string;
  /** Hash of a result that was computed from `c/sheet-0`. */
  readonly result: string;
}

/** @param items sheets of the collection `c` */
export async function fillStore(folder: string, pool: WorkerPool, items = 3): Promise<FilledStore> {
  const dir = join(folder, 'store');
  const sources = Array.from({ length: items }, (_, i) => join(folder, `sheet-${i}.las`));
  for (const [i, path] of sources.entries()) {
    await writeFile(path, buildLas(randomPoints(8000, { format: 3, seed: 300 + i }), { format: 3 }));
  }
  await indexDelivery(
    sources,
    { collection: 'c', crs: 'EPSG:6676', surfaceCellM: null },
    { store: openStore(dir), pool },
  );
  const picture = await fillProjects(join(dir, '.projects'));
  const surface = 'a5'.repeat(16);
  await saveSurface(
    dir,
    { id: surface, name: 'design', crs: 'EPSG:6676', verticalDatum: null } as Parameters<typeof saveSurface>[1],
    {
      kind: 'raster',
      raster: { originE: 0, originN: 0, stepM: 1, cols: 2, rows: 2, heights: Float64Array.of(1, 2, 3, 4) },
    },
  );
  await new UseRequests(dir).add(USE_REQUEST);
  const item = await openStore(dir).getItem('c', 'sheet-0');
  const result = await fillResult(dir, `c/sheet-0@${item.properties['tengun:version']}`);
  return { dir, sources, surface, picture, result };
}

async function fillProjects(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const repository = openSqliteRepository(join(dir, 'projects.sqlite'), { limits: LIMITS });
  const picture = await new PictureFiles(join(dir, 'pictures')).keep(PNG);
  const project = repository.create(ANYBODY, '谷線');
  const content = { kind: 'note' as const, name: '湧水', text: 'collections=c&items=sheet-0' };
  repository.addEntries(ANYBODY, project.id, [{ content, picture }]);
  repository.close();
  return picture.sha256;
}

async function fillResult(dir: string, version: string): Promise<string> {
  const hash = createHash('sha256').update(version).digest('hex');
  const folder = join(dir, '.results');
  await mkdir(folder, { recursive: true });
  const request = { process: 'cut-fill-volume', inputs: { existing: { collection: 'c' } }, versions: [version] };
  await writeFile(join(folder, `${hash}.request.json`), JSON.stringify(request));
  const result = { cutM3: 1, provenance: { requestHash: hash, software: 'tengun' } };
  await writeFile(join(folder, `${hash}.result.json.gz`), gzipSync(JSON.stringify(result)));
  return hash;
}
