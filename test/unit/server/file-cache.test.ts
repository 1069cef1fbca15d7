import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileCache } from '../../../server/tiles/file-cache.ts';
import { SEAL_BYTES } from '../../../server/tiles/sealed-bytes.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const bytes = (length: number, value = 1) => new Uint8Array(length).fill(value);
const filesIn = async (dir: string) =>
  (await readdir(dir, { recursive: true })).filter((name) => name.includes('.')).sort();

describe('FileCache', () => {
  it('makes what it does not have once, and finds it again after a restart', async () => {
    const dir = await temporaryFolder();
    let made = 0;
    const make = async () => {
      made++;
      return bytes(10, 7);
    };
    const cache = new FileCache({ dir, limitBytes: 1000 });
    await Promise.all([cache.get('nodes/v/a.glb', make), cache.get('nodes/v/a.glb', make)]);
    // while the disk is still at it
    await cache.get('nodes/v/a.glb', make);
    expect(made).toBe(1);
    await cache.settle();
    expect(await cache.get('nodes/v/a.glb', make)).toEqual(Buffer.from(bytes(10, 7)));
    const restarted = new FileCache({ dir, limitBytes: 1000 });
    await restarted.get('nodes/v/a.glb', make);
    expect(made).toBe(1);
    expect(restarted.counts()).toEqual({ hits: 1, misses: 0, files: 1, bytes: 10 + SEAL_BYTES });
  });

  it('removes the least recently used above its limit', async () => {
    const dir = await temporaryFolder();
    const cache = new FileCache({ dir, limitBytes: 3.5 * (30 + SEAL_BYTES) });
    for (const name of ['a.glb', 'b.glb', 'c.glb']) {
      await cache.get(name, async () => bytes(30));
      await cache.settle();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await cache.get('a.glb', async () => bytes(30));
    await new Promise((resolve) => setTimeout(resolve, 3));
    await cache.get('d.glb', async () => bytes(30));
    await cache.settle();
    expect(await filesIn(dir)).toEqual(['a.glb', 'c.glb', 'd.glb']);
    expect(cache.counts().bytes).toBe(3 * (30 + SEAL_BYTES));
  });

  it('brings a folder that is too large down to its limit, the oldest first, and drops stale temporary files', async () => {
    const dir = await temporaryFolder();
    for (const [name, age] of [
      ['old.glb', 3000],
      ['new.glb', 10],
      ['x.glb.1-0.tmp', 3000],
    ] as const) {
      await writeFile(join(dir, name), bytes(60));
      const time = Date.now() / 1000 - age;
      await utimes(join(dir, name), time, time);
    }
    const cache = new FileCache({ dir, limitBytes: 100 });
    await cache.get('none.glb', async () => bytes(1));
    await cache.settle();
    expect(await filesIn(dir)).toEqual(['new.glb', 'none.glb']);
  });

  it.each<[string, (file: Buffer) => Buffer]>([
    ['empty, as a power cut leaves it', () => Buffer.alloc(0)],
    ['zeros of the same length', (file) => Buffer.alloc(file.length)],
    ['cut off', (file) => file.subarray(0, 20)],
    ['longer', (file) => Buffer.concat([file, Buffer.alloc(4)])],
    ['of one bit that turned', (file) => file.with(7, file[7]! ^ 4) as Buffer],
    ['written by an older program, without a seal', (file) => file.subarray(0, file.length - SEAL_BYTES)],
  ])('makes a file anew that is %s', async (_, damage) => {
    const dir = await temporaryFolder();
    const path = join(dir, 'a.glb');
    const first = new FileCache({ dir, limitBytes: 1000 });
    await first.get('a.glb', async () => bytes(50));
    await first.settle();
    await writeFile(path, damage(await readFile(path)));
    // by a server that knows the file from before, and by one that finds it
    for (const cache of [first, new FileCache({ dir, limitBytes: 1000 })]) {
      expect([...(await cache.get('a.glb', async () => bytes(50)))]).toEqual([...bytes(50)]);
      await cache.settle();
      expect(cache.counts()).toMatchObject({ files: 1, bytes: 50 + SEAL_BYTES });
    }
    expect(first.counts()).toMatchObject({ hits: 0, misses: 2 });
  });

  it('makes everything anew when the folder is deleted under it', async () => {
    const dir = join(await temporaryFolder(), 'cache');
    const cache = new FileCache({ dir, limitBytes: 1000 });
    await cache.get('a.glb', async () => bytes(5, 1));
    await cache.settle();
    await rm(dir, { recursive: true });
    expect(await cache.get('a.glb', async () => bytes(5, 2))).toEqual(bytes(5, 2));
    await cache.settle();
  });

  it('answers also when it cannot write, and tells why', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'a file where the folder should be');
    const errors: unknown[] = [];
    const cache = new FileCache({ dir: join(file, 'cache'), limitBytes: 1000, onError: (error) => errors.push(error) });
    expect(await cache.get('a.glb', async () => bytes(5))).toEqual(bytes(5));
    await cache.settle();
    expect(errors).toHaveLength(1);
  });

  it('keeps nothing with a limit of 0', async () => {
    const dir = await temporaryFolder();
    const cache = new FileCache({ dir, limitBytes: 0 });
    await cache.get('a.glb', async () => bytes(5));
    await cache.settle();
    expect(await filesIn(dir)).toEqual([]);
  });

  it('gives an error to all who wait, and tries again for the next', async () => {
    const cache = new FileCache({ dir: await temporaryFolder(), limitBytes: 1000 });
    const fail = () => Promise.reject(new Error('damaged'));
    const asked = await Promise.allSettled([cache.get('a.glb', fail), cache.get('a.glb', fail)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get('a.glb', async () => bytes(1))).toEqual(bytes(1));
    await cache.settle();
  });

  it('stops the making only when all who wait have left', async () => {
    const dir = await temporaryFolder();
    await mkdir(dir, { recursive: true });
    const cache = new FileCache({ dir, limitBytes: 1000 });
    const [one, two] = [new AbortController(), new AbortController()];
    let stopped = false;
    const make = (allGone: AbortSignal) =>
      new Promise<Uint8Array>((_resolve, reject) => {
        allGone.addEventListener('abort', () => {
          stopped = true;
          reject(allGone.reason);
        });
      });
    const waiting = [cache.get('a.glb', make, one.signal), cache.get('a.glb', make, two.signal)];
    // the cache looks into its folder first
    await new Promise((resolve) => setTimeout(resolve, 30));
    one.abort(new Error('one left'));
    await expect(waiting[0]).rejects.toThrow('one left');
    expect(stopped).toBe(false);
    two.abort(new Error('two left'));
    await expect(waiting[1]).rejects.toThrow('two left');
    expect(stopped).toBe(true);
    expect(await cache.get('a.glb', async () => bytes(1))).toEqual(bytes(1));
    await cache.settle();
  });
});
