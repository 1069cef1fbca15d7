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
  return { pid: process.pid, host: hostname(), started: readStat(process.pid)?.started ?? null };
}

/** The beginning of a file name that tells its owner; what follows tells it from the owner's others. */
export function nameOfIdentity({ pid, host, started }: ProcessIdentity): string {
  return `${pid}~${started ?? ''}~${encodeURIComponent(host).replaceAll('~', '%7E')}~`;
}

/** @returns null when the name tells no owner */
export function identityInName(name: string): ProcessIdentity | null {
  const [, pid, started, host] = /^(\d+)~(\d*)~([^~]+)~/.exec(name) ?? [];
  if (pid === undefined || host === undefined) return null;
  try {
    return { pid: Number(pid), host: decodeURIComponent(host), started: started ? started : null };
  } catch {
    return null;
  }
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
  const now = readStat(pid);
  // one that has ended and that its parent has not asked about yet
  if (now?.state === 'Z' || now?.state === 'X') return false;
  return started === null || now?.started === started;
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

/** Fields 3 and 22 of /proc/PID/stat; the second field is a name in parentheses that may hold blanks. Null where there is none. */
function readStat(pid: number): { readonly state: string; readonly started: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === undefined || started === undefined ? null : { state, started };
  } catch {
    return null;
  }
}
