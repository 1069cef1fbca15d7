/** What all commands share: results on stdout, progress on stderr, exit codes. */
import { TengunError } from '#core/errors.ts';
import { durationText } from '#worker/pipeline/duration-text.ts';
import { type DeliveryProgress, ProgressClock, type ProgressNumbers } from '#worker/pipeline/progress-clock.ts';
import { storageFault } from '#worker/store/storage-fault.ts';

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

const SAME_PRESS_MS = 200;

/** An AbortSignal that Ctrl-C and SIGTERM trigger; a second Ctrl-C ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let since = 0;
  const stop = () => {
    if (controller.signal.aborted) {
      // Ctrl-C reaches the whole group, and the process above us passes it on: that is one
      if (performance.now() - since < SAME_PRESS_MS) return;
      process.exit(EXIT.interrupted);
    }
    since = performance.now();
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
  } catch (thrown) {
    if (signal.aborted) {
      process.exitCode = EXIT.interrupted;
      return;
    }
    const error = storageFault(thrown);
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
  private last = Number.NEGATIVE_INFINITY;
  private readonly clock = new ProgressClock();

  /** @returns what was made of the event */
  report(progress: DeliveryProgress): ProgressNumbers {
    const numbers = this.clock.add(progress);
    const now = performance.now();
    const isTerminal = process.stderr.isTTY === true;
    if (now - this.last >= (isTerminal ? 100 : 1000)) {
      this.last = now;
      process.stderr.write(
        isTerminal ? `\r\x1b[K${barLine(progress, numbers)}` : `${JSON.stringify({ ...progress, ...numbers })}\n`,
      );
    }
    return numbers;
  }

  /** Clears the bar. */
  done(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

/** `██████░░░░ 61 % build 3/40 08NF2330 · 6.5 M points, 2.0 M/s · 12 min left` */
export function barLine(
  { phase, item, index = 0, count = 1 }: DeliveryProgress,
  numbers: Omit<ProgressNumbers, 'seconds'>,
): string {
  const width = 24;
  const filled = Math.round((numbers.percent / 100) * width);
  const millions = (value: number) => (value / 1e6).toFixed(1);
  const parts = [
    `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.floor(numbers.percent)} % ${phase}${count > 1 ? ` ${index + 1}/${count}` : ''} ${item ?? ''}`.trimEnd(),
    ...(numbers.points > 0 ? [`${millions(numbers.points)} M points, ${millions(numbers.pointsPerSecond)} M/s`] : []),
    ...(numbers.secondsLeft === null ? [] : [`${durationText(numbers.secondsLeft)} left`]),
  ];
  return parts.join(' · ');
}
