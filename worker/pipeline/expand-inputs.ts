/** From what the user names (files, folders, globs, zips) to a sorted list of point files. */
import { createWriteStream } from 'node:fs';
import { glob, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { RequestError } from '#core/errors.ts';

/** One point file of a delivery. */
export interface InputFile {
  /** File name without its folder; the item id comes from it. */
  readonly name: string;
  /** Makes the file readable: its own path, or a copy taken out of its zip into `scratchDir`. */
  materialize(scratchDir: string): Promise<string>;
}

const POINT_FILE = /\.(las|laz)$/i;

/**
 * @throws {RequestError} NOT_FOUND when an input names nothing; files of a folder that are neither points nor zips are
 *   passed over, files named one by one are not
 */
export async function expandInputs(inputs: readonly string[]): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const input of inputs) {
    const paths = await existingPaths(input);
    if (paths.length === 0) throw new RequestError('NOT_FOUND', `no such file, folder or pattern: ${input}`);
    for (const path of paths) files.push(...(await filesOf(path)));
  }
  return files;
}

async function existingPaths(input: string): Promise<string[]> {
  const found = await stat(input).catch(() => null);
  if (found) return [input];
  const paths: string[] = [];
  for await (const path of glob(input)) paths.push(path);
  return paths.sort();
}

async function filesOf(path: string): Promise<InputFile[]> {
  if ((await stat(path)).isDirectory()) {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const inside = entries.filter((entry) => entry.isFile() && /\.(las|laz|zip)$/i.test(entry.name));
    const paths = inside.map((entry) => join(entry.parentPath, entry.name)).sort();
    return (await Promise.all(paths.map(filesOf))).flat();
  }
  if (/\.zip$/i.test(path)) return zipEntries(path);
  return [{ name: basename(path), materialize: async () => path }];
}

/** The point files of a zip; a zip that cannot be read becomes one input whose `materialize` fails with the reason. */
async function zipEntries(path: string): Promise<InputFile[]> {
  try {
    const names: string[] = [];
    const zip = await yauzl.openPromise(path);
    try {
      for await (const entry of zip.eachEntry()) if (POINT_FILE.test(entry.fileName)) names.push(entry.fileName);
    } finally {
      zip.close();
    }
    if (names.length === 0) throw new RequestError('INVALID_INPUT', `${basename(path)} holds no .las or .laz`);
    return names.sort().map((name) => ({ name: basename(name), materialize: (dir) => unzipEntry(path, name, dir) }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        name: basename(path),
        materialize: async () => {
          throw new RequestError('INVALID_INPUT', `zip cannot be read: ${reason}`);
        },
      },
    ];
  }
}

async function unzipEntry(path: string, name: string, dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const target = join(dir, `input${extname(name)}`);
  const zip = await yauzl.openPromise(path);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== name) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
      return target;
    }
  } finally {
    zip.close();
  }
  throw new RequestError('NOT_FOUND', `${name} is no longer in ${basename(path)}`);
}
