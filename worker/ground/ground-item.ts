/** What the jobs of the ground filter are told of the item that they read. */
import type { Copc } from '#core/copc/copc.ts';
import type { RecordFrame } from '#core/ground/ground-records.ts';

export interface GroundItem {
  /** Its data.copc.laz. */
  readonly path: string;
  readonly horizontalUnitM: number;
  readonly verticalUnitM: number;
}

export function recordFrameOf({ layout, header }: Copc, { horizontalUnitM, verticalUnitM }: GroundItem): RecordFrame {
  const { scale, offset } = header;
  return { recordLength: layout.pointDataRecordLength, scale, offset, horizontalUnitM, verticalUnitM };
}
