/** The folders that files stand in, with all above them. */
import { posix } from 'node:path';

/** @param paths relative, with slashes. @returns relative too, '' for the uppermost; each behind those that it is in */
export function foldersOf(paths: Iterable<string>): string[] {
  const found = new Set(['']);
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== '.' && !found.has(folder); folder = posix.dirname(folder)) {
      found.add(folder);
    }
  }
  return [...found].sort();
}
