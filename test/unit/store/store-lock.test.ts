import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownIdentity } from '#worker/store/process-identity.ts';
import { withStoreLock } from '#worker/store/store-lock.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** The id of a process that has just ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('withStoreLock', () => {
  it('lets one in at a time', async () => {
    const dir = await temporaryFolder();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
    };
    await Promise.all([1, 2, 3, 4].map(() => withStoreLock(dir, work)));
    expect(most).toBe(1);
  });

  it('breaks the lock of a dead process and says so', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, '.lock'), JSON.stringify({ pid: deadPid(), host: hostname(), started: null }));
    expect(await withStoreLock(dir, async (recovered) => recovered)).toBe(true);
    expect(await withStoreLock(dir, async (recovered) => recovered)).toBe(false);
  });

  it('breaks a lock whose process id now belongs to another process', async () => {
    const dir = await temporaryFolder();
    const own = ownIdentity();
    if (own.started === null) return; // the system does not tell start times
    await writeFile(join(dir, '.lock'), JSON.stringify({ ...own, started: '1' }));
    expect(await withStoreLock(dir, async (recovered) => recovered)).toBe(true);
  });

  it('waits for a living owner, then gives up', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, '.lock'), JSON.stringify(ownIdentity()));
    await expect(withStoreLock(dir, async () => null, { timeoutMs: 50 })).rejects.toThrow(/locked/);
  });

  it('is released when the work fails', async () => {
    const dir = await temporaryFolder();
    await expect(withStoreLock(dir, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withStoreLock(dir, async () => 'in')).toBe('in');
  });

  it('is broken by one of many waiters only', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, '.lock'), JSON.stringify({ pid: deadPid(), host: hostname(), started: null }));
    const seen = await Promise.all([1, 2, 3, 4, 5].map(() => withStoreLock(dir, async (recovered) => recovered)));
    expect(seen.filter(Boolean)).toHaveLength(1);
  });
});
