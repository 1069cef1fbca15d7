/** Points near a place, found by cells of a grid. Metres. Pure. */
import type { PointColumns } from '../surface/point-columns.ts';

export class NearPoints {
  readonly #points: PointColumns;
  readonly #cellM: number;
  readonly #cells = new Map<string, number[]>();

  /** @param wanted indices of points, ascending */
  constructor(points: PointColumns, wanted: ArrayLike<number>, cellM: number) {
    this.#points = points;
    this.#cellM = cellM;
    for (let k = 0; k < wanted.length; k++) {
      const i = wanted[k]!;
      const key = `${Math.floor(points.east[i]! / cellM)},${Math.floor(points.north[i]! / cellM)}`;
      const list = this.#cells.get(key);
      if (list) list.push(i);
      else this.#cells.set(key, [i]);
    }
  }

  /** Calls back with each point nearer in plan than the side of a cell; in an order that depends on the points alone. */
  visit(east: number, north: number, radiusM: number, visit: (index: number, planM: number) => void): void {
    const { east: e, north: n } = this.#points;
    const reach = Math.ceil(radiusM / this.#cellM);
    const [col, row] = [Math.floor(east / this.#cellM), Math.floor(north / this.#cellM)];
    for (let y = row - reach; y <= row + reach; y++) {
      for (let x = col - reach; x <= col + reach; x++) {
        for (const i of this.#cells.get(`${x},${y}`) ?? []) {
          const planM = Math.hypot(e[i]! - east, n[i]! - north);
          if (planM <= radiusM) visit(i, planM);
        }
      }
    }
  }
}
