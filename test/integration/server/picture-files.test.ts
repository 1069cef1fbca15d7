import { createHash } from 'node:crypto';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PictureFiles } from '../../../server/projects/picture-files.ts';
import { PNG } from '../../helpers/png.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const HOUR_MS = 3_600_000;

describe('pictures of projects', () => {
  it('that are sent again heal a damaged file', async () => {
    const dir = join(await temporaryFolder(), 'pictures');
    const files = new PictureFiles(dir);
    const { sha256 } = await files.keep(PNG);
    expect(sha256).toBe(createHash('sha256').update(PNG).digest('hex'));
    await writeFile(join(dir, sha256), 'rotten');
    await files.keep(PNG);
    expect(await readFile(join(dir, sha256))).toEqual(PNG);
  });

  it('that are sent again are new: a tidying does not take them before their entry comes', async () => {
    const dir = join(await temporaryFolder(), 'pictures');
    const files = new PictureFiles(dir);
    const { sha256 } = await files.keep(PNG);
    const old = new Date(Date.now() - 2 * HOUR_MS);
    await utimes(join(dir, sha256), old, old);
    await files.keep(PNG);
    await files.sweep(() => false);
    expect((await stat(join(dir, sha256))).size).toBe(PNG.length);
    await utimes(join(dir, sha256), old, old);
    await files.sweep(() => false);
    expect(await readdir(dir)).toEqual([]);
  });
});
