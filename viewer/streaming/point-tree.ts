/**
 * What a view streams: trees of nodes with points. Engine-free. All coordinates are metres of the site frame: east, north, up.
 */

/** West, south, low, east, north, high. */
export type NodeBox = readonly [number, number, number, number, number, number];

/** The points of a node as flat arrays, every attribute that a view can show. */
export interface PointColumns {
  readonly count: number;
  /** Site position (whole metres) of `position`'s origin. */
  readonly origin: readonly [east: number, north: number, height: number];
  /** East, north, up from `origin`: exact to a tenth of a millimetre. */
  readonly position: Float32Array;
  /** Red, green, blue (sRGB) and class, four a point. */
  readonly colour: Uint8Array;
  /** Intensity, point source, returns ({@link returnsOf}), flags and user data ({@link flagsOf}); four a point. */
  readonly detail: Uint16Array;
  /** Seconds after `timeBase`; null where the format has no time. */
  readonly time: Float32Array | null;
  /** GPS time as stored (standard or week time), whole seconds. */
  readonly timeBase: number;
  /** Whether the format carries colours. */
  readonly hasColour: boolean;
}

/** Bytes a point in memory: columns, and the same again on the graphics processor. */
export const BYTES_PER_POINT = 2 * (12 + 4 + 8 + 4);

export interface PointNode {
  /** Names the node in messages. */
  readonly id: string;
  readonly box: NodeBox;
  /** Geometric error in metres while what is below is not shown. */
  readonly errorM: number;
  /** What is below takes the place of this node's points; else it adds to them. */
  readonly replaces: boolean;
  /** Fetches and decodes; null for a node that only groups. */
  readonly load: ((signal: AbortSignal) => Promise<PointColumns>) | null;
  /** Reads the children from another document; they are unknown until then. */
  readonly expand: ((signal: AbortSignal) => Promise<readonly PointNode[]>) | null;
  readonly children: readonly PointNode[];
}

/** Number of the return, returns of its pulse. */
export function packReturns(number: number, count: number): number {
  return (count << 8) | number;
}

/** Classification flags (synthetic, key point, withheld, overlap), scanner channel and user data. */
export function packFlags(flags: number, channel: number, userData: number): number {
  return (userData << 8) | (channel << 4) | flags;
}
