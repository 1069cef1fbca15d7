/** A real disk of a few megabytes, where the system lets a test have one; and processes that may not write large files, which works everywhere. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly dir: string;
  /** Takes all room that is left, to the last byte. */
  fill(): void;
  /** Gives it back. */
  empty(): void;
  /** False where something keeps a file open for writing. */
  makeReadOnly(): boolean;
  makeWritable(): void;
  remove(): void;
}

/** @returns null where nothing can be mounted (it takes the right to): the caller says what is not run */
export function smallDisk(sizeMb: number): SmallDisk | null {
  const dir = mkdtempSync(join(tmpdir(), 'tengun-disk-'));
  const run = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', dir)) {
    rmSync(dir, { recursive: true });
    return null;
  }
  const filler = join(dir, 'filler');
  return {
    dir,
    fill() {
      const file = openSync(filler, 'a');
      try {
        for (let size = 1 << 20; size >= 1; ) {
          try {
            writeSync(file, new Uint8Array(size));
          } catch {
            size >>= 1;
          }
        }
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(filler, { force: true }),
    makeReadOnly: () => run('mount', '-o', 'remount,ro', dir),
    makeWritable: () => void run('mount', '-o', 'remount,rw', dir),
    remove() {
      run('umount', '-l', dir);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The beginning of a command line under which no file grows above a size. */
export const noFileAbove = (bytes: number): readonly string[] => [
  'bash',
  '-c',
  `ulimit -f ${Math.ceil(bytes / 1024)} && exec "$0" "$@"`,
];
