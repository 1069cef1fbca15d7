/** Octree hierarchies of stored files, read once and kept: which nodes there are, and the cube they divide. */

import { type CopcNode, openCopc } from '#core/copc/copc.ts';
import type { CopcInfo } from '#core/copc/info.ts';
import { openFileSource } from '#worker/file-source.ts';

export interface Hierarchy {
  readonly info: CopcInfo;
  /** By key text, `D-X-Y-Z`: nodes that hold points. */
  readonly nodes: ReadonlyMap<string, CopcNode>;
}

/** Nodes kept over all files: some 100 bytes each. */
const MAX_NODES = 2_000_000;

/** A file's path holds its version, so that what is read once stays true. The least recently used files go first. */
export class HierarchyCache {
  readonly #files = new Map<string, Promise<Hierarchy>>();
  readonly #maxNodes: number;
  #nodes = 0;

  constructor({ maxNodes = MAX_NODES } = {}) {
    this.#maxNodes = maxNodes;
  }

  get nodeCount(): number {
    return this.#nodes;
  }

  get fileCount(): number {
    return this.#files.size;
  }

  /** @throws {FormatError} when the file is no COPC; a system error when it is not there */
  async get(path: string): Promise<Hierarchy> {
    let file = this.#files.get(path);
    if (file) this.#files.delete(path);
    else file = this.#load(path);
    this.#files.set(path, file);
    return await file;
  }

  async #load(path: string): Promise<Hierarchy> {
    try {
      const hierarchy = await readHierarchy(path);
      this.#nodes += hierarchy.nodes.size;
      await this.#evict(path);
      return hierarchy;
    } catch (error) {
      this.#files.delete(path);
      throw error;
    }
  }

  async #evict(keep: string): Promise<void> {
    for (const [path, file] of this.#files) {
      if (this.#nodes <= this.#maxNodes) return;
      if (path === keep) continue;
      this.#files.delete(path);
      const { nodes } = await file;
      this.#nodes -= nodes.size;
    }
  }
}

async function readHierarchy(path: string): Promise<Hierarchy> {
  await using source = await openFileSource(path);
  const copc = await openCopc(source);
  return { info: copc.info, nodes: await copc.loadAllNodes() };
}
