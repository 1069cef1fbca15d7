/** What lies under the ground, for both views: tubes, how much the ground is seen through, the dig box. Metres of the site frame. */
import type { ClipState } from './seeing/clip.ts';

/** A pipe in space. */
export interface PipeTube {
  /** Known parts of its axis: east, north, height, three a vertex. */
  readonly parts: readonly Float64Array[];
  /** Outer. */
  readonly radiusM: number;
  /** 0xRRGGBB. */
  readonly colour: number;
  /** Drawn brighter: what the list points at. */
  readonly marked: boolean;
}

/** A box without ground, placed in plan; its floor lies `depthM` under the ground at its middle. */
export interface DigBox {
  readonly east: number;
  readonly north: number;
  /** Across and along its heading. */
  readonly widthM: number;
  readonly lengthM: number;
  readonly depthM: number;
  /** Clockwise from grid north. */
  readonly headingDeg: number;
}

/** Its walls: the ground around it, and the floor. */
export interface DigWalls {
  /** The box that they are of. */
  readonly box: DigBox;
  /** Around it, closed: east, north, height of the ground, three a place. */
  readonly rim: Float64Array;
  readonly floorM: number;
  /** Share of the rim whose ground is known: elsewhere it is taken from its neighbours, and said so. */
  readonly knownPart: number;
}

export interface ViewUnderground {
  readonly tubes: readonly PipeTube[];
  /** 1: the ground hides what is under it. */
  readonly groundOpacity: number;
  readonly walls: DigWalls | null;
}

/** Corners of a box, counter-clockwise from its near left one. */
export function digCorners({ east, north, widthM, lengthM, headingDeg }: DigBox): [east: number, north: number][] {
  const turn = (headingDeg * Math.PI) / 180;
  const corner = (across: number, along: number): [number, number] => [
    east + across * Math.cos(turn) + along * Math.sin(turn),
    north - across * Math.sin(turn) + along * Math.cos(turn),
  ];
  const [w, l] = [widthM / 2, lengthM / 2];
  return [corner(-w, -l), corner(w, -l), corner(w, l), corner(-w, l)];
}

/** What stands over the box is cut too. */
const HIGH_M = 2_000;

/** The clip of the picture with a box dug out; the user's own shapes stay as far as there is room: one box, one polygon. */
export function clipWithDig(clip: ClipState, walls: DigWalls | null): ClipState {
  if (!walls) return clip;
  const { box, floorM } = walls;
  if (clip.box) {
    if (clip.polygon) return clip;
    return { ...clip, polygon: { vertices: digCorners(box), side: 'outside' } };
  }
  return {
    ...clip,
    box: {
      centre: [box.east, box.north, floorM + HIGH_M / 2],
      size: [box.widthM, box.lengthM, HIGH_M],
      headingDeg: box.headingDeg,
      side: 'outside',
    },
  };
}
