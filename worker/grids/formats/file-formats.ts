/** The files that a surface may become. */
import type { SurfaceFormat } from '#core/contract/make-surface.ts';
import { LimitError } from '#core/errors.ts';
import { COG_MEDIA_TYPE } from './grid-cog.ts';

/** Most cells of a file of text, of a picture, and of what is drawn or triangulated from them. */
const MAX_CELLS: Readonly<Record<SurfaceFormat, number>> = {
  cog: Infinity,
  xyz: 16_000_000,
  'grid-txt': 16_000_000,
  'grid-csv': 16_000_000,
  png: 16_000_000,
  'contours-geojson': 16_000_000,
  'contours-dxf': 16_000_000,
  glb: 16_000_000,
  landxml: 16_000_000,
};

export const SURFACE_FILES: Readonly<Record<SurfaceFormat, readonly [extension: string, mediaType: string]>> = {
  cog: ['tif', COG_MEDIA_TYPE],
  xyz: ['txt', 'text/plain; charset=utf-8'],
  'grid-txt': ['txt', 'text/plain; charset=utf-8'],
  'grid-csv': ['csv', 'text/csv; charset=utf-8'],
  png: ['png', 'image/png'],
  'contours-geojson': ['geojson', 'application/geo+json'],
  'contours-dxf': ['dxf', 'image/vnd.dxf'],
  glb: ['glb', 'model/gltf-binary'],
  landxml: ['xml', 'application/xml'],
};

export const SURFACE_TITLES = {
  ground: 'Ground (DEM)',
  surface: 'Surface (DSM)',
  canopy: 'Canopy height (CHM)',
} as const;

/** Before anything is sampled. @throws {LimitError} */
export function assertWritable(format: SurfaceFormat, cells: number): void {
  const limit = MAX_CELLS[format];
  if (cells <= limit) return;
  throw new LimitError(
    `format ${format}: expected at most ${limit} cells, seen ${cells}: take larger cells or a smaller area`,
    {
      limit,
      actual: cells,
    },
  );
}
