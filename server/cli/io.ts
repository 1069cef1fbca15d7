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

/** Progress on stderr: a bar on a terminal, one JSON line a second otherwise. */
export class ProgressReporter {
  private last = 0;
  private points = 0;
  private readonly start = performance.now();
  private readonly quiet: boolean;

  constructor(quiet = false) {
    this.quiet = quiet;
  }

  report(progress: {
    phase: string;
    fraction: number;
    points?: number;
    item?: string;
    index?: number;
    count?: number;
  }): void {
    if (this.quiet) return;
    this.points += progress.points ?? 0;
    const now = performance.now();
    const isTerminal = process.stderr.isTTY === true;
    if (now - this.last < (isTerminal ? 100 : 1000)) return;
    this.last = now;
    const seconds = (now - this.start) / 1000;
    if (isTerminal) process.stderr.write(`\r\x1b[K${this.bar(progress, seconds)}`);
    else
      process.stderr.write(
        `${JSON.stringify({ ...progress, points: this.points, seconds: Math.round(seconds * 10) / 10 })}\n`,
      );
  }

  /** Clears the bar. */
  done(): void {
    if (!this.quiet && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }

  private bar(
    {
      phase,
      fraction,
      item,
      index,
      count,
    }: { phase: string; fraction: number; item?: string; index?: number; count?: number },
    seconds: number,
  ): string {
    const width = 24;
    const filled = Math.round(Math.min(1, fraction) * width);
    const rate = this.points > 0 ? ` ${(this.points / 1e6 / seconds).toFixed(1)} M points/s` : '';
    const place = count !== undefined && count > 1 ? ` ${(index ?? 0) + 1}/${count}` : '';
    return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.round(fraction * 100)} % ${phase}${place} ${item ?? ''}${rate}`;
  }
}
