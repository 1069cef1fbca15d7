/** The ground around a dig box, out of a raster of heights. Pure. */
import { type HeightGrid, heightIn } from '../../state/seeing/height-grid.ts';
import { type DigBox, type DigWalls, digCorners } from '../../state/underground-view.ts';

/** Distance of the places on the rim, metres; longer walls have at most this many places a side. */
const STEP_M = 0.5;
const MAX_SIDE = 200;

/** Null where the ground is not known at the middle of the box: nobody could say how deep its floor lies. */
export function digWalls(box: DigBox, ground: HeightGrid): DigWalls | null {
  const middleM = heightIn(ground, box.east, box.north);
  if (Number.isNaN(middleM)) return null;
  const corners = digCorners(box);
  const rim: number[] = [];
  for (const [i, from] of corners.entries()) {
    const to = corners[(i + 1) % corners.length] ?? from;
    const lengthM = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const count = Math.min(MAX_SIDE, Math.max(1, Math.ceil(lengthM / STEP_M)));
    for (let k = 0; k < count; k++) {
      const [east, north] = [from[0] + (k / count) * (to[0] - from[0]), from[1] + (k / count) * (to[1] - from[1])];
      rim.push(east, north, heightIn(ground, east, north));
    }
  }
  rim.push(...rim.slice(0, 3));
  const places = rim.length / 3 - 1;
  const unknown = Array.from({ length: places }, (_, i) => i).filter((i) => Number.isNaN(rim[3 * i + 2])).length;
  return {
    box,
    rim: Float64Array.from(filled(rim, middleM)),
    floorM: middleM - box.depthM,
    knownPart: 1 - unknown / places,
  };
}

/** Heights that are not known are those of the place before on the rim. */
function filled(rim: readonly number[], middleM: number): number[] {
  const known = rim.findIndex((value, i) => i % 3 === 2 && !Number.isNaN(value));
  let last = known < 0 ? middleM : (rim[known] ?? middleM);
  return rim.map((value, i) => {
    if (i % 3 !== 2) return value;
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}

/** The box of plane coordinates around a dig box, with room for the cells at its edge. */
export function boxAround(box: DigBox, marginM: number): [west: number, south: number, east: number, north: number] {
  const corners = digCorners(box);
  const east = corners.map(([e]) => e);
  const north = corners.map(([, n]) => n);
  return [
    Math.min(...east) - marginM,
    Math.min(...north) - marginM,
    Math.max(...east) + marginM,
    Math.max(...north) + marginM,
  ];
}
