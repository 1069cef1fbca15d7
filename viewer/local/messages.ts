/** What the page and the thread of a file say to each other. */
import type { PointColumns } from '../streaming/point-tree.ts';
import type { OwnFormat } from './file-format.ts';
import type { Placing } from './placing.ts';
import type { StatedCrs } from './points/point-file.ts';
import type { FarNode, ReadPoints } from './points/read-file.ts';
import type { ShapeSet } from './shapes/place-shapes.ts';

/** What a file says of itself before its coordinates have a place. */
export interface FileFacts extends StatedCrs {
  readonly format: string;
  /** Points of a point file; null of others. */
  readonly pointCount: number | null;
  /** West, south, east, north in the file's units; null when it has no positions. */
  readonly extent: readonly [number, number, number, number] | null;
  /** Metres of the file's units; null: those of its coordinate system. */
  readonly unitM: number | null;
}

export type LocalRequest =
  | { readonly type: 'open'; readonly id: number; readonly file: Blob; readonly format: OwnFormat }
  | { readonly type: 'read'; readonly id: number; readonly placing: Placing; readonly pointLimit: number }
  | { readonly type: 'far'; readonly id: number; readonly node: FarNode }
  | { readonly type: 'cancel'; readonly id: number };

export type LocalResult =
  | { readonly facts: FileFacts }
  | { readonly points: ReadPoints }
  | { readonly shapes: ShapeSet }
  | { readonly columns: PointColumns };

export interface LocalProblem {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

export type LocalReply =
  | { readonly id: number; readonly result: LocalResult }
  | { readonly id: number; readonly progress: number }
  | { readonly id: number; readonly error: LocalProblem };
