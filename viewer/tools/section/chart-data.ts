/** The section's result as the chart and the files need it. Pure. */
import type { SectionResult } from '../../api/section.ts';

/** Ground lines on one common list of distances; null is no data. */
export interface GroundLines {
  readonly distancesM: readonly number[];
  readonly elevationsM: readonly (readonly (number | null)[])[];
}

/** Merges the lines of all surfaces; the server samples them alike, so their distances normally agree. */
export function groundLines(result: SectionResult): GroundLines {
  const distancesM = [...new Set(result.surfaces.flatMap((surface) => [...surface.distancesM]))].sort((a, b) => a - b);
  const elevationsM = result.surfaces.map((surface) => {
    const at = new Map(surface.distancesM.map((distance, index) => [distance, surface.elevationsM[index] ?? null]));
    return distancesM.map((distance) => at.get(distance) ?? null);
  });
  return { distancesM, elevationsM };
}

/** Lowest and highest elevation of lines and points; null when there is nothing. */
export function elevationExtent(result: SectionResult): readonly [low: number, high: number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (elevation: number | null) => {
    if (elevation === null) return;
    low = Math.min(low, elevation);
    high = Math.max(high, elevation);
  };
  for (const surface of result.surfaces) for (const elevation of surface.elevationsM) take(elevation);
  for (const elevation of result.points?.elevationM ?? []) take(elevation);
  return low <= high ? [low, high] : null;
}

/**
 * The elevations that the chart's height spans. `exaggeration` 1 draws metres alike both ways; null fits the data.
 * @param box size of the plot in pixels and metres across it
 */
export function elevationAxis(
  extent: readonly [low: number, high: number],
  exaggeration: number | null,
  box: { widthPx: number; heightPx: number; lengthM: number },
): [number, number] {
  const [low, high] = extent;
  const marginM = Math.max(0.5, (high - low) * 0.06);
  if (exaggeration === null) return [low - marginM, high + marginM];
  const metresPerPixel = box.lengthM / Math.max(1, box.widthPx);
  const heightM = (box.heightPx * metresPerPixel) / exaggeration;
  const middle = (low + high) / 2;
  return [middle - heightM / 2, middle + heightM / 2];
}

/** Rows of the ground-line file: distance, then one elevation a surface. */
export function groundLineRows(result: SectionResult, distanceName: string): (string | number | null)[][] {
  const { distancesM, elevationsM } = groundLines(result);
  return [
    [distanceName, ...result.surfaces.map((surface) => surface.collection)],
    ...distancesM.map((distance, row) => [
      Number(distance.toFixed(4)),
      ...elevationsM.map((line) => {
        const elevation = line[row] ?? null;
        return elevation === null ? null : Number(elevation.toFixed(4));
      }),
    ]),
  ];
}

/** Rows of the points file. */
export function pointRows(result: SectionResult): (string | number | null)[][] {
  const { points } = result;
  const header = ['distance_m', 'offset_m', 'elevation_m', 'class', 'collection'];
  if (!points) return [header];
  return [
    header,
    ...points.distanceM.map((distance, index) => [
      distance,
      points.offsetM[index] ?? null,
      points.elevationM[index] ?? null,
      points.class[index] ?? null,
      result.surfaces[points.surface[index] ?? -1]?.collection ?? null,
    ]),
  ];
}
