/** What turns nodes into columns, as the views see it. */
import type { PointColumns } from '../point-tree.ts';

export interface DecoderPool {
  /** @throws DecodeError for a node that cannot be read; the signal's reason when cancelled */
  decode(bytes: ArrayBuffer, units: DecodeUnits, signal: AbortSignal): Promise<PointColumns>;
  /** Starts a thread before there is work for it. */
  warm(): void;
  dispose(): void;
}

export interface DecodeUnits {
  readonly unitM: number;
  readonly verticalUnitM: number;
}
