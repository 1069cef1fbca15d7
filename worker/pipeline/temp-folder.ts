/** Temporary files of one build: names that nobody shares, removed as soon as they have been read for the last time. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

export class TempFolder {
  private readonly dir: string;
  private count = 0;

  constructor(dir: string) {
    this.dir = dir;
  }

  newPath(what: string): string {
    this.count += 1;
    return join(this.dir, `${what}-${this.count}`);
  }

  async remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) await rm(path, { force: true });
  }
}
