/** A child process watched from outside: wall time, CPU time and peak memory (the latter two on Linux). */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessCost {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly wallSeconds: number;
  /** User and system time; null where /proc is missing. */
  readonly cpuSeconds: number | null;
  readonly peakMemoryBytes: number | null;
}

const TICKS_A_SECOND = 100;
const POLL_MS = 20;

interface Sample {
  readonly cpuSeconds: number;
  readonly peakMemoryBytes: number;
}

function sample(pid: number): Sample | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name of the program stands in brackets and may hold anything; utime and stime are fields 14 and 15
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    if (!peak) return null;
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuSeconds: ticks / TICKS_A_SECOND, peakMemoryBytes: Number(peak[1]) * 1024 };
  } catch {
    return null;
  }
}

/** Runs a command to its end. The cost is what was seen at the last look, at most 20 ms before the end. */
export async function measureProcess(command: string, args: readonly string[]): Promise<ProcessCost> {
  const begin = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const seen: { last: Sample | null } = { last: null };
  const poll = setInterval(() => {
    if (child.pid !== undefined) seen.last = sample(child.pid) ?? seen.last;
  }, POLL_MS);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return {
      exitCode,
      stdout,
      wallSeconds: (performance.now() - begin) / 1000,
      cpuSeconds: seen.last?.cpuSeconds ?? null,
      peakMemoryBytes: seen.last?.peakMemoryBytes ?? null,
    };
  } finally {
    clearInterval(poll);
  }
}
