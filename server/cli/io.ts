/** What all commands share: results on stdout, progress on stderr, exit codes. */
import { TengunError } from '#core/errors.ts';

/** 0 all done · 1 some input failed · 2 wrong usage · 130 interrupted. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export interface CommonOptions {
  readonly json?: boolean;
  readonly store: string;
}

/** Prints one JSON object, or the lines made for people. */
export function printResult(json: boolean | undefined, result: unknown, lines: () => readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${lines().join('\n')}\n`);
}

/** An AbortSignal that Ctrl-C and SIGTERM trigger; a second Ctrl-C ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write('\ninterrupted: cleaning up …\n');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** Runs a command; an error becomes a line on stderr (a JSON object with --json) and an exit code. */
export async function runCommand(
  json: boolean | undefined,
  signal: AbortSignal,
  command: () => Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (signal.aborted) {
      process.exitCode = EXIT.interrupted;
      return;
    }
    process.exitCode = EXIT.failed;
    const known = error instanceof TengunError;
    const message = error instanceof Error ? error.message : String(error);
    if (json)
      process.stdout.write(
        `${JSON.stringify({ error: { code: known ? error.code : 'INTERNAL', message, ...(known ? { details: error.details } : {}) } })}\n`,
      );
    process.stderr.write(`tengun: ${known ? message : (error instanceof Error && error.stack) || message}\n`);
  }
}

export interface ReportedProgress {
  readonly phase: string;
  /** 0–1 within the phase. */
  readonly fraction: number;
  /** Points handled since the last report. */
  readonly points?: number;
  readonly item?: string;
  readonly index?: number;
  readonly count?: number;
}

/** Indexing goes over the points twice; these are the shares of the time that it takes. Other work has one phase. */
const SHARES: Readonly<Record<string, { readonly from: number; readonly share: number }>> = {
  hash: { from: 0, share: 0 },
  prepare: { from: 0, share: 0 },
  read: { from: 0, share: 0.4 },
  build: { from: 0.4, share: 0.58 },
  write: { from: 0.98, share: 0.01 },
  publish: { from: 0.99, share: 0.01 },
};

/** Progress on stderr: a bar on a terminal, one JSON line a second otherwise. */
export class ProgressReporter {
  private last = 0;
  private points = 0;
  private readonly start = performance.now();
  private readonly quiet: boolean;

  constructor(quiet = false) {
    this.quiet = quiet;
  }

  report(progress: ReportedProgress): void {
    if (this.quiet) return;
    const shares = SHARES[progress.phase];
    this.points += (progress.points ?? 0) * (shares?.share ?? 1);
    const now = performance.now();
    const isTerminal = process.stderr.isTTY === true;
    if (now - this.last < (isTerminal ? 100 : 1000)) return;
    this.last = now;
    const { index = 0, count = 1 } = progress;
    const ofItem = shares ? shares.from + shares.share * progress.fraction : progress.fraction;
    const done = Math.min(1, Math.max(0, (index + ofItem) / count));
    const seconds = (now - this.start) / 1000;
    const numbers = {
      percent: Math.round(done * 1000) / 10,
      points: Math.round(this.points),
      pointsPerSecond: Math.round(this.points / seconds),
      seconds: Math.round(seconds * 10) / 10,
      secondsLeft: done > 0.02 ? Math.round((seconds * (1 - done)) / done) : null,
    };
    process.stderr.write(
      isTerminal ? `\r\x1b[K${barLine(progress, numbers)}` : `${JSON.stringify({ ...progress, ...numbers })}\n`,
    );
  }

  /** Clears the bar. */
  done(): void {
    if (!this.quiet && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

interface Numbers {
  readonly percent: number;
  readonly points: number;
  readonly pointsPerSecond: number;
  readonly secondsLeft: number | null;
}

/** `██████░░░░ 61 % build 3/40 08NF2330 · 6.5 M points, 2.0 M/s · 12 min left` */
export function barLine({ phase, item, index = 0, count = 1 }: ReportedProgress, numbers: Numbers): string {
  const width = 24;
  const filled = Math.round((numbers.percent / 100) * width);
  const millions = (value: number) => (value / 1e6).toFixed(1);
  const parts = [
    `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.floor(numbers.percent)} % ${phase}${count > 1 ? ` ${index + 1}/${count}` : ''} ${item ?? ''}`.trimEnd(),
    ...(numbers.points > 0 ? [`${millions(numbers.points)} M points, ${millions(numbers.pointsPerSecond)} M/s`] : []),
    ...(numbers.secondsLeft === null ? [] : [`${duration(numbers.secondsLeft)} left`]),
  ];
  return parts.join(' · ');
}

/** `45 s`, `12 min`, `3 h 20 min`. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
