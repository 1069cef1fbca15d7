/** Loads what the checks along a road need of one stretch: the points of the carriageway, and those of wires beside it. */
import { growBounds } from '#core/geometry/bounds.ts';
import { AxisLocator } from '#core/road/axis-locator.ts';
import { type RoadPoints, roadPoints } from '#core/road/road-points.ts';
import type { AxisPiece } from '#core/section/axis-pieces.ts';
import { NearLines } from '#core/section/near-lines.ts';
import { joinColumns, type PointColumns, selectPoints } from '#core/surface/point-columns.ts';
import { type LoadLayerOptions, loadLayer } from '../measuring/load-tin.ts';
import type { PointSource } from '../measuring/surface-source.ts';

/** Road that is known beside the carriageway, for planes at its edge. */
export const VERGE_M = 1;
/** Nothing of these is a wire: ground, buildings, low and high noise, water, rail, road, bridge decks. */
const NO_WIRE = new Set([2, 6, 7, 9, 10, 11, 17, 18]);
/** Side of the squares in which ground is looked for below a point. */
const GROUND_CELL_M = 2;
/** So many squares around a point's own may have it. */
const GROUND_CELLS = 2;

/** The points of the chosen classes on the carriageway of some chords of the axis. */
export async function loadRoad(
  source: PointSource,
  pieces: readonly AxisPiece[],
  halfWidthM: number,
): Promise<{ readonly points: RoadPoints; readonly locator: AxisLocator }> {
  const reachM = halfWidthM + VERGE_M;
  const locator = new AxisLocator(pieces, reachM);
  const surveys: PointColumns[] = [];
  const { near, options } = strip(pieces, reachM);
  for (const layer of source.layers) surveys.push(await loadLayer(source, layer, near.bounds, options));
  return { points: roadPoints(surveys, locator, reachM), locator };
}

/** The points of wire classes at most `reachM` beside some chords. */
export async function loadWires(
  source: PointSource,
  pieces: readonly AxisPiece[],
  reachM: number,
  classes: readonly number[],
): Promise<PointColumns> {
  return await loadClasses(source, pieces, reachM, classes);
}

/** Points higher than `minHeightM` over the ground beside some chords, of all classes that may hold a wire. */
export async function loadHighPoints(
  source: PointSource,
  pieces: readonly AxisPiece[],
  reachM: number,
  minHeightM: number,
): Promise<PointColumns> {
  const all = await loadClasses(source, pieces, reachM, null);
  const lowest = new Map<string, number>();
  const col = (value: number) => Math.floor(value / GROUND_CELL_M);
  const groundClasses = new Set(source.layers.flatMap(({ classes }) => classes));
  for (let i = 0; i < all.count; i++) {
    if (!groundClasses.has(all.classification[i]!)) continue;
    const key = `${col(all.east[i]!)},${col(all.north[i]!)}`;
    const known = lowest.get(key);
    if (known === undefined || all.height[i]! < known) lowest.set(key, all.height[i]!);
  }
  const groundBelow = (e: number, n: number): number => {
    for (let ring = 0; ring <= GROUND_CELLS; ring++) {
      let least = Number.POSITIVE_INFINITY;
      for (let dc = -ring; dc <= ring; dc++) {
        for (let dr = -ring; dr <= ring; dr++) {
          if (Math.max(Math.abs(dc), Math.abs(dr)) !== ring) continue;
          least = Math.min(least, lowest.get(`${col(e) + dc},${col(n) + dr}`) ?? Number.POSITIVE_INFINITY);
        }
      }
      if (Number.isFinite(least)) return least;
    }
    return Number.NaN;
  };
  return selectPoints(all, (i) => {
    if (NO_WIRE.has(all.classification[i]!)) return false;
    return all.height[i]! - groundBelow(all.east[i]!, all.north[i]!) > minHeightM;
  });
}

async function loadClasses(
  source: PointSource,
  pieces: readonly AxisPiece[],
  reachM: number,
  classes: readonly number[] | null,
): Promise<PointColumns> {
  const { near, options } = strip(pieces, reachM);
  // each layer with its own correction of heights
  let joined: PointColumns | null = null;
  for (const { items, heightShiftM } of source.layers) {
    const layer = { items, classes, returns: 'all' as const, heightShiftM };
    const points = await loadLayer(source, layer, near.bounds, options);
    joined = joined ? joinColumns(joined, points) : points;
  }
  return joined ?? (await loadLayer(source, { items: [], classes, returns: 'all', heightShiftM: 0 }, near.bounds));
}

function strip(
  pieces: readonly AxisPiece[],
  reachM: number,
): { near: NearLines; options: Pick<LoadLayerOptions, 'wants' | 'within'> } {
  const near = new NearLines(
    pieces.map(({ segment }) => segment),
    reachM,
  );
  return { near, options: { wants: (box) => near.touches(growBounds(box, 1e-6)), within: near.mask } };
}
