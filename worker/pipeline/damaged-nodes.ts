/** Which nodes of a stored file are not those that were written: by the hashes in the file, without decoding a point. */
import { openCopc } from '#core/copc/copc.ts';
import { TengunError } from '#core/errors.ts';
import { openFileSource } from '../file-source.ts';
import { hashChunk } from './encoded-node.ts';
import { readNodeHashes } from './verify-item.ts';

export interface DamagedNodes {
  /** Key texts, in the order of the hierarchy. */
  readonly nodes: readonly string[];
  /** Nodes that have a hash and were held against it. */
  readonly checked: number;
  /** What else is wrong, in words: header, records, hierarchy; a file without hashes. */
  readonly faults: readonly string[];
}

/**
 * @param onBytes called before each chunk is read, with its size; whoever waits in it slows the reading down
 */
export async function findDamagedNodes(
  path: string,
  onBytes?: (bytes: number) => Promise<void>,
): Promise<DamagedNodes> {
  try {
    await using source = await openFileSource(path);
    const copc = await openCopc(source);
    const { hashes, faults } = readNodeHashes(copc);
    if (!hashes)
      return { nodes: [], checked: 0, faults: faults.length > 0 ? faults : ['the file has no hashes of its nodes'] };
    const nodes: string[] = [];
    const found = await copc.loadAllNodes();
    for (const [key, node] of found) {
      await onBytes?.(node.byteSize);
      const hash = hashes.get(key);
      const isWhole = await copc.readChunk(node).then(
        (chunk) => hash !== undefined && Buffer.compare(hash, hashChunk(chunk)) === 0,
        (error: unknown) => {
          if (error instanceof TengunError) return false;
          throw error;
        },
      );
      if (!isWhole) nodes.push(key);
    }
    const isOther = found.size !== hashes.size;
    return { nodes, checked: found.size, faults: isOther ? ['the hierarchy has other nodes than were written'] : [] };
  } catch (error) {
    if (!(error instanceof TengunError)) throw error;
    return { nodes: [], checked: 0, faults: [error.message] };
  }
}
