import { renameSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeFileAtomic } from '../../../worker/store/atomic-file.ts';
import { askThreads, forgetStamp, stampOf } from '../../../worker/store/file-stamp.ts';
import { DocumentCache } from '../../../worker/store/read-document.ts';

const dir = await mkdtemp(join(tmpdir(), 'tengun-stamp-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

/** As the disk has it at this moment. */
function stampNow(path: string): string {
  const { ino, mtimeNs, size } = statSync(path, { bigint: true });
  return `${ino}:${mtimeNs}:${size}`;
}

/** As where the disk is slow. */
function slowly(): void {
  askThreads(60_000);
  onTestFinished(() => askThreads(0));
}

describe('stampOf', () => {
  it.each([
    ['at once', () => undefined],
    ['by a thread', slowly],
  ])('%s: tells files from one another, and what is none', async (_how, prepare) => {
    prepare();
    const [path, other] = [join(dir, 'one.json'), join(dir, 'other.json')];
    await writeFile(path, '1');
    await writeFile(other, '1');
    expect(await stampOf(path)).toBe(stampNow(path));
    expect(await stampOf(other)).not.toBe(await stampOf(path));
    expect(await stampOf(join(dir, 'none'))).toBeNull();
    expect(await stampOf(join(path, 'none'))).toBeNull();
    await expect(stampOf(join(dir, 'x'.repeat(300)))).rejects.toThrow(/ENAMETOOLONG/);
  });

  it('has a thread look once for all who ask at the same time', async () => {
    slowly();
    const path = join(dir, 'once.json');
    await writeFile(path, '1');
    const asked = Array.from({ length: 50 }, () => stampOf(path));
    expect(new Set(asked).size).toBe(1);
    expect(await asked[0]).toBe(stampNow(path));
    expect(stampOf(path)).not.toBe(asked[0]);
  });

  it('gives nobody an answer that was asked for before a file was replaced', async () => {
    slowly();
    const [path, next] = [join(dir, 'replaced.json'), join(dir, 'next.json')];
    await writeFile(path, '1');
    await writeFile(next, '22');
    const before = stampOf(path);
    renameSync(next, path);
    forgetStamp(path);
    expect(stampOf(path)).not.toBe(before);
    expect(await stampOf(path)).toBe(stampNow(path));
  });

  it.each([
    ['at once', () => undefined],
    ['by a thread', slowly],
  ])('%s: never tells who has written a file of the one before it', async (_how, prepare) => {
    prepare();
    const path = join(dir, 'written.json');
    let isOver = false;
    const asking = (async () => {
      while (!isOver) {
        await Promise.race(Array.from({ length: 20 }, () => stampOf(path)));
        await new Promise((resolve) => setImmediate(resolve));
      }
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
