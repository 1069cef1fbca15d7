/**
 * Nodes that this thread decoded last, for requests that come back to the same ground: a section that is moved about, the
 * stations of a road one after the other. Stored versions never change, so a path and a key name the same points for ever.
 */
import type { CopcNode } from '#core/copc/copc.ts';

/** The points of a node as they are stored: whole numbers, one of each a point. */
export interface NodePoints {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
  readonly classification: Uint8Array;
  readonly returnNumber: Uint8Array;
}

const BYTES_PER_POINT = 14;
/** What a thread keeps at most. */
export const CACHE_BYTES = 48 * 2 ** 20;

/** Least recently used goes first. */
export class NodeCache {
  private readonly maxBytes: number;
  private readonly nodes = new Map<string, NodePoints>();
  private bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get sizeBytes(): number {
    return this.bytes;
  }

  get(path: string, node: Pick<CopcNode, 'key'>): NodePoints | undefined {
    const name = nameOf(path, node);
    const points = this.nodes.get(name);
    if (points) {
      this.nodes.delete(name);
      this.nodes.set(name, points);
    }
    return points;
  }

  put(path: string, node: Pick<CopcNode, 'key'>, points: NodePoints): void {
    const name = nameOf(path, node);
    const bytes = BYTES_PER_POINT * points.x.length;
    if (this.nodes.has(name) || bytes > this.maxBytes) return;
    this.nodes.set(name, points);
    this.bytes += bytes;
    for (const [oldest, { x }] of this.nodes) {
      if (this.bytes <= this.maxBytes) break;
      this.nodes.delete(oldest);
      this.bytes -= BYTES_PER_POINT * x.length;
    }
  }
}

const nameOf = (path: string, { key }: Pick<CopcNode, 'key'>): string => `${key.join('-')} ${path}`;

/** One of each thread. */
export const nodeCache = new NodeCache(CACHE_BYTES);
