/** Thins the points of some nodes against those that were kept before. The table is shared; the jobs take turns. */
import { type SpacingTable, type ThinningFrame, thin, withRoom } from '#core/extract/thinning.ts';
import { gatherRecords } from '#core/las/gather-records.ts';
import type { JobContext } from '../entry.ts';

export interface ThinPointsInput {
  readonly nodes: readonly Uint8Array<ArrayBuffer>[];
  readonly table: SpacingTable;
  readonly frame: ThinningFrame;
}

export interface ThinPointsOutput {
  readonly nodes: readonly Uint8Array<ArrayBuffer>[];
  readonly table: SpacingTable;
}

const shared = (bytes: number) => new SharedArrayBuffer(bytes);

export function run({ nodes, table, frame }: ThinPointsInput, context: JobContext): ThinPointsOutput {
  let now = table;
  const left = nodes.map((records) => {
    const points = records.length / frame.recordLength;
    now = withRoom(now, now.count + points, frame, shared);
    const { kept, table: next } = thin(records, now, frame);
    now = next;
    const taken = gatherRecords(records, frame.recordLength, kept) as Uint8Array<ArrayBuffer>;
    context.transfer(taken.buffer);
    return taken;
  });
  return { nodes: left, table: now };
}
