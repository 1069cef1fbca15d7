/** All files below a folder with their digests: what a test holds against another moment. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** @param isWanted by the path inside of the folder; what SQLite puts beside a database that is only read is never */
export async function treeOf(
  root: string,
  isWanted: (path: string) => boolean = () => true,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const look = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(root, path);
      if (entry.isDirectory()) await look(path);
      else if (isWanted(name) && !/-(wal|shm)$/.test(name))
        found.set(
          name,
          createHash('sha256')
            .update(await readFile(path))
            .digest('hex'),
        );
    }
  };
  await look(root);
  return new Map([...found].sort());
}

/** Turns one bit of a file. */
export async function flipBit(path: string, at?: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at ?? bytes.length >> 1]! ^= 4;
  await writeFile(path, bytes);
}
