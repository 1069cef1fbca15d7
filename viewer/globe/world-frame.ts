/**
 * The site frame on the earth, for many places at once: earth-centred metres and back. Within a cell of the plane the way is a
 * straight one, corrected for the earth's curve: less than two millimetres from the exact projection.
 */
import { Cartesian3, Cartographic } from '@cesium/engine';
import type { SiteFrame, SitePosition } from '../state/site-frame.ts';

/** Side of a cell, metres. */
const CELL_M = 64;
const EARTH_RADIUS_M = 6_371_000;
/** Cells that are kept; a drawing larger than all of them begins anew. */
const MAX_CELLS = 50_000;

/** Middle of a cell, then the steps of one metre east, north and up: four times x, y, z. */
type Cell = Float64Array;

export interface WorldFrame {
  /** Earth-centred places of positions (east, north, elevation, three a place) that count from `origin`. */
  place(local: ArrayLike<number>, origin: readonly [number, number, number]): Float64Array;
  toWorld(position: SitePosition): Cartesian3;
  toSite(world: Cartesian3): SitePosition;
}

export function createWorldFrame(frame: SiteFrame): WorldFrame {
  const cells = new Map<number, Cell>();
  const exact = (east: number, north: number, height: number) => {
    const [lon, lat] = frame.toLonLat(east, north);
    return Cartesian3.fromDegrees(lon, lat, height + frame.geoidHeightM);
  };
  const cellAt = (col: number, row: number): Cell => {
    const key = row * 2 ** 26 + col;
    const known = cells.get(key);
    if (known) return known;
    if (cells.size >= MAX_CELLS) cells.clear();
    const [east, north, half] = [(col + 0.5) * CELL_M, (row + 0.5) * CELL_M, CELL_M / 2];
    const middle = exact(east, north, 0);
    const step = (to: Cartesian3, from: Cartesian3, lengthM: number) =>
      [to.x - from.x, to.y - from.y, to.z - from.z].map((part) => part / lengthM);
    const cell = Float64Array.from([
      middle.x,
      middle.y,
      middle.z,
      ...step(exact(east + half, north, 0), exact(east - half, north, 0), CELL_M),
      ...step(exact(east, north + half, 0), exact(east, north - half, 0), CELL_M),
      ...step(exact(east, north, 1000), middle, 1000),
    ]);
    cells.set(key, cell);
    return cell;
  };
  return {
    place(local, [e, n, h]) {
      const world = new Float64Array(local.length);
      for (let at = 0; at + 2 < local.length; at += 3) {
        const [east, north] = [e + local[at]!, n + local[at + 1]!];
        const [col, row] = [Math.floor(east / CELL_M), Math.floor(north / CELL_M)];
        const cell = cellAt(col, row);
        const [de, dn] = [east - (col + 0.5) * CELL_M, north - (row + 0.5) * CELL_M];
        // the tangent plane rises over the curved one
        const up = h + local[at + 2]! - (de * de + dn * dn) / (2 * EARTH_RADIUS_M);
        // plumb lines part upwards
        const wider = 1 + up / EARTH_RADIUS_M;
        for (let axis = 0; axis < 3; axis++) {
          const along = (cell[3 + axis]! * de + cell[6 + axis]! * dn) * wider;
          world[at + axis] = cell[axis]! + along + cell[9 + axis]! * up;
        }
      }
      return world;
    },
    toWorld: ({ east, north, height }) => exact(east, north, height),
    toSite(world) {
      const place = Cartographic.fromCartesian(world);
      const [east, north] = frame.fromLonLat((place.longitude * 180) / Math.PI, (place.latitude * 180) / Math.PI);
      return { east, north, height: place.height - frame.geoidHeightM };
    },
  };
}
