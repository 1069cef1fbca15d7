/** Compresses finished nodes one after the other into a temporary file of chunks. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { HierarchyEntry } from '#core/copc/hierarchy.ts';
import type { VoxelKey } from '#core/copc/voxel-key.ts';
import type { ChunkEncoder, ChunkLayout } from '#core/laz/chunk-codec.ts';

export class NodeWriter implements Disposable {
  /** What was written; offsets count from the start of this file. */
  readonly entries: HierarchyEntry[] = [];
  private readonly file: number;
  private readonly encoder: ChunkEncoder;
  private readonly layout: ChunkLayout;
  private offset = 0;

  constructor(path: string, encoder: ChunkEncoder, layout: ChunkLayout) {
    this.file = openSync(path, 'w');
    this.encoder = encoder;
    this.layout = layout;
  }

  /** @param records packed records; none makes an entry without a chunk (its descendants hold points) */
  write(key: VoxelKey, records: Uint8Array): void {
    const pointCount = records.length / this.layout.pointDataRecordLength;
    if (pointCount === 0) {
      this.entries.push({ key, offset: 0, byteSize: 0, pointCount: 0 });
      return;
    }
    const chunk = this.encoder.encode(records, this.layout);
    for (let done = 0; done < chunk.length; ) done += writeSync(this.file, chunk, done, chunk.length - done);
    this.entries.push({ key, offset: this.offset, byteSize: chunk.length, pointCount });
    this.offset += chunk.length;
  }

  [Symbol.dispose](): void {
    closeSync(this.file);
  }
}
