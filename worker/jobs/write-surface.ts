/** The last step of the process `surface`: heights become a file. */
import { encode as encodePng } from 'fast-png';
import { RequestError } from '#core/errors.ts';
import { gridText } from '#core/grids/grid-text-writer.ts';
import { reliefPicture } from '#core/relief/relief-picture.ts';
import { clipGrid } from '#core/surface/clip-grid.ts';
import { northUp } from '#core/surface/grid.ts';
import type { JobContext } from '../entry.ts';
import type { FileResult } from '../file-result.ts';
import { SURFACE_FILES, SURFACE_TITLES } from '../grids/formats/file-formats.ts';
import { surfaceCog } from '../grids/formats/surface-cog.ts';
import { surfaceCompanions } from '../grids/formats/surface-companions.ts';
import { contoursDxf, contoursGeoJson } from '../grids/formats/surface-contours.ts';
import { surfaceGlb, surfaceXml } from '../grids/formats/surface-mesh.ts';
import type { SurfaceHeights } from '../grids/surface-heights.ts';
import { paperDay } from '../papers/paper-day.ts';

/**
 * @throws {RequestError} NO_DATA when the area holds no cell with data
 * @throws {LimitError} for contours and triangles without measure
 */
export function run(surface: SurfaceHeights, context: JobContext): FileResult {
  const { grid, heights, area, request } = surface;
  if (area) clipGrid(heights, grid, area);
  if (heights.every((height) => Number.isNaN(height))) {
    throw new RequestError('NO_DATA', 'no cell inside of the area has data');
  }
  context.progress({ phase: 'write', fraction: 0 });
  const bytes = bytesOf(surface);
  context.transfer(bytes.buffer);
  const [extension, mediaType] = SURFACE_FILES[request.format];
  const name = `${request.collection}-${request.kind}`.replace(/[^A-Za-z0-9._-]/g, '_');
  const fileName = `${name}.${extension}`;
  const companions = surfaceCompanions(surface, fileName);
  return { kind: 'file', mediaType, fileName, title: SURFACE_TITLES[request.kind], bytes, companions };
}

function bytesOf(surface: SurfaceHeights): Uint8Array<ArrayBuffer> {
  const { grid, heights, crs, request } = surface;
  switch (request.format) {
    case 'cog':
      return surfaceCog({ ...surface, kind: request.kind, sampling: request.sampling });
    case 'xyz':
    case 'grid-txt':
    case 'grid-csv':
      return joined(gridText(grid, heights, request.format, (metres) => metres / crs.horizontalUnitM));
    case 'png':
      return picture(surface);
    case 'contours-geojson':
      return utf8(contoursGeoJson(surface));
    case 'contours-dxf':
      return utf8(contoursDxf(surface));
    case 'glb':
      return new Uint8Array(surfaceGlb(surface));
    case 'landxml':
      return utf8(surfaceXml(surface, dayOf(surface)));
  }
}

function picture({ grid, heights, request }: SurfaceHeights): Uint8Array<ArrayBuffer> {
  const { cols, rows, cellSizeM } = grid;
  const field = { cols, rows, stepM: cellSizeM, heights: northUp(heights, cols, rows) };
  const data = reliefPicture(field, request.style);
  return new Uint8Array(encodePng({ width: cols, height: rows, data, channels: 4, depth: 8 }));
}

/** Of the latest survey that was used: the same data, the same bytes. */
function dayOf({ provenance }: SurfaceHeights): string {
  const days = provenance.items.flatMap(({ datetime }) => (datetime ? [datetime.slice(-20).slice(0, 10)] : [])).sort();
  return paperDay(days.at(-1)).toISOString().slice(0, 10);
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function joined(pieces: Iterable<string>): Uint8Array<ArrayBuffer> {
  const parts = Array.from(pieces, utf8);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
