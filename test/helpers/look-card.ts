/**
 * A card of points whose picture is known pixel by pixel, as seen from above without perspective at ten pixels a metre:
 * places are pixels right of and above the middle of the picture. Every part stands away from the others.
 */
import { crsFromCode } from '#core/crs/crs.ts';
import { buildLas, type TestPoint } from './las-builder.ts';

export const PIXELS_PER_METRE = 10;
/** The middle of the card, site frame. */
export const CARD = { east: 52_200, north: -97_050, height: 100 };

/** A block of one point a pixel: its left and lower edge, width and height in pixels. */
export interface Block {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** Red over blue, ten metres lower. */
export const TWO_LAYERS = { left: -300, bottom: 100, width: 80, height: 80, front: 0xff0000, back: 0x0000ff };
export const ONE_LAYER = { left: -200, bottom: 100, width: 80, height: 80, colour: 0x00ff00 };
/** A point between four pixels. */
export const DOT = { right: -40, up: 140, colour: 0xffffff };
/** A surface with square holes; a farther one is to be seen through one of them. */
export const SURFACE = { left: 40, bottom: 80, width: 100, height: 100, colour: 0x00ffff };
const hole = (
  left: number,
  bottom: number,
  width: number,
  height: number,
  isClosed: boolean,
  behind: number | null = null,
) => ({ left, bottom, width, height, isClosed, behind });
/** Whether filling gaps closes them wholly: slits of up to three pixels, holes of up to six by six. */
export const HOLES: readonly (Block & { readonly isClosed: boolean; readonly behind: number | null })[] = [
  hole(60, 100, 1, 1, true),
  hole(60, 150, 1, 1, true, 0xff00ff),
  hole(80, 100, 3, 3, true),
  hole(118, 130, 6, 6, true),
  hole(100, 100, 3, 40, true),
  hole(110, 100, 4, 30, false),
  hole(118, 145, 7, 7, false),
  hole(75, 140, 14, 14, false),
];
/** Colours for the tone, one beside the other in blocks of 20 pixels. */
export const PATCHES: readonly number[] = [0x202020, 0x808080, 0xc8c8c8, 0xc86432, 0x0a5ac8, 0x3cb428];
export const patchAt = (index: number): Block => ({
  left: 180 + 30 * (index % 3),
  bottom: 100 + 40 * Math.floor(index / 3),
  width: 20,
  height: 20,
});
/** A point a metre, one pixel each. */
export const LATTICE = { left: -300, right: 290, bottom: -190, top: 0, step: 10, colour: 0xffff00 };

const inBlock = (right: number, up: number, { left, bottom, width, height }: Block) =>
  right >= left && right < left + width && up >= bottom && up < bottom + height;

/** The card as a LAS file in EPSG:6676. */
export function buildLookCard(): Uint8Array {
  const points: TestPoint[] = [];
  /** @param right, up of the point itself; the middle of a pixel lies at a half */
  const put = (right: number, up: number, colour: number, height = CARD.height) => {
    const mm = (value: number) => Math.round((1000 * value) / PIXELS_PER_METRE);
    points.push({
      ...{
        x: mm(right),
        y: mm(up),
        z: 1000 * (height - CARD.height),
        intensity: 0,
        returnNumber: 1,
        numberOfReturns: 1,
      },
      ...{
        scanDirection: 0,
        edgeOfFlightLine: 0,
        classification: 2,
        synthetic: 0,
        keyPoint: 0,
        withheld: 0,
        overlap: 0,
      },
      ...{ scannerChannel: 0, scanAngle: 0, userData: 0, pointSourceId: 1, gpsTime: 0, nir: 0 },
      ...{ red: 257 * (colour >> 16), green: 257 * ((colour >> 8) & 255), blue: 257 * (colour & 255) },
      extra: new Uint8Array(0),
    });
  };
  const fill = (
    block: Block,
    colour: number,
    height?: number,
    leaves: (right: number, up: number) => boolean = () => false,
  ) => {
    for (let up = block.bottom; up < block.bottom + block.height; up++) {
      for (let right = block.left; right < block.left + block.width; right++) {
        if (!leaves(right, up)) put(right + 0.5, up + 0.5, colour, height);
      }
    }
  };
  fill(TWO_LAYERS, TWO_LAYERS.front);
  fill(TWO_LAYERS, TWO_LAYERS.back, CARD.height - 10);
  fill(ONE_LAYER, ONE_LAYER.colour);
  put(DOT.right, DOT.up, DOT.colour);
  fill(SURFACE, SURFACE.colour, CARD.height, (right, up) => HOLES.some((hole) => inBlock(right, up, hole)));
  for (const { behind, left, bottom } of HOLES) {
    if (behind !== null) fill({ left: left - 2, bottom: bottom - 2, width: 5, height: 5 }, behind, CARD.height - 20);
  }
  for (const [index, colour] of PATCHES.entries()) fill(patchAt(index), colour);
  for (let up = LATTICE.bottom; up <= LATTICE.top; up += LATTICE.step) {
    for (let right = LATTICE.left; right <= LATTICE.right; right += LATTICE.step)
      put(right + 0.5, up + 0.5, LATTICE.colour);
  }
  return buildLas(points, {
    format: 7,
    wkt: crsFromCode('EPSG:6676').wkt,
    offset: [CARD.east, CARD.north, CARD.height],
  });
}
