/** What stands beside the catalogue: databases, pictures, surfaces of users, results, and small documents. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isErrno, TEMPORARY_FILE } from '../store/atomic-file.ts';
import { accessOfText } from '../store/collection-access.ts';
import { UPLOAD_ACCESS_FOLDER } from '../store/upload-access.ts';
import type { ScrubContext } from './scrub-context.ts';
import type { Damage } from './scrub-report.ts';

/** Nothing that anybody keeps. */
const LEFT_OUT = ['.drafts', '.runs', '.scrub'];
const SIDE_FILES = /(\.tmp|\.lock|\.lock\.break|\.sqlite-(wal|shm|journal))$/;
/** Larger documents are not parsed. */
const MAX_DOCUMENT_BYTES = 256 * 2 ** 20;

/** Folders whose names begin with a dot, in order. */
export async function dotFolders(storeDir: string): Promise<string[]> {
  const entries = await readdir(storeDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && entry.name.startsWith('.')).map(({ name }) => name);
  return names.filter((name) => !LEFT_OUT.includes(name)).sort();
}

/** @param folder inside the store */
export async function scrubFolder(context: ScrubContext, folder: string): Promise<void> {
  const entries = await readdir(join(context.paths.dir, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    context.signal?.throwIfAborted();
    const path = `${folder}/${entry.name}`;
    if (TEMPORARY_FILE.test(entry.name) || SIDE_FILES.test(entry.name)) continue;
    // bytes of uploads on their way, and what is indexed of them
    if (path === '.uploads/incoming' || path === '.uploads/stage') continue;
    if (entry.isDirectory()) await scrubFolder(context, path);
    else if (entry.isFile() && (await isWanted(context, path))) await scrubFile(context, path);
  }
}

async function isWanted({ paths, since }: ScrubContext, path: string): Promise<boolean> {
  return await stat(join(paths.dir, path)).then(
    ({ mtimeMs }) => mtimeMs >= since || path.endsWith('.sqlite'),
    () => false,
  );
}

async function scrubFile(context: ScrubContext, path: string): Promise<void> {
  if (path.endsWith('.sqlite')) await database(context, path);
  else if (/\/pictures\/[0-9a-f]{64}$/.test(path)) await picture(context, path);
  else if (/^\.surfaces\/[0-9a-f]{32}\/surface\.bin$/.test(path)) await surface(context, path);
  else if (path.endsWith('.json.gz'))
    await parsed(context, path, 'result', async (bytes) => (await promisify(gunzip)(bytes)).toString('utf8'));
  else if (path.endsWith('.json')) await parsed(context, path, 'document', async (bytes) => bytes.toString('utf8'));
  else context.leave('other files');
}

async function database(context: ScrubContext, path: string): Promise<void> {
  context.counts.databases += 1;
  const { faults, pictures } = await context.pool.run(
    'check-database',
    { path: join(context.paths.dir, path) },
    context.signal ? { signal: context.signal } : {},
  );
  for (const reason of faults) context.tell({ kind: 'database', path, reason });
  const folder = path.replace(/[^/]+$/, 'pictures');
  for (const sha256 of pictures) {
    const name = `${folder}/${sha256}`;
    const isThere = await stat(join(context.paths.dir, name)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isThere) context.tell({ kind: 'picture', path: name, reason: 'an entry names it, and the file is missing' });
  }
}

async function picture(context: ScrubContext, path: string): Promise<void> {
  context.counts.pictures += 1;
  await held(context, path, 'picture', path.slice(-64));
}

/** The record's version is the beginning of the sha256. */
async function surface(context: ScrubContext, path: string): Promise<void> {
  const record = join(context.paths.dir, path, '..', 'surface.json');
  const version = await readFile(record, 'utf8').then(
    (text) => (JSON.parse(text) as { version?: unknown }).version,
    () => undefined,
  );
  if (typeof version !== 'string' || !/^[0-9a-f]{16}$/.test(version)) {
    context.tell({ kind: 'surface', path, reason: 'its record cannot be read' });
  } else await held(context, path, 'surface', version);
}

async function held(context: ScrubContext, path: string, kind: Damage['kind'], expected: string): Promise<void> {
  const found = await context.digest(join(context.paths.dir, path));
  if (found === null) return;
  if (typeof found === 'string') context.tell({ kind, path, reason: found });
  else if (!found.sha256.startsWith(expected)) {
    context.tell({ kind, path, reason: `sha256: expected ${expected}, seen ${found.sha256}` });
  }
}

/** JSON has no checksum on record: that it can be parsed is what can be told. What gzip has, a CRC-32, is held. */
async function parsed(
  context: ScrubContext,
  path: string,
  kind: Damage['kind'],
  textOf: (bytes: Buffer) => Promise<string>,
): Promise<void> {
  try {
    const { size } = await stat(join(context.paths.dir, path));
    if (size > MAX_DOCUMENT_BYTES) return context.leave('documents that are too large');
    await context.throttle.take(size, context.signal);
    const bytes = await readFile(join(context.paths.dir, path));
    context.counts.files += 1;
    context.counts.sizeBytes += size;
    const text = await textOf(bytes);
    const value: unknown = path.startsWith(`${UPLOAD_ACCESS_FOLDER}/`) ? accessOfText(text) : JSON.parse(text);
    const promised = /^\.results\/([0-9a-f]{64})\.result/.exec(path)?.[1];
    const hash = (value as { provenance?: { requestHash?: unknown } } | null)?.provenance?.requestHash;
    if (promised !== undefined && hash !== promised) {
      context.tell({ kind, path, reason: `request hash: expected that of its name, seen ${shortened(hash)}` });
    }
  } catch (error) {
    context.signal?.throwIfAborted();
    if (isErrno(error, 'ENOENT')) return;
    context.tell({ kind, path, reason: error instanceof Error ? error.message : String(error) });
  }
}

const shortened = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 80) : typeof value);
