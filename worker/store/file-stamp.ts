/** Whether a file is still the one that was read: asked several times a request, by everybody who looks at the same collection. */
import { type BigIntStats, stat, statSync } from 'node:fs';

/**
 * What the system has in memory is told in some microseconds, less than it takes to hand the question to a thread and to wait for a turn
 * of the event loop, some ten times a request. Where an answer took longer than this (a network, a disk that slept), threads ask for a
 * while, and the event loop goes on.
 */
const SLOW_MS = 5;
const SLOW_FOR_MS = 60_000;
let slowUntil = 0;

/** Asked of the disk by a thread, and not answered yet: who asks meanwhile waits for the same answer. */
const running = new Map<string, Promise<string | null>>();

/** A text that differs whenever the file was replaced or changed; null when there is no such file. */
export function stampOf(path: string): Promise<string | null> {
  const began = performance.now();
  if (began < slowUntil) return askThread(path);
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (performance.now() - began > SLOW_MS) askThreads(SLOW_FOR_MS);
    return Promise.resolve(found ? textOf(found) : null);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Has threads ask from now on, for a while. */
export function askThreads(forMs: number): void {
  slowUntil = performance.now() + forMs;
}

/** To be called by who has replaced a file, before he tells anybody: nobody is given an answer from before. */
export function forgetStamp(path: string): void {
  running.delete(path);
}

function askThread(path: string): Promise<string | null> {
  const known = running.get(path);
  if (known) return known;
  // often of what is not there: the promise form of `stat` makes a stack trace for each of these
  const asked = new Promise<string | null>((resolve, reject) => {
    stat(path, { bigint: true }, (error, found) => {
      if (running.get(path) === asked) running.delete(path);
      if (!error) resolve(textOf(found));
      else if (error.code === 'ENOENT' || error.code === 'ENOTDIR') resolve(null);
      else reject(error);
    });
  });
  running.set(path, asked);
  return asked;
}

const textOf = ({ ino, mtimeNs, size }: BigIntStats) => `${ino}:${mtimeNs}:${size}`;
