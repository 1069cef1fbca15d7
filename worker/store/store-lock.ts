/**
 * One exclusive lock per store, held for the milliseconds of a publication: a file that only one process can create.
 * A lock whose owner is dead is broken; who broke it is told, because the owner may have died between two writes.
 */
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrno } from './atomic-file.ts';
import { isAlive, ownIdentity, parseIdentity } from './process-identity.ts';
import { storageFault } from './storage-fault.ts';

const WAIT_MS = 20;
/** The owner touches its lock this often. */
const TOUCH_MS = 15_000;
/**
 * The lock of another host that nobody has touched for so long has no owner any more: one that was killed in a container whose name
 * never comes back must not hold the store for ever.
 */
const UNTOUCHED_MS = 10 * 60_000;
/** A lock file without a readable owner (its process died while writing it) counts as dead after this time. */
const UNREADABLE_AFTER_MS = 5_000;

export interface LockOptions {
  /** Give up after this time; default one minute. */
  readonly timeoutMs?: number;
}

/**
 * Runs `work` while holding the lock.
 * @param work gets `recovered` = true when a dead owner's lock was broken on the way in
 * @throws {Error} when a live owner keeps the lock longer than `timeoutMs`
 */
export async function withStoreLock<T>(
  dir: string,
  work: (recovered: boolean) => Promise<T>,
  { timeoutMs = 60_000 }: LockOptions = {},
): Promise<T> {
  const path = join(dir, '.lock');
  const deadline = performance.now() + timeoutMs;
  let recovered = false;
  while (!(await tryCreate(path))) {
    if (await isAbandoned(path)) recovered = (await breakLock(path)) || recovered;
    else if (performance.now() > deadline) throw new Error(`store is locked: ${path} is held by a running process`);
    await sleep(WAIT_MS);
  }
  const touching = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), TOUCH_MS);
  try {
    return await work(recovered);
  } finally {
    clearInterval(touching);
    await rm(path, { force: true });
  }
}

/** Whether a dead process left its lock: its publication may be half recorded in collection.json. */
export function hasAbandonedLock(dir: string): Promise<boolean> {
  return isAbandoned(join(dir, '.lock'));
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(JSON.stringify(ownIdentity()));
    } catch (error) {
      // a full disk: a lock without an owner would hold up everybody
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw storageFault(error, basename(path));
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const owner = parseIdentity(await readFile(path, 'utf8'));
    if (owner && !isAlive(owner)) return true;
    // on this machine a living owner may be stopped for as long as it likes
    if (owner?.host === hostname()) return false;
    return Date.now() - (await stat(path)).mtimeMs > (owner ? UNTOUCHED_MS : UNREADABLE_AFTER_MS);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Removes a dead lock. Two waiters must not both do it (the second would remove the first one's new lock): a lock again. */
async function breakLock(path: string): Promise<boolean> {
  const breaker = `${path}.break`;
  if (!(await tryCreate(breaker))) {
    const age = await stat(breaker).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > UNREADABLE_AFTER_MS) await rm(breaker, { force: true });
    return false;
  }
  try {
    if (!(await isAbandoned(path))) return false;
    await rm(path, { force: true });
    return true;
  } finally {
    await rm(breaker, { force: true });
  }
}
