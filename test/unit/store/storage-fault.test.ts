import { readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StorageError } from '#core/errors.ts';
import { TEMPORARY_FILE, writeFileAtomic } from '#worker/store/atomic-file.ts';
import { storageFault } from '#worker/store/storage-fault.ts';
import { withStoreLock } from '#worker/store/store-lock.ts';
import { reviveError, wireError } from '#worker/wire-error.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const systemError = (code: string, syscall = 'write') =>
  Object.assign(new Error(`${code}: x, ${syscall} '/secret/path'`), { code, syscall });
const sqliteError = (errcode: number) =>
  Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('storageFault', () => {
  it.each([
    ['ENOSPC', 'NO_SPACE'],
    ['EDQUOT', 'NO_SPACE'],
    ['EFBIG', 'NO_SPACE'],
    ['EROFS', 'READ_ONLY'],
    ['EIO', 'STORAGE'],
  ])('tells %s as %s, without a path of the machine', (code, expected) => {
    const fault = storageFault(systemError(code), 'item.json');
    expect(fault).toBeInstanceOf(StorageError);
    expect(fault).toMatchObject({ code: expected, details: { system: code } });
    expect((fault as Error).message).toContain(`${code}, write, item.json`);
    expect((fault as Error).message).not.toContain('/secret');
  });

  it.each([
    [13, 'NO_SPACE'],
    [8, 'READ_ONLY'],
    [10, 'STORAGE'],
    // SQLITE_IOERR_WRITE: the primary code counts
    [778, 'STORAGE'],
  ])('tells the result code %i of SQLite as %s', (errcode, expected) => {
    expect(storageFault(sqliteError(errcode))).toMatchObject({ code: expected });
  });

  it('leaves everything else as it is', () => {
    for (const error of [
      systemError('ENOENT'),
      systemError('EACCES', 'open'),
      sqliteError(5),
      new Error('x'),
      'text',
      null,
    ]) {
      expect(storageFault(error)).toBe(error);
    }
    expect(storageFault(systemError('EACCES', 'scandir'), 'x')).not.toBeInstanceOf(StorageError);
    expect(storageFault(systemError('EACCES', 'open'), 'x')).toMatchObject({ code: 'READ_ONLY' });
  });

  it('crosses the thread boundary', () => {
    const back = reviveError(structuredClone(wireError(systemError('ENOSPC'))));
    expect(back).toBeInstanceOf(StorageError);
    expect(back).toMatchObject({ code: 'NO_SPACE', details: { system: 'ENOSPC' } });
  });
});

describe('writeFileAtomic', () => {
  it('is not stopped by what a process of the same number has left', async () => {
    const dir = await temporaryFolder();
    for (let i = 0; i < 5; i++) await writeFile(join(dir, `.a.json.${process.pid}.${i}.tmp`), 'half');
    await writeFileAtomic(join(dir, 'a.json'), 'whole');
    expect(await readFile(join(dir, 'a.json'), 'utf8')).toBe('whole');
  });

  it('leaves names that a tidying knows', () => {
    expect(TEMPORARY_FILE.test('.item.json.4711.0a1b2c3d4e5f.tmp')).toBe(true);
    expect(TEMPORARY_FILE.test('item.json')).toBe(false);
    expect(TEMPORARY_FILE.test('.counts')).toBe(false);
  });
});

describe('the lock of another host', () => {
  const other = JSON.stringify({ pid: 1, host: `${hostname()}-other`, started: '1' });

  it('holds while it is touched', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, '.lock'), other);
    await expect(withStoreLock(dir, async () => null, { timeoutMs: 60 })).rejects.toThrow(/locked/);
  });

  it('does not hold for ever: nobody has touched it for long', async () => {
    const dir = await temporaryFolder();
    const long = new Date(Date.now() - 3_600_000);
    await writeFile(join(dir, '.lock'), other);
    await utimes(join(dir, '.lock'), long, long);
    expect(await withStoreLock(dir, async (recovered) => recovered)).toBe(true);
  });
});
