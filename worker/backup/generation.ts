/**
 * One generation of a backup: a folder with the store as plain files (`store/…`), `SHA256SUMS` of them for `sha256sum -c`, and
 * `manifest.json`, which is written last. A folder without a manifest is no generation.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, RequestError } from '#core/errors.ts';
import { isErrno } from '../store/atomic-file.ts';

export const BACKUP_FORMAT = 'tengun-backup-1';
export const MANIFEST = 'manifest.json';
export const SUMS = 'SHA256SUMS';
export const README = 'README.txt';
export const STORE_FOLDER = 'store';
/** A generation that is being made; it is no generation. */
export const UNFINISHED = 'unfinished-';
/** One that is being deleted. */
export const REMOVING = 'removing-';

const GENERATION = /^\d{8}T\d{6}Z(-\d{1,3})?$/;
/** Some five million files. */
const MAX_SUMS_BYTES = 512 * 2 ** 20;
const MAX_MANIFEST_BYTES = 64 * 2 ** 20;
const LINE = /^([0-9a-f]{64}) {2}store\/(.+)$/;

export interface BackupManifest {
  readonly format: typeof BACKUP_FORMAT;
  /** When the store was as this generation has it, RFC 3339. */
  readonly created: string;
  readonly finished: string;
  readonly software: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** Of the text of `SHA256SUMS`. */
  readonly sums: string;
  readonly databases: readonly string[];
  /** Files that were damaged or missing in the store already. */
  readonly damaged: readonly { readonly path: string; readonly reason: string }[];
  readonly leftOut: readonly string[];
}

export interface Generation {
  readonly name: string;
  readonly dir: string;
  readonly manifest: BackupManifest;
}

/** `20261122T123045Z` */
export function generationName(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Complete generations, the oldest first. @throws {RequestError} NOT_FOUND when there is no such folder */
export async function listGenerations(dir: string): Promise<Generation[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) throw new RequestError('NOT_FOUND', `there is no folder ${dir}`);
    throw error;
  });
  const found: Generation[] = [];
  for (const name of names.filter((one) => GENERATION.test(one)).sort()) {
    const manifest = await readManifest(join(dir, name));
    if (manifest) found.push({ name, dir: join(dir, name), manifest });
  }
  return found;
}

/** Folders of backups that never ended. */
export async function listUnfinished(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  return names.filter((name) => name.startsWith(UNFINISHED)).sort();
}

/** @returns null where there is no manifest of this form */
async function readManifest(dir: string): Promise<BackupManifest | null> {
  try {
    const value: unknown = JSON.parse(await readBounded(join(dir, MANIFEST), MAX_MANIFEST_BYTES));
    if (typeof value !== 'object' || value === null) return null;
    const { format, created, sums, files } = value as Partial<BackupManifest>;
    const isOurs = format === BACKUP_FORMAT && typeof created === 'string' && typeof sums === 'string';
    return isOurs && typeof files === 'number' ? (value as BackupManifest) : null;
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/**
 * Path in the store → sha256, in the order of paths.
 * @throws {FormatError} when the list is not the one that the manifest names, or a line is none
 */
export async function readSums({ dir, manifest }: Generation): Promise<Map<string, string>> {
  const text = await readBounded(join(dir, SUMS), MAX_SUMS_BYTES).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) throw damaged(0, 'a file', 'none');
    throw error;
  });
  const seen = createHash('sha256').update(text).digest('hex');
  if (seen !== manifest.sums) throw damaged(0, manifest.sums, seen);
  return parseSums(text);
}

export function formatSums(sums: Iterable<readonly [path: string, sha256: string]>): string {
  return Array.from(sums, ([path, sha256]) => `${sha256}  ${STORE_FOLDER}/${path}\n`).join('');
}

/** @throws {FormatError} naming the line */
export function parseSums(text: string): Map<string, string> {
  const sums = new Map<string, string>();
  const lines = text.split('\n');
  if (lines.pop() !== '') throw damaged(text.length, 'a line end', 'none');
  for (const [i, line] of lines.entries()) {
    const [, sha256, path] = LINE.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || !isPlainPath(path)) {
      throw damaged(i + 1, 'sha256, two blanks, store/<path>', line.slice(0, 120));
    }
    sums.set(path, sha256);
  }
  return sums;
}

/** Names the folder below which it stands, and nothing outside of it. */
function isPlainPath(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line of the list must not have any
  if (/[\u0000-\u001f\\]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

async function readBounded(path: string, limit: number): Promise<string> {
  const { size } = await stat(path);
  if (size > limit) throw damaged(0, `at most ${limit} bytes`, size);
  return await readFile(path, 'utf8');
}

function damaged(offset: number, expected: string, actual: string | number): FormatError {
  return new FormatError(`list of a backup (${SUMS}): expected ${expected}, seen ${actual}`, {
    offset,
    expected,
    actual,
  });
}
