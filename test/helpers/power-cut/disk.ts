/**
 * What a disk may hold after the power went at some moment of a {@link DiskEntry} log.
 *
 * Certain is only what was flushed: the bytes of a file as of its last flush, the names of a folder as of its last flush. Whatever came
 * after may be there or not: names of later, older bytes, none, or zeros where bytes were to come (a file system that allocates late).
 * A rename is there whole or not at all.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DiskEntry } from './disk-log.ts';

class FileNode {
  /** The copy of what is certain; null: nothing yet. */
  copy: string | null = null;
  isDirty = false;
}
class FolderNode {
  /** As programs see it. */
  readonly entries = new Map<string, DiskNode>();
}
type DiskNode = FileNode | FolderNode;

/** A change of names; a rename is two of them that come together. */
interface NameChange {
  readonly names: readonly { readonly folder: FolderNode; readonly name: string; readonly node: DiskNode | null }[];
  isFlushed: boolean;
}

/** What becomes of what was not flushed. */
export interface Loss {
  /** Whether a change of names that nobody flushed is on the disk, in the order in which they were made. */
  readonly keepsName: () => boolean;
  /** What stands behind the flushed bytes of a file that was written further. */
  readonly tail: 'none' | 'zeros';
}

const ZEROS = Buffer.alloc(700);

export class Disk {
  readonly #root = new FolderNode();
  readonly #opened = new Map<string, DiskNode>();
  readonly #changes: NameChange[] = [];

  apply(entry: DiskEntry): void {
    switch (entry.op) {
      case 'folder':
        this.#folderAt(entry.path);
        break;
      case 'open': {
        const node = this.#find(entry.path) ?? this.#add(entry.path, new FileNode());
        this.#opened.set(entry.id, node);
        if (entry.truncated && node instanceof FileNode && node.copy !== null) {
          // emptied in its place: what it was may be gone at once
          node.copy = null;
          node.isDirty = true;
        }
        break;
      }
      case 'write': {
        const node = this.#opened.get(entry.id);
        if (node instanceof FileNode) node.isDirty = true;
        break;
      }
      case 'sync': {
        const node = this.#opened.get(entry.id)!;
        if (node instanceof FileNode) {
          node.copy = entry.copy;
          node.isDirty = false;
        } else {
          for (const change of this.#changes) {
            // a rename is flushed with the folder that it leads to
            if (change.names.at(-1)!.folder === node) change.isFlushed = true;
          }
        }
        break;
      }
      case 'rename': {
        const node = this.#find(entry.from);
        if (!node) throw new Error(`the log renames ${entry.from}, which is not there`);
        this.#change([this.#name(entry.from, null), this.#name(entry.to, node)]);
        break;
      }
      case 'link':
        this.#change([this.#name(entry.to, this.#find(entry.from)!)]);
        break;
      case 'remove':
        this.#remove(entry.path);
        break;
      case 'database': {
        const node = (this.#find(entry.path) as FileNode | null) ?? this.#add(entry.path, new FileNode());
        node.copy = entry.copy;
        for (const change of this.#changes) if (change.names.at(-1)!.node === node) change.isFlushed = true;
        break;
      }
      default:
    }
  }

  /** The names that programs see: those of folders end with a slash. */
  names(): string[] {
    const found: string[] = [];
    const look = (folder: FolderNode, path: string): void => {
      for (const [name, node] of folder.entries) {
        found.push(node instanceof FolderNode ? `${path}${name}/` : `${path}${name}`);
        if (node instanceof FolderNode) look(node, `${path}${name}/`);
      }
    };
    look(this.#root, '');
    return found.sort();
  }

  /** What is on the disk when the power goes now. */
  afterCut(loss: Loss): CutDisk {
    const entries = new Map<FolderNode, Map<string, DiskNode>>();
    const entriesOf = (folder: FolderNode) => {
      const found = entries.get(folder) ?? new Map<string, DiskNode>();
      entries.set(folder, found);
      return found;
    };
    for (const { names, isFlushed } of this.#changes) {
      if (!isFlushed && !loss.keepsName()) continue;
      for (const { folder, name, node } of names) {
        if (node) entriesOf(folder).set(name, node);
        else entriesOf(folder).delete(name);
      }
    }
    const files = new Map<string, FileLeft | null>();
    const look = (folder: FolderNode, path: string): void => {
      for (const [name, node] of entriesOf(folder)) {
        const full = path === '' ? name : `${path}/${name}`;
        if (node instanceof FolderNode) {
          files.set(full, null);
          look(node, full);
        } else files.set(full, { copy: node.copy, zeros: node.isDirty && loss.tail === 'zeros' });
      }
    };
    look(this.#root, '');
    return new CutDisk(files);
  }

  #find(path: string): DiskNode | null {
    let node: DiskNode = this.#root;
    for (const part of path === '' ? [] : path.split('/')) {
      const inner: DiskNode | undefined = node instanceof FolderNode ? node.entries.get(part) : undefined;
      if (!inner) return null;
      node = inner;
    }
    return node;
  }

  #folderAt(path: string): FolderNode {
    const found = path === '.' ? this.#root : this.#find(path);
    if (found instanceof FolderNode) return found;
    return this.#add(path, new FolderNode());
  }

  #add<T extends DiskNode>(path: string, node: T): T {
    this.#change([this.#name(path, node)]);
    return node;
  }

  #name(path: string, node: DiskNode | null) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return { folder: this.#folderAt(dirname(path)), name, node };
  }

  #change(names: NameChange['names']): void {
    for (const { folder, name, node } of names) {
      if (node) folder.entries.set(name, node);
      else folder.entries.delete(name);
    }
    this.#changes.push({ names, isFlushed: false });
  }

  #remove(path: string): void {
    const node = this.#find(path);
    if (!node) return;
    if (node instanceof FolderNode) for (const name of [...node.entries.keys()]) this.#remove(`${path}/${name}`);
    this.#change([this.#name(path, null)]);
  }
}

interface FileLeft {
  readonly copy: string | null;
  readonly zeros: boolean;
}

export class CutDisk {
  readonly #files: ReadonlyMap<string, FileLeft | null>;

  constructor(files: ReadonlyMap<string, FileLeft | null>) {
    this.#files = files;
  }

  /** The same for the same disk. */
  get key(): string {
    const lines = [...this.#files].map(([path, file]) => `${path} ${file ? `${file.copy} ${file.zeros}` : '/'}`);
    return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
  }

  /** @param copiesDir where the log has its copies */
  writeTo(dir: string, copiesDir: string): void {
    mkdirSync(dir, { recursive: true });
    for (const [path, file] of this.#files) {
      const target = join(dir, path);
      if (!file) mkdirSync(target, { recursive: true });
      else if (file.zeros) {
        const bytes = file.copy === null ? Buffer.alloc(0) : readFileSync(join(copiesDir, file.copy));
        writeFileSync(target, Buffer.concat([bytes, ZEROS]));
      } else if (file.copy === null) writeFileSync(target, '');
      else copyFileSync(join(copiesDir, file.copy), target);
    }
  }
}
