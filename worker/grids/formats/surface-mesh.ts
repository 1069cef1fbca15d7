/** A surface as triangles: glTF and LandXML. */

import { LimitError, RequestError } from '#core/errors.ts';
import { writeSurfaceGlb } from '#core/export/surface-glb.ts';
import { centreEast, centreNorth } from '#core/surface/grid.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { gridMesh } from '#core/surface/rtin.ts';
import { surfaceLandXml } from '../../design/surface-landxml.ts';
import { SOFTWARE } from '../../software.ts';
import type { SurfaceHeights } from '../surface-heights.ts';
import { creditOf } from './surface-contours.ts';

/** Most triangles of one file. */
export const MAX_FILE_TRIANGLES = 3_000_000;

/**
 * No node of the grid is further from the triangles than `maxErrorM`; voids stay voids.
 * @throws {LimitError} for more triangles than one file may have
 * @throws {RequestError} NO_DATA where no three neighbouring cells have data
 */
export function surfaceMesh({ grid, heights, request }: SurfaceHeights): Mesh {
  const { col, row, triangles } = gridMesh({ cols: grid.cols, rows: grid.rows, heights }, request.maxErrorM);
  const count = triangles.length / 3;
  if (count === 0) throw new RequestError('NO_DATA', 'no triangle: no three neighbouring cells have data');
  if (count > MAX_FILE_TRIANGLES) {
    throw new LimitError(
      `triangles: expected at most ${MAX_FILE_TRIANGLES}, seen ${count}: take a larger maxErrorM, larger cells or a smaller area`,
      { limit: MAX_FILE_TRIANGLES, actual: count },
    );
  }
  return {
    east: Float64Array.from(col, (c) => centreEast(grid, c)),
    north: Float64Array.from(row, (r) => centreNorth(grid, r)),
    height: Float64Array.from(col, (c, i) => heights[row[i]! * grid.cols + c]!),
    triangles,
  };
}

export function surfaceGlb(surface: SurfaceHeights): Uint8Array {
  const { crs, verticalDatum, title, licence } = surface;
  const credit = creditOf(surface, 'en');
  return writeSurfaceGlb({
    ...surfaceMesh(surface),
    name: title,
    extras: { crs: crs.code ?? crs.name, verticalDatum, axes: 'x east, y up, z south; add origin [e, n, h]', licence },
    generator: SOFTWARE,
    ...(credit ? { copyright: credit } : {}),
  });
}

/** @param day `yyyy-mm-dd` that the file bears */
export function surfaceXml(surface: SurfaceHeights, day: string): string {
  const { crs, verticalDatum, title } = surface;
  const record = { name: title, crs: crs.code, verticalDatum, desc: 'ExistingGround' };
  return [...surfaceLandXml(record, { kind: 'mesh', mesh: surfaceMesh(surface) }, day)].join('');
}
