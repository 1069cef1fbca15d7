/** Stored point records (formats 6–8) as the ground filter sees them, and the classes that it gives them. */
import type { Triple } from '../las/header.ts';
import type { GroundPoints } from './lowest-grid.ts';

const RETURNS = 14;
const FLAGS = 15;
const CLASSIFICATION = 16;
const WITHHELD = 1 << 2;
const GROUND = 2;
const UNCLASSIFIED = 1;
/** Low noise, high noise, and water, whose surface is none of the ground's. */
const NEVER_GROUND: ReadonlySet<number> = new Set([7, 9, 18]);

export interface RecordFrame {
  readonly recordLength: number;
  readonly scale: Triple;
  readonly offset: Triple;
  readonly horizontalUnitM: number;
  readonly verticalUnitM: number;
}

/** Positions in metres; candidates are last returns that are not withheld and not of a class that is never ground. */
export function groundPointsOf(records: Uint8Array, frame: RecordFrame): GroundPoints {
  const { recordLength, scale, offset, horizontalUnitM, verticalUnitM } = frame;
  const count = Math.floor(records.length / recordLength);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const [east, north, height] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const candidate = new Uint8Array(count);
  for (let i = 0, at = 0; i < count; i++, at += recordLength) {
    east[i] = (view.getInt32(at, true) * scale[0] + offset[0]) * horizontalUnitM;
    north[i] = (view.getInt32(at + 4, true) * scale[1] + offset[1]) * horizontalUnitM;
    height[i] = (view.getInt32(at + 8, true) * scale[2] + offset[2]) * verticalUnitM;
    candidate[i] = mayBeGround(records, at) ? 1 : 0;
  }
  return { count, east, north, height, candidate };
}

function mayBeGround(records: Uint8Array, at: number): boolean {
  const returnNumber = records[at + RETURNS]! & 0x0f;
  const returnCount = records[at + RETURNS]! >> 4;
  return (
    returnNumber >= returnCount &&
    (records[at + FLAGS]! & WITHHELD) === 0 &&
    !NEVER_GROUND.has(records[at + CLASSIFICATION]!)
  );
}

/**
 * Writes the classes: ground becomes 2; what was 2 and is no ground becomes 1; everything else keeps its class, and so do
 * withheld points (which nobody has looked at).
 * @param ground 1 for points that are ground
 * @returns the number of points of class 2
 */
export function writeGroundClasses(records: Uint8Array, recordLength: number, ground: Uint8Array): number {
  let count = 0;
  for (let i = 0, at = 0; i < ground.length; i++, at += recordLength) {
    if (ground[i] === 1) records[at + CLASSIFICATION] = GROUND;
    else if (records[at + CLASSIFICATION] === GROUND && (records[at + FLAGS]! & WITHHELD) === 0)
      records[at + CLASSIFICATION] = UNCLASSIFIED;
    if (records[at + CLASSIFICATION] === GROUND) count++;
  }
  return count;
}
