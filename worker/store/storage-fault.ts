/** Errors of disks in plain words: what the system or SQLite reports becomes a typed error that names the way out. */
import { StorageError } from '#core/errors.ts';

type StorageCode = 'NO_SPACE' | 'READ_ONLY' | 'STORAGE';

/** EFBIG: the largest file that this process, or the file system, may have. */
const SYSTEM_CODES: Readonly<Record<string, StorageCode>> = {
  ENOSPC: 'NO_SPACE',
  EDQUOT: 'NO_SPACE',
  EFBIG: 'NO_SPACE',
  EROFS: 'READ_ONLY',
  EIO: 'STORAGE',
};
/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const SQLITE_CODES: Readonly<Record<number, StorageCode>> = { 8: 'READ_ONLY', 10: 'STORAGE', 13: 'NO_SPACE' };
/** Not allowed: says that a disk is read-only where something was to be written, and nothing where it was to be read. */
const REFUSALS = ['EACCES', 'EPERM'];
const WRITING_CALLS = /^(open|mkdir|mkdtemp|rename|link|copyfile|write|ftruncate|unlink|rmdir|rm)$/;

const WORDS: Readonly<Record<StorageCode, string>> = {
  NO_SPACE: 'the disk is full or a quota is used up: make room and try again. What was stored before is as it was',
  READ_ONLY: 'nothing may be written there: the disk or the folder is read-only. What was stored before is as it was',
  STORAGE: 'the disk reports an error: look at its health before anything else. What was stored before was not changed',
};

/**
 * A `StorageError` for what a disk reports; anything else as it was given.
 * @param what the file that was being written: EACCES and EPERM count only then, as they may come from reading too
 */
export function storageFault(error: unknown, what?: string): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  const { code, errcode, syscall } = error as { code?: unknown; errcode?: unknown; syscall?: unknown };
  const call = typeof syscall === 'string' ? syscall : null;
  const found = codeOf(code, errcode, what !== undefined && call !== null && WRITING_CALLS.test(call));
  if (!found) return error;
  const name = code === 'ERR_SQLITE_ERROR' ? `SQLite ${String(errcode)}` : String(code);
  const seen = [name, ...(call === null ? [] : [call]), ...(what === undefined ? [] : [what])].join(', ');
  const fault = new StorageError(found, `${WORDS[found]} (${seen})`, { system: name });
  fault.cause = error;
  return fault;
}

function codeOf(code: unknown, errcode: unknown, isWriting: boolean): StorageCode | null {
  if (code === 'ERR_SQLITE_ERROR') return typeof errcode === 'number' ? (SQLITE_CODES[errcode & 0xff] ?? null) : null;
  if (typeof code !== 'string') return null;
  if (isWriting && REFUSALS.includes(code)) return 'READ_ONLY';
  return Object.hasOwn(SYSTEM_CODES, code) ? SYSTEM_CODES[code]! : null;
}
