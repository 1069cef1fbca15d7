import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../../worker/store/atomic-file.ts';
import { stampOf } from '../../../worker/store/file-stamp.ts';
import { DocumentCache } from '../../../worker/store/read-document.ts';

const dir = await mkdtemp(join(tmpdir(), 'tengun-stamp-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

/** As the disk has it at this moment. */
function stampNow(path: string): string {
  const { ino, mtimeNs, size } = statSync(path, { bigint: true });
  return `${ino}:${mtimeNs}:${size}`;
}

describe('stampOf', () => {
  it('looks once for all who ask at the same time', async () => {
    const path = join(dir, 'once.json');
    await writeFile(path, '1');
    const asked = Array.from({ length: 50 }, () => stampOf(path));
    expect(new Set(asked).size).toBe(1);
    expect(await asked[0]).toBe(stampNow(path));
    expect(stampOf(path)).not.toBe(asked[0]);
    expect(await stampOf(join(dir, 'none'))).toBeNull();
    expect(await stampOf(join(path, 'none'))).toBeNull();
  });

  it('never tells who has written a file of the one before it', async () => {
    const path = join(dir, 'written.json');
    let isOver = false;
    const asking = (async () => {
      while (!isOver) await Promise.race(Array.from({ length: 20 }, () => stampOf(path)));
    })();
    for (let i = 0; i < 200; i++) {
      await writeFileAtomic(path, `${i}`);
      expect(await stampOf(path)).toBe(stampNow(path));
    }
    isOver = true;
    await asking;
  });
});

describe('DocumentCache', () => {
  it('keeps the documents that were asked for last', async () => {
    const reads: string[] = [];
    const cache = new DocumentCache(async (path: string) => {
      reads.push(path.slice(dir.length + 1));
      return { path };
    }, 2);
    for (const name of ['a', 'b', 'c']) await writeFile(join(dir, name), name);
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.read(join(dir, name));
    expect(reads).toEqual(['a', 'b', 'c', 'b']);
    await writeFileAtomic(join(dir, 'b'), 'other');
    await cache.read(join(dir, 'b'));
    await rm(join(dir, 'b'));
    expect(await cache.look(join(dir, 'b'))).toEqual({ isThere: false, document: null });
    expect(reads).toEqual(['a', 'b', 'c', 'b', 'b']);
  });
});
