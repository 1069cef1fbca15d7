/** From what the user names (files, folders, globs, zips) to a sorted list of point files. */
import { createWriteStream } from 'node:fs';
import { glob, mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { LimitError, RequestError } from '#core/errors.ts';
import { HEADER_READ_BYTES, parseHeader } from '#core/las/header.ts';
import { filePlace, HEAD_LIMIT_BYTES, inflate, openPlace, type SourcePlace } from './source-place.ts';

/** One point file of a delivery. */
export interface InputFile {
  /** File name without its folder; the item id comes from it. */
  readonly name: string;
  /** Folders above it within what the user named, in a zip too: `['LP', 'Original']`. */
  readonly folders: readonly string[];
  /**
   * Finds out where its bytes stand. Most files are read where they are; what only works from a file of its own (a
   * deflated LAZ) is unpacked into `scratchDir`.
   */
  locate(scratchDir: string): Promise<SourcePlace>;
}

const POINT_FILE = /\.(las|laz)$/i;
const STORED = 0;
const DEFLATED = 8;

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
  if (!(await stat(path)).isDirectory()) return /\.zip$/i.test(path) ? zipEntries(path, []) : [plainFile(path, [])];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const inside = entries.filter((entry) => entry.isFile() && /\.(las|laz|zip)$/i.test(entry.name));
  const files: InputFile[] = [];
  for (const file of inside.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    const folders = foldersOf(relative(path, file));
    files.push(...(/\.zip$/i.test(file) ? await zipEntries(file, folders) : [plainFile(file, folders)]));
  }
  return files;
}

const foldersOf = (path: string): string[] => path.split(/[\\/]/).slice(0, -1);

const plainFile = (path: string, folders: readonly string[]): InputFile => ({
  name: basename(path),
  folders,
  locate: async () => filePlace(path),
});

/** The point files of a zip; a zip that cannot be read becomes one input whose `locate` fails with the reason. */
async function zipEntries(path: string, folders: readonly string[]): Promise<InputFile[]> {
  try {
    const names: string[] = [];
    const zip = await yauzl.openPromise(path);
    try {
      for await (const entry of zip.eachEntry()) if (POINT_FILE.test(entry.fileName)) names.push(entry.fileName);
    } finally {
      zip.close();
    }
    if (names.length === 0) throw new RequestError('INVALID_INPUT', `${basename(path)} holds no .las or .laz`);
    return names.sort().map((name) => ({
      name: basename(name),
      folders: [...folders, ...foldersOf(name)],
      locate: (dir) => locateEntry(path, name, dir),
    }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        name: basename(path),
        folders,
        locate: async () => {
          throw new RequestError('INVALID_INPUT', `zip cannot be read: ${reason}`);
        },
      },
    ];
  }
}

async function locateEntry(path: string, entryName: string, scratchDir: string): Promise<SourcePlace> {
  const place = await placeOfEntry(path, entryName);
  return place.zipped?.isDeflated && !(await canBeReadThrough(place)) ? await unpack(place, scratchDir) : place;
}

async function placeOfEntry(path: string, entryName: string): Promise<SourcePlace> {
  const zip = await openZip(path);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== entryName) continue;
      if (entry.isEncrypted())
        throw new RequestError('INVALID_INPUT', `${entryName} in ${basename(path)} is encrypted`);
      if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
        const how = `compression method ${entry.compressionMethod}`;
        throw new RequestError('INVALID_INPUT', `${entryName} in ${basename(path)}: unsupported ${how}`);
      }
      const { fileDataStart: begin } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      return {
        name: basename(entryName),
        path,
        window: { begin, end: begin + entry.compressedSize },
        zipped: {
          isDeflated: entry.compressionMethod === DEFLATED,
          sizeBytes: entry.uncompressedSize,
          crc32: entry.crc32,
        },
      };
    }
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError('INVALID_INPUT', `zip cannot be read: ${error instanceof Error ? error.message : error}`);
  } finally {
    zip.close();
  }
  throw new RequestError('NOT_FOUND', `${entryName} is no longer in ${basename(path)}`);
}

async function openZip(path: string): Promise<Awaited<ReturnType<typeof yauzl.openPromise>>> {
  try {
    return await yauzl.openPromise(path);
  } catch (error) {
    throw new RequestError('INVALID_INPUT', `zip cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** Whether a deflated entry holds all that is needed in front of its points: uncompressed LAS without records behind them. */
async function canBeReadThrough(place: SourcePlace): Promise<boolean> {
  await using source = await openPlace(place);
  const header = parseHeader(await source.read(0, Math.min(HEADER_READ_BYTES, source.sizeBytes)));
  return !header.compressed && header.evlrCount === 0 && header.offsetToPointData <= HEAD_LIMIT_BYTES;
}

async function unpack(place: SourcePlace, scratchDir: string): Promise<SourcePlace> {
  await mkdir(scratchDir, { recursive: true });
  const { bavail, bsize } = await statfs(scratchDir);
  const { sizeBytes } = place.zipped!;
  if (sizeBytes > bavail * bsize) {
    throw new LimitError(`unpacking ${place.name} needs ${sizeBytes} bytes on disk, ${bavail * bsize} are free`, {
      limit: bavail * bsize,
      actual: sizeBytes,
    });
  }
  const path = join(scratchDir, `input${extname(place.name)}`);
  await pipeline(inflate(place), createWriteStream(path));
  return { ...place, path, window: { begin: 0, end: sizeBytes }, zipped: { ...place.zipped!, isDeflated: false } };
}
