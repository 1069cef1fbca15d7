/**
 * The calculation sheet of 平均断面法: areas to 0.1 m², lengths to 0.01 m, volumes to 0.1 m³, each rounded half up (四捨五入)
 * from the exact product of the rounded numbers before it. Whole numbers all the way: no binary rounding.
 * The mass adds the products as they are and is rounded only where it is shown.
 */
import { GeometryError } from '#core/errors.ts';
import { roundHalfUp } from '../measure/rounding.ts';

export interface TableStation {
  readonly name: string;
  readonly stationM: number;
  /** Along the axis. */
  readonly distanceM: number;
  readonly cutM2: number;
  readonly fillM2: number;
  /** Of the centroids, right positive; 0 without an area. */
  readonly cutOffsetM: number;
  readonly fillOffsetM: number;
  /** How far the axis turns from the station before, radians, right positive. */
  readonly turnRad: number;
}

export interface TableRow {
  readonly name: string;
  readonly stationM: number;
  /** From the row before; null in the first row, as all that follows from it. */
  readonly lengthM: number | null;
  /** Between the centroids; null where the length along the axis counts. */
  readonly cutLengthM: number | null;
  readonly fillLengthM: number | null;
  readonly cutM2: number;
  readonly fillM2: number;
  readonly cutM3: number | null;
  readonly fillM3: number | null;
  /** Σ (cut · C − fill), compacted, to 0.1 m³. */
  readonly massM3: number;
}

export interface EndAreaTable {
  readonly rows: readonly TableRow[];
  /** Sums of the rounded volumes and lengths. */
  readonly cutM3: number;
  readonly fillM3: number;
  readonly lengthM: number;
}

export interface TableOptions {
  /** Compacted over in situ. */
  readonly C: number;
  /** Where the length between the centroids counts instead of that along the axis. */
  readonly centroid: 'auto' | 'always' | 'never';
}

/** Bends sharper than this ask for the distance of the centroids (quantity calculation guides: R < 50 m). */
const TIGHT_RADIUS_M = 50;

/**
 * @param stations ascending
 * @throws {GeometryError} when the centroids of two sections lie beyond the centre of the bend
 */
export function endAreaTable(stations: readonly TableStation[], { C, centroid }: TableOptions): EndAreaTable {
  const rows: TableRow[] = [];
  const factor = BigInt(Math.round(C * 10_000));
  // in units of 0.1 m² · 0.01 m / 2 / 10,000 = 5·10⁻⁸ m³
  let mass = 0n;
  let [cutTotal, fillTotal, lengthTotal] = [0n, 0n, 0n];
  stations.forEach((station, i) => {
    const areas = { cut: tenths(station.cutM2), fill: tenths(station.fillM2) };
    const own = {
      name: station.name,
      stationM: station.stationM,
      cutM2: Number(areas.cut) / 10,
      fillM2: Number(areas.fill) / 10,
    };
    const before = stations[i - 1];
    if (!before) {
      rows.push({ ...own, lengthM: null, cutLengthM: null, fillLengthM: null, cutM3: null, fillM3: null, massM3: 0 });
      return;
    }
    const axis = hundredths(station.distanceM - before.distanceM);
    const lengths = lengthsBetween(before, station, axis, centroid);
    const cut = (tenths(before.cutM2) + areas.cut) * lengths.cut;
    const fill = (tenths(before.fillM2) + areas.fill) * lengths.fill;
    const cutM3 = divideHalfUp(cut, 200n);
    const fillM3 = divideHalfUp(fill, 200n);
    mass += cut * factor - fill * 10_000n;
    cutTotal += cutM3;
    fillTotal += fillM3;
    lengthTotal += axis;
    rows.push({
      ...own,
      lengthM: Number(axis) / 100,
      cutLengthM: lengths.byCentroid ? Number(lengths.cut) / 100 : null,
      fillLengthM: lengths.byCentroid ? Number(lengths.fill) / 100 : null,
      cutM3: Number(cutM3) / 10,
      fillM3: Number(fillM3) / 10,
      massM3: Number(divideHalfUp(mass, 2_000_000n)) / 10,
    });
  });
  return {
    rows,
    cutM3: Number(cutTotal) / 10,
    fillM3: Number(fillTotal) / 10,
    lengthM: Number(lengthTotal) / 100,
  };
}

function lengthsBetween(
  before: TableStation,
  station: TableStation,
  axis: bigint,
  centroid: TableOptions['centroid'],
): { cut: bigint; fill: bigint; byCentroid: boolean } {
  const lengthM = station.distanceM - before.distanceM;
  const isTight = Math.abs(station.turnRad) * TIGHT_RADIUS_M > lengthM;
  if (centroid === 'never' || (centroid === 'auto' && !isTight)) return { cut: axis, fill: axis, byCentroid: false };
  const between = (kind: 'cut' | 'fill'): bigint => {
    const [areaA, areaB] = kind === 'cut' ? [before.cutM2, station.cutM2] : [before.fillM2, station.fillM2];
    const [offsetA, offsetB] =
      kind === 'cut' ? [before.cutOffsetM, station.cutOffsetM] : [before.fillOffsetM, station.fillOffsetM];
    const sum = areaA + areaB;
    if (!(sum > 0)) return axis;
    // right of the axis in a bend to the right the way is shorter
    const ownM = lengthM - station.turnRad * ((areaA * offsetA + areaB * offsetB) / sum);
    if (ownM >= 0) return hundredths(ownM);
    throw new GeometryError(
      `the ${kind} between ${before.name} and ${station.name} has its centroid beyond the centre of the bend: narrow the sections`,
      { station: station.name },
    );
  };
  return { cut: between('cut'), fill: between('fill'), byCentroid: true };
}

const tenths = (value: number): bigint => BigInt(roundHalfUp(value, 0.1).replace('.', ''));
const hundredths = (value: number): bigint => BigInt(roundHalfUp(value, 0.01).replace('.', ''));

/** Half away from zero. */
function divideHalfUp(value: bigint, by: bigint): bigint {
  const positive = value < 0n ? -value : value;
  const rounded = (2n * positive + by) / (2n * by);
  return value < 0n ? -rounded : rounded;
}
