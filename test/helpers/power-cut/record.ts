/**
 * Loaded before a program (`NODE_OPTIONS=--import=…`): notes what it, its threads and its children do to the folders
 * {@link WATCHED} of `TENGUN_RECORD_ROOT`, in `TENGUN_RECORD_LOG`. What is flushed is copied beside the log: after a power cut a disk owes
 * no more than that.
 * Whether something was left out shows in the end: the names that the notes make must be those in the folder.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, resolve, sep } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { DiskEntry } from './disk-log.ts';

const ROOT = resolve(process.env.TENGUN_RECORD_ROOT!);
const LOG = resolve(process.env.TENGUN_RECORD_LOG!);
const WATCHED = ['store', 'backups', 'restored', 'restored.restoring'];
const COPIES = `${LOG}.copies`;

// as they are before anything is exchanged
const { openSync, writeSync, copyFileSync, mkdirSync, existsSync, readdirSync, statSync } = fs;
mkdirSync(COPIES, { recursive: true });
const log = openSync(LOG, 'a');
let next = 0;
const freshId = (): string => `${process.pid}-${threadId}-${next++}`;

/** Of a path that is watched; null elsewhere. '' is the root. */
function below(path: unknown): string | null {
  const text = path instanceof URL ? path.pathname : path;
  if (typeof text !== 'string') return null;
  const name = relative(ROOT, resolve(text));
  return name === '' || WATCHED.includes(name.split(sep)[0]!) ? name : null;
}
function note(entry: DiskEntry): void {
  writeSync(log, `${JSON.stringify(entry)}\n`);
}
/** Databases are SQLite's: {@link told} takes them. */
const isDatabase = (path: string): boolean => /^store\/.*\.sqlite(-|$)/.test(path);
const isWriting = (flags: unknown): boolean => typeof flags === 'string' && /[wa+]/.test(flags);

function opened(path: unknown, flags: unknown): string | null {
  const name = below(path);
  if (name === null || isDatabase(name)) return null;
  const id = freshId();
  note({ op: 'open', id, path: name, truncated: typeof flags === 'string' && flags.startsWith('w') });
  return id;
}
function synced(id: string, path: string): void {
  const isFolder = statSync(path).isDirectory();
  const copy = isFolder ? null : freshId();
  if (copy !== null) copyFileSync(path, `${COPIES}/${copy}`);
  note({ op: 'sync', id, copy });
}
/** A folder was made, with those above it that were missing. */
function noteFolder(path: unknown): void {
  const name = below(path);
  if (name !== null && name !== '') note({ op: 'folder', path: name });
}
function noteMove(op: 'rename' | 'link', from: unknown, to: unknown): void {
  const [source, target] = [below(from), below(to)];
  if (source === null && target === null) return;
  if (source === null || target === null) throw new Error(`${op} over the border: ${from} to ${to}`);
  note({ op, from: source, to: target });
}
function noteRemoval(path: unknown): void {
  const name = below(path);
  if (name !== null && !isDatabase(name)) note({ op: 'remove', path: name });
}
/** A file that was written at once, without a flush. */
function noteWritten(path: unknown, flags: string): void {
  const id = opened(path, flags);
  if (id !== null) note({ op: 'write', id });
}
function noteTree(path: string): void {
  if (statSync(path).isDirectory()) {
    noteFolder(path);
    for (const name of readdirSync(path)) noteTree(`${path}/${name}`);
  } else noteWritten(path, 'w');
}

type Any = (...args: never[]) => unknown;
type Table = Record<string, Any>;
/** Calls what stood there, then notes. */
function after(table: object, name: string, then: (args: readonly unknown[], result: unknown) => void): void {
  const methods = table as Table;
  const original = methods[name]!;
  methods[name] = function (this: unknown, ...args: never[]) {
    const result = original.apply(this, args);
    if (!(result instanceof Promise)) {
      then(args, result);
      return result;
    }
    return result.then((value: unknown) => {
      then(args, value);
      return value;
    });
  };
}

interface Opened {
  readonly id: string;
  readonly path: string;
  isDirty: boolean;
}
const handles = new WeakMap<object, Opened>();
const numbers = new Map<number, Opened>();

after(fs.promises, 'open', ([path, flags], handle) => {
  const id = opened(path, flags);
  if (id !== null) handles.set(handle as object, { id, path: resolve(String(path)), isDirty: false });
});
after(fs, 'openSync', ([path, flags], number) => {
  const id = opened(path, flags);
  if (id !== null) numbers.set(number as number, { id, path: resolve(String(path)), isDirty: false });
  else numbers.delete(number as number);
});
const dirty = (file: Opened | undefined): void => {
  if (!file || file.isDirty) return;
  file.isDirty = true;
  note({ op: 'write', id: file.id });
};
const clean = (file: Opened | undefined): void => {
  if (!file) return;
  file.isDirty = false;
  synced(file.id, file.path);
};
const probe = await fs.promises.open(LOG, 'r');
const fileHandle = Object.getPrototypeOf(probe) as object;
await probe.close();
for (const name of ['write', 'writev', 'writeFile', 'appendFile', 'truncate'] as const) {
  const methods = fileHandle as Record<string, Any>;
  const original = methods[name]!;
  methods[name] = function (this: object, ...args: never[]) {
    // before it is done: a flush that comes between would otherwise leave it clean
    dirty(handles.get(this));
    return original.apply(this, args);
  };
}
for (const name of ['sync', 'datasync'] as const) {
  const methods = fileHandle as Record<string, Any>;
  const original = methods[name]!;
  methods[name] = async function (this: object, ...args: never[]) {
    await original.apply(this, args);
    clean(handles.get(this));
  };
}
after(fs, 'writeSync', ([number]) => dirty(numbers.get(number as number)));
after(fs, 'fsyncSync', ([number]) => clean(numbers.get(number as number)));

for (const [table, end] of [
  [fs.promises, ''],
  [fs, 'Sync'],
] as const) {
  after(table, `rename${end}`, ([from, to]) => noteMove('rename', from, to));
  after(table, `link${end}`, ([from, to]) => noteMove('link', from, to));
  for (const name of ['unlink', 'rmdir', 'rm']) {
    after(table, `${name}${end}`, ([path]) => noteRemoval(path));
  }
  after(table, `mkdir${end}`, ([path]) => noteFolder(path));
  after(table, `mkdtemp${end}`, (_, path) => noteFolder(path));
  after(table, `copyFile${end}`, ([, to]) => noteWritten(to, 'w'));
  after(table, `cp${end}`, ([, to]) => below(to) !== null && noteTree(resolve(String(to))));
  after(table, `writeFile${end}`, ([path, , options]) => {
    const flag = (options as { flag?: string } | null)?.flag ?? 'w';
    if (typeof path === 'string') noteWritten(path, flag);
    else dirty(handles.get(path as object));
  });
  after(table, `appendFile${end}`, ([path]) => typeof path === 'string' && noteWritten(path, 'a'));
}
after(fs, 'createWriteStream', ([path, options], stream) => {
  if (below(path) === null) return;
  const flags = typeof options === 'string' ? 'w' : ((options as { flags?: string } | undefined)?.flags ?? 'w');
  (stream as fs.WriteStream).once('open', () => isWriting(flags) && noteWritten(path, flags));
});
syncBuiltinESMExports();

/** Notes that somebody has been told that something is kept, and how the databases are. */
export function told(what: string, databases: readonly string[] = []): void {
  for (const path of databases) {
    for (const file of [path, `${path}-wal`]) {
      if (!existsSync(file)) continue;
      const copy = freshId();
      copyFileSync(file, `${COPIES}/${copy}`);
      note({ op: 'database', path: below(file)!, copy });
    }
  }
  note({ op: 'told', what });
}
