/** Who owns a draft or the lock, so that what a dead process left can be told from what a live one is working on. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isErrno } from './atomic-file.ts';

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process in clock ticks since boot, where the system tells it: a reused pid is not the same owner. */
  readonly started: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), started: startTicks(process.pid) };
}

/** False only when the owner is certainly gone; an owner on another host counts as alive. */
export function isAlive({ pid, host, started }: ProcessIdentity): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to someone else
    if (!isErrno(error, 'EPERM')) return false;
  }
  return started === null || startTicks(pid) === started;
}

/** @returns null when the text is not an identity (a half-written file) */
export function parseIdentity(text: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, host, started } = value as Partial<Record<keyof ProcessIdentity, unknown>>;
    if (typeof pid !== 'number' || typeof host !== 'string') return null;
    return { pid, host, started: typeof started === 'string' ? started : null };
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat; the second field is a name in parentheses that may hold blanks. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
