/** Alignments out of LandXML, DXF, SIMA and GeoJSON files. */

import { alignmentsFromPaths } from '#core/alignment/from-paths.ts';
import { alignmentFromLine } from '#core/alignment/from-points.ts';
import { crsFromCode } from '#core/crs/crs.ts';
import { createProjection } from '#core/crs/projection.ts';
import type { DxfDrawing } from '#core/dxf/dxf-reader.ts';
import { RequestError, TengunError } from '#core/errors.ts';
import { LandXmlAlignmentReader } from '#core/landxml/alignment-reader.ts';
import type { SimaParcels } from '#core/sima/sima-reader.ts';
import { type GeoJsonDocument, geoJsonLines } from '../surfaces/import-areas.ts';
import { unitsOf } from '../surfaces/import-dxf.ts';
import type { LandXmlText } from '../surfaces/import-landxml.ts';
import type { SurfaceCheck } from '../surfaces/surface-record.ts';
import { textPieces } from '../surfaces/text-pieces.ts';
import type { AlignmentFault, AlignmentFormat, StoredAlignment } from './alignments-record.ts';

export interface ReadAlignments {
  readonly format: AlignmentFormat;
  /** What the file says; null when it says nothing. */
  readonly crs: string | null;
  readonly verticalDatum: string | null;
  /** One or more; metres. */
  readonly alignments: readonly StoredAlignment[];
  readonly faults: readonly AlignmentFault[];
  readonly checks: readonly SurfaceCheck[];
}

/** Most lines of one file that are tried as an axis. */
const MAX_LINES = 200;
const LON_LAT = 'OGC:CRS84';

/** @throws {FormatError}, {LimitError}, {UnsupportedError}, {GeometryError}, {RequestError} NOT_FOUND: see the reader */
export async function readLandXmlAlignments(path: string, text: LandXmlText): Promise<ReadAlignments> {
  const reader = new LandXmlAlignmentReader();
  for await (const piece of textPieces(path, text.encoding)) reader.write(piece);
  const { alignments, faults, crs, verticalDatum, checks } = reader.end();
  return { format: 'landxml', crs, verticalDatum, alignments, faults, checks: [...text.checks, ...checks] };
}

/** Lines, arcs and open polylines, joined by layer. @throws {GeometryError} when there is none that can be an axis */
export function alignmentsOfDrawing(drawing: DxfDrawing): ReadAlignments {
  const { unitM, checks } = unitsOf(drawing);
  const paths = drawing.paths.map(({ layer, vertices, bulges }) => ({
    layer,
    vertices: vertices.map(([e, n]) => [e * unitM, n * unitM] as const),
    bulges,
  }));
  const { alignments, faults } = alignmentsFromPaths(paths);
  return { format: 'dxf', crs: null, verticalDatum: null, alignments: alignments.map(bare), faults, checks };
}

/** Open figures. @throws {GeometryError} when there is none that can be an axis */
export function alignmentsOfSima({ lines, brokenLines }: SimaParcels): ReadAlignments {
  const missing = brokenLines.map(({ name, message }) => ({ name, code: 'GEOMETRY', message }));
  const { alignments, faults } = axesOf(lines, 'an open figure (D00)');
  const all = [...faults, ...missing];
  return { format: 'sima', crs: null, verticalDatum: null, alignments, faults: all, checks: [] };
}

/**
 * Lines of GeoJSON. Degrees are laid into the plane that the user names.
 * @throws {RequestError} INVALID_INPUT for degrees without such a plane; {GeometryError} when no line can be an axis
 */
export function alignmentsOfGeoJson(document: GeoJsonDocument, plane: string | null): ReadAlignments {
  const lines = geoJsonLines(document);
  const isLonLat = lines.every(({ line }) => line.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90));
  const crs = document.crs ?? (isLonLat && lines.length > 0 ? LON_LAT : null);
  const common = { format: 'geojson' as const, verticalDatum: null, checks: [] };
  if (crs !== LON_LAT) return { ...common, crs, ...axesOf(lines, 'a LineString') };
  const target = plane === null ? null : crsFromCode(plane);
  if (!target || target.kind === 'geographic') {
    const message =
      'the GeoJSON file is in degrees: expected crs to name the plane of the alignment, such as EPSG:6676';
    throw new RequestError('INVALID_INPUT', message, { path: 'crs' });
  }
  const projection = createProjection(target);
  const placed = lines.map(({ name, line }) => ({
    name,
    line: line.map(([lon, lat]) => {
      const [e, n] = projection.fromLonLat(lon, lat);
      return [e * target.horizontalUnitM, n * target.horizontalUnitM] as const;
    }),
  }));
  return { ...common, crs: plane, ...axesOf(placed, 'a LineString') };
}

interface NamedLine {
  readonly name: string;
  readonly line: readonly (readonly [number, number])[];
}

function axesOf(lines: readonly NamedLine[], expected: string): Pick<ReadAlignments, 'alignments' | 'faults'> {
  const alignments: StoredAlignment[] = [];
  const faults: AlignmentFault[] = [];
  let first: unknown = new RequestError('NO_DATA', `the file has no line: expected ${expected}`);
  for (const { name, line } of lines.slice(0, MAX_LINES)) {
    try {
      alignments.push(bare({ alignment: alignmentFromLine({ name, line }), checks: [] }));
    } catch (error) {
      if (!(error instanceof TengunError)) throw error;
      if (faults.length === 0) first = error;
      faults.push({ name, code: error.code, message: error.message });
    }
  }
  if (alignments.length === 0) throw first;
  return { alignments, faults };
}

const bare = (found: Pick<StoredAlignment, 'alignment' | 'checks'>): StoredAlignment => ({
  ...found,
  profileSurfaces: [],
  crossSections: [],
});
