/**
 * Real point clouds beside the repository. They are not part of it: tests that use them run where the folder exists
 * and print one visible line where it does not.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
let told = false;

/** Whether the folder of real data is there; prints a line once when it is not. */
export function hasSharedData(): boolean {
  const there = existsSync(folder);
  if (!there && !told) {
    told = true;
    console.warn('NOT RUN: tests on real point clouds (no folder ../shared/data beside the repository)');
  }
  return there;
}

/** @returns the path of a real file, or null when the folder is absent */
export function sharedData(path: string): string | null {
  return hasSharedData() ? join(folder, path) : null;
}
