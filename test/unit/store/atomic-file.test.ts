import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldersOf } from '#worker/backup/folders-of.ts';
import { makeFolderSync, removeFiles, removeFolderAtOnce } from '#worker/store/atomic-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('deleting', () => {
  it('files takes those that are there, and no others', async () => {
    const dir = await temporaryFolder();
    for (const name of ['a', 'b', 'c']) await writeFile(join(dir, name), name);
    await removeFiles(dir, ['a', 'c', 'none']);
    expect(await readdir(dir)).toEqual(['b']);
  });

  it('what is not there is no error, whatever is missing', async () => {
    const dir = await temporaryFolder();
    await removeFiles(join(dir, 'none'), ['a']);
    await removeFolderAtOnce(join(dir, 'none'));
    await removeFolderAtOnce(join(dir, 'none', 'below'));
    expect(await readdir(dir)).toEqual([]);
  });

  it('a folder takes all in it, also where an attempt before was ended in the middle', async () => {
    const dir = await temporaryFolder();
    for (const folder of ['x', `x.${process.pid}.tmp`]) {
      await mkdir(join(dir, folder, 'below'), { recursive: true });
      await writeFile(join(dir, folder, 'below', 'a'), 'a');
    }
    await removeFolderAtOnce(join(dir, 'x'));
    expect(await readdir(dir)).toEqual([]);
  });
});

it('folders of databases are made with those above them, for nobody else', async () => {
  const dir = await temporaryFolder();
  const path = join(dir, 'a', 'b');
  makeFolderSync(path, 0o700);
  makeFolderSync(path, 0o700);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

it('folders of files are all on the way, each behind those that it is in', () => {
  const found = foldersOf(['c/s/v/data.copc.laz', '.surfaces/a5/surface.bin', 'catalog.json', 'c/collection.json']);
  expect(found).toEqual(['', '.surfaces', '.surfaces/a5', 'c', 'c/s', 'c/s/v']);
  expect(foldersOf([])).toEqual(['']);
});
