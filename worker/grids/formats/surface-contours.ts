/** Contours of a surface: GeoJSON, and DXF by the CAD drawing standard's layers. */

import { LAYERS } from '#core/drawing/layers.ts';
import { creditLine } from '#core/drawing/paper-notes.ts';
import { SheetBuilder } from '#core/drawing/sheet.ts';
import { LimitError } from '#core/errors.ts';
import type { Contour } from '#core/surface/contour-lines.ts';
import { contourLines, smoothGrid } from '#core/surface/contour-lines.ts';
import { centreEast, centreNorth, gridBounds } from '#core/surface/grid.ts';
import { simplifyPath } from '#core/surface/simplify-path.ts';
import { answerFrame } from '../../change/request-area.ts';
import { sheetsToDxf } from '../../papers/dxf.ts';
import { SOFTWARE } from '../../software.ts';
import type { SurfaceHeights } from '../surface-heights.ts';

/** Simplified lines stay within this share of the interval, in plan. */
const TOLERANCE_OF_INTERVAL = 0.1;
/** Most vertices of one file. */
export const MAX_CONTOUR_VERTICES = 5_000_000;
/** A label of an index line: its text's height on the ground, and the shortest line that has one. */
const LABEL_M = 2;
const SHORTEST_LABELLED_M = 40;

/**
 * On the grid, smoothed once (1-2-1): single points' noise is not drawn.
 * @throws {LimitError} for more vertices than one file may have
 */
export function surfaceContours({ grid, heights, request }: SurfaceHeights): Contour[] {
  const { cols, rows, cellSizeM } = grid;
  const own = {
    originE: centreEast(grid, 0),
    originN: centreNorth(grid, 0),
    stepM: cellSizeM,
    cols,
    rows,
    heights: Float64Array.from(heights),
  };
  const toleranceM = Math.min(TOLERANCE_OF_INTERVAL * request.intervalM, cellSizeM / 2);
  const lines = contourLines(smoothGrid(own), request.intervalM).map((contour) => ({
    ...contour,
    line: simplifyPath(contour.line, toleranceM),
  }));
  const vertices = lines.reduce((sum, { line }) => sum + line.length, 0);
  if (vertices > MAX_CONTOUR_VERTICES) {
    throw new LimitError(
      `contours: expected at most ${MAX_CONTOUR_VERTICES} vertices, seen ${vertices}: take a larger interval, larger cells or a smaller area`,
      { limit: MAX_CONTOUR_VERTICES, actual: vertices },
    );
  }
  return lines;
}

/**
 * A FeatureCollection of LineStrings; positions as the request's `crs`, by default the collection's. Plane coordinates
 * name their system in the member `crs` of GeoJSON 2008, which GIS programs read; RFC 7946 knows longitude and latitude only.
 */
export function contoursGeoJson(surface: SurfaceHeights): string {
  const { crs, request } = surface;
  const frame = answerFrame({ crs, toMetres: (e, n) => [e, n] }, request.crs);
  const isLonLat = /CRS84$/i.test(frame.crs ?? '');
  const epsg = /^EPSG:(\d+)$/i.exec(frame.crs ?? '')?.[1];
  const features = surfaceContours(surface).map(({ elevationM, isIndex, line }) =>
    JSON.stringify({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: line.map(([e, n]) => frame.fromMetres(e, n)) },
      properties: {
        elevationM: Math.round(elevationM * 1000) / 1000,
        index: isIndex,
        kind: isIndex ? '計曲線' : '主曲線',
      },
    }),
  );
  const head = {
    name: 'contours',
    ...(isLonLat || epsg === undefined
      ? {}
      : { crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } } }),
    intervalM: request.intervalM,
    credit: creditOf(surface, 'ja'),
    software: SOFTWARE,
  };
  return `{"type":"FeatureCollection",${JSON.stringify(head).slice(1, -1)},"features":[\n${features.join(',\n')}\n]}\n`;
}

/** In the world: x = east, y = north, metres; each line carries its height. Index lines are labelled. */
export function contoursDxf(surface: SurfaceHeights): string {
  const { minE, minN, maxE, maxN } = gridBounds(surface.grid);
  const sheet = new SheetBuilder();
  for (const { elevationM, isIndex, line } of surfaceContours(surface)) {
    const points = line.flatMap(([e, n]) => [e - minE, n - minN]);
    sheet.line(isIndex ? LAYERS.indexContour : LAYERS.contour, points, { elevationM });
    if (isIndex) label(sheet, points, elevationM);
  }
  const credit = creditOf(surface, 'ja');
  if (credit) sheet.text(LAYERS.groundText, 0, -3 * LABEL_M, credit, { heightMm: LABEL_M });
  // a millimetre of this sheet is a metre
  return sheetsToDxf([sheet.finish('contours', maxE - minE, maxN - minN, { east: minE, north: minN, scale: 1000 })]);
}

/** In the middle of the line, along it, its head up the slope where that is readable. */
function label(sheet: SheetBuilder, points: readonly number[], elevationM: number): void {
  const lengths: number[] = [0];
  for (let i = 2; i < points.length; i += 2) {
    lengths.push(lengths.at(-1)! + Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!));
  }
  const total = lengths.at(-1)!;
  if (total < SHORTEST_LABELLED_M) return;
  const after = lengths.findIndex((length) => length >= total / 2);
  const [x0, y0, x1, y1] = points.slice(2 * after - 2, 2 * after + 2) as [number, number, number, number];
  const angle = (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI;
  const rotationDeg = angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle;
  sheet.text(LAYERS.groundText, (x0 + x1) / 2, (y0 + y1) / 2, String(Math.round(elevationM * 1000) / 1000), {
    heightMm: LABEL_M,
    align: 'centre',
    base: 'middle',
    rotationDeg,
  });
}

export function creditOf({ licence, attribution, crs, verticalDatum, provenance }: SurfaceHeights, lang: 'ja' | 'en') {
  const surfaces = [{ licences: [licence], attributions: attribution === null ? [] : [attribution] }];
  return creditLine({ surfaces, crs: crs.code, verticalDatum, provenance }, lang);
}
