/** Saving and loading of alignments: `<store>/.alignments/<id>.json`. They never change. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Alignment } from '#core/alignment/alignment.ts';
import { RequestError } from '#core/errors.ts';
import { isErrno, makeFolder, removeFiles, writeJsonAtomic } from '../store/atomic-file.ts';
import type { AlignmentsRecord } from './alignments-record.ts';

const FOLDER = '.alignments';
const OFFERED = 'offered.json';
const ID = /^[0-9a-f]{32}$/;

/** Saves alignments under their id; a reader sees all of them or nothing. */
export async function saveAlignments(storeDir: string, record: AlignmentsRecord): Promise<AlignmentsRecord> {
  const path = pathOf(storeDir, record.id);
  await makeFolder(join(storeDir, FOLDER));
  await writeJsonAtomic(path, record);
  return record;
}

/** @throws {RequestError} NOT_FOUND */
export async function readAlignments(storeDir: string, id: string): Promise<AlignmentsRecord> {
  try {
    return JSON.parse(await readFile(pathOf(storeDir, id), 'utf8')) as AlignmentsRecord;
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new RequestError('NOT_FOUND', `there is no alignment ${id}`, { alignment: id });
  }
}

/** As `readAlignments`, but null when there are none. */
export async function findAlignments(storeDir: string, id: string): Promise<AlignmentsRecord | null> {
  try {
    return await readAlignments(storeDir, id);
  } catch (error) {
    if (error instanceof RequestError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/**
 * Lists alignments to everybody who sees the store; those of uploads are known to their owners only.
 * @throws {RequestError} NOT_FOUND
 */
export async function offerAlignments(storeDir: string, id: string): Promise<void> {
  await readAlignments(storeDir, id);
  const ids = await offeredIds(storeDir);
  if (!ids.includes(id)) await writeJsonAtomic(join(storeDir, FOLDER, OFFERED), [...ids, id]);
}

/** Those that are listed, in the order in which they were; one that was deleted is left out. */
export async function offeredAlignments(storeDir: string): Promise<AlignmentsRecord[]> {
  const found = await Promise.all((await offeredIds(storeDir)).map((id) => findAlignments(storeDir, id)));
  return found.filter((record) => record !== null);
}

async function offeredIds(storeDir: string): Promise<readonly string[]> {
  try {
    return JSON.parse(await readFile(join(storeDir, FOLDER, OFFERED), 'utf8')) as string[];
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
    return [];
  }
}

export interface LoadedAlignment {
  readonly alignment: Alignment;
  /** Null: that of the data it is used with. */
  readonly crs: string | null;
  readonly verticalDatum: string | null;
  readonly record: AlignmentsRecord;
}

/**
 * The alignment that a request names.
 * @param input `name`: which of the file's alignments; default the first
 * @throws {RequestError} NOT_FOUND for an id or a name that is not there; names those that are
 */
export async function loadAlignment(
  storeDir: string,
  input: { readonly stored: string; readonly name?: string | undefined },
): Promise<LoadedAlignment> {
  const record = await readAlignments(storeDir, input.stored);
  const { alignments, crs, verticalDatum } = record;
  const found = alignments.find(({ alignment }) => input.name === undefined || alignment.name === input.name);
  if (found) return { alignment: found.alignment, crs, verticalDatum, record };
  const names = alignments.slice(0, 20).map(({ alignment }) => JSON.stringify(alignment.name.slice(0, 80)));
  const message = `alignment ${input.stored} has no ${JSON.stringify(input.name?.slice(0, 80))}; it has ${names.join(', ')}`;
  throw new RequestError('NOT_FOUND', message, { alignment: input.stored });
}

/** Deletes alignments; what is not there is no error. */
export async function deleteAlignments(storeDir: string, id: string): Promise<void> {
  const path = pathOf(storeDir, id);
  await removeFiles(dirname(path), [basename(path)]);
}

function pathOf(storeDir: string, id: string): string {
  if (ID.test(id)) return join(storeDir, FOLDER, `${id}.json`);
  const seen = JSON.stringify(id.slice(0, 80));
  throw new RequestError('NOT_FOUND', `alignment id: expected 32 hex digits, seen ${seen}`);
}
