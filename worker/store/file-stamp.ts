/** Whether a file is still the one that was read: asked several times a request, by everybody who looks at the same collection. */
import { stat } from 'node:fs';

/** Asked of the disk, and not answered yet: who asks meanwhile waits for the same answer. */
const running = new Map<string, Promise<string | null>>();

/** A text that differs whenever the file was replaced or changed; null when there is no such file. */
export function stampOf(path: string): Promise<string | null> {
  const known = running.get(path);
  if (known) return known;
  // often of what is not there: the promise form of `stat` makes a stack trace for each of these
  const asked = new Promise<string | null>((resolve, reject) => {
    stat(path, { bigint: true }, (error, found) => {
      if (running.get(path) === asked) running.delete(path);
      if (!error) resolve(`${found.ino}:${found.mtimeNs}:${found.size}`);
      else if (error.code === 'ENOENT' || error.code === 'ENOTDIR') resolve(null);
      else reject(error);
    });
  });
  running.set(path, asked);
  return asked;
}

/** To be called by who has replaced a file, before he tells anybody: nobody is given an answer from before. */
export function forgetStamp(path: string): void {
  running.delete(path);
}
