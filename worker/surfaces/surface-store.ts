/** Saving and loading of surfaces that are not points. */
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '#core/errors.ts';
import { boundsOf } from '#core/geometry/bounds.ts';
import { isErrno, makeFolder, removeFolderAtOnce, syncPath } from '../store/atomic-file.ts';
import { storageFault } from '../store/storage-fault.ts';
import { decodeSurface, encodeSurface } from './surface-file.ts';
import type { SurfaceData, SurfaceFacts, SurfaceRecord } from './surface-record.ts';

const SURFACES_FOLDER = '.surfaces';
const RECORD_FILE = 'surface.json';
const DATA_FILE = 'surface.bin';
const SURFACE_ID = /^[0-9a-f]{32}$/;

/**
 * Saves a surface under its id; a reader sees all of it or nothing. An id that is there already stays as it is.
 * @throws {RequestError} INVALID_INPUT for an id that is none, or a surface without a height
 */
export async function saveSurface(storeDir: string, facts: SurfaceFacts, data: SurfaceData): Promise<SurfaceRecord> {
  const bytes = encodeSurface(data);
  const record = recordOf(facts, data, createHash('sha256').update(bytes).digest('hex').slice(0, 16));
  const folder = surfaceFolder(storeDir, facts.id);
  const draft = `${folder}.${process.pid}.tmp`;
  await rm(draft, { recursive: true, force: true });
  try {
    await makeFolder(draft);
    await writeFile(join(draft, DATA_FILE), bytes);
    await writeFile(join(draft, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);
    await syncPath(join(draft, DATA_FILE));
    await syncPath(join(draft, RECORD_FILE));
    await syncPath(draft);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST')) throw storageFault(error, DATA_FILE);
    return await readSurfaceRecord(storeDir, facts.id);
  }
  for (const dir of [join(storeDir, SURFACES_FOLDER), storeDir]) await syncPath(dir);
  return record;
}

/** @throws {RequestError} NOT_FOUND */
export async function readSurfaceRecord(storeDir: string, id: string): Promise<SurfaceRecord> {
  const text = await readStored(storeDir, id, RECORD_FILE);
  return JSON.parse(text.toString('utf8')) as SurfaceRecord;
}

/**
 * @throws {RequestError} NOT_FOUND
 * @throws {FormatError} when what is stored is damaged
 */
export async function loadSurface(
  storeDir: string,
  id: string,
): Promise<{ readonly record: SurfaceRecord; readonly data: SurfaceData }> {
  const record = await readSurfaceRecord(storeDir, id);
  return { record, data: decodeSurface(await readStored(storeDir, id, DATA_FILE)) };
}

/** Deletes a surface; one that is not there is no error. */
export async function deleteSurface(storeDir: string, id: string): Promise<void> {
  await removeFolderAtOnce(surfaceFolder(storeDir, id));
}

async function readStored(storeDir: string, id: string, file: string): Promise<Buffer> {
  try {
    return await readFile(join(surfaceFolder(storeDir, id), file));
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new RequestError('NOT_FOUND', `there is no surface ${id}`, { surface: id });
  }
}

function surfaceFolder(storeDir: string, id: string): string {
  if (!SURFACE_ID.test(id)) {
    const seen = JSON.stringify(id.slice(0, 80));
    throw new RequestError('NOT_FOUND', `surface id: expected 32 hex digits, seen ${seen}`);
  }
  return join(storeDir, SURFACES_FOLDER, id);
}

function recordOf(facts: SurfaceFacts, data: SurfaceData, version: string): SurfaceRecord {
  const heights = data.kind === 'mesh' ? data.mesh.height : data.raster.heights;
  let [minHeightM, maxHeightM, known] = [Infinity, -Infinity, 0];
  for (const height of heights) {
    if (Number.isNaN(height)) continue;
    known++;
    if (height < minHeightM) minHeightM = height;
    if (height > maxHeightM) maxHeightM = height;
  }
  if (known === 0) throw new RequestError('INVALID_INPUT', `surface ${facts.name} has no heights`);
  const { id, name, ...rest } = facts;
  const count = data.kind === 'mesh' ? data.mesh.triangles.length / 3 : known;
  return { id, kind: data.kind, name, ...rest, bounds: extentOf(data), minHeightM, maxHeightM, count, version };
}

function extentOf(data: SurfaceData) {
  if (data.kind === 'mesh') return boundsOf(data.mesh.east, data.mesh.north);
  const { originE, originN, stepM, cols, rows } = data.raster;
  return { minE: originE, minN: originN, maxE: originE + (cols - 1) * stepM, maxN: originN + (rows - 1) * stepM };
}
