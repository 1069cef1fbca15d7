/** What the page and its decoding threads say to each other. */
import type { PointColumns } from '../point-tree.ts';

export interface DecodeRequest {
  readonly id: number;
  /** A whole LAS or LAZ file. */
  readonly bytes: ArrayBuffer;
  readonly unitM: number;
  readonly verticalUnitM: number;
}

export type DecodeReply =
  | { readonly id: number; readonly columns: PointColumns }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

/** The compiled kernel, sent once to a new thread. */
export interface KernelMessage {
  readonly kernel: WebAssembly.Module;
}
