/** A surface, or closed outlines, of a DXF file. */
import { dxfAreas } from '#core/dxf/dxf-areas.ts';
import type { DxfFaces } from '#core/dxf/dxf-faces.ts';
import { type DxfDrawing, DxfReader } from '#core/dxf/dxf-reader.ts';
import { RequestError, UnsupportedError } from '#core/errors.ts';
import { cleanMesh, type RawMesh } from '#core/surface/clean-mesh.ts';
import type { ImportOptions } from './import-options.ts';
import type { ReadSurface } from './import-surface.ts';
import { meshChecks } from './mesh-checks.ts';
import { polygonOf, type ReadAreas } from './settle-areas.ts';
import type { SurfaceCheck } from './surface-record.ts';
import { dxfEncoding, firstBytes, probeText, settleEncoding, textPieces } from './text-pieces.ts';

/** Corners of faces that were drawn one by one meet when they agree to this. */
const MERGE_M = 1e-4;

/** @throws {UnsupportedError} for binary DXF and DWG; {FormatError}, {LimitError}: see the reader */
export async function readDrawing(path: string): Promise<DxfDrawing> {
  const first = await firstBytes(path);
  const start = Buffer.from(first.subarray(0, 22)).toString('latin1');
  if (start.startsWith('AutoCAD Binary DXF')) throw new UnsupportedError('binary DXF; save it as text (ASCII) DXF');
  if (/^AC10\d\d/.test(start)) throw new UnsupportedError('DWG; save it as DXF');
  const reader = new DxfReader();
  const { encoding } = settleEncoding(dxfEncoding(first), await probeText(path));
  for await (const piece of textPieces(path, encoding)) reader.write(piece);
  return reader.end();
}

export const hasFaces = ({ faces }: DxfDrawing): boolean => [...faces.values()].some(({ count }) => count > 0);

/** @throws {RequestError} NOT_FOUND when it has no faces, or none on the layer that was named */
export function surfaceOfDrawing(drawing: DxfDrawing, fileName: string, { surfaceName }: ImportOptions): ReadSurface {
  const layers = [...drawing.faces].filter(([, { count }]) => count > 0);
  const chosen = layers.filter(([layer]) => surfaceName === null || layer === surfaceName);
  const names = layers.map(([layer]) => `"${layer.slice(0, 80)}"`).slice(0, 20);
  if (chosen.length === 0) {
    const what = surfaceName === null ? 'no faces' : `no faces on layer "${surfaceName.slice(0, 80)}"`;
    const listed = names.length > 0 ? `; there are some on ${names.join(', ')}` : '';
    throw new RequestError('NOT_FOUND', `the DXF file has ${what}${listed}`);
  }
  const { unitM, checks } = unitsOf(drawing);
  if (surfaceName === null && layers.length > 1) {
    checks.push({
      code: 'LAYERS_TOGETHER',
      message: `faces of ${layers.length} layers make the surface: ${names.join(', ')}`,
    });
  }
  if (chosen.length < layers.length) {
    checks.push({
      code: 'OTHER_SURFACES',
      message: `layer "${surfaceName}" was read; faces are on ${names.join(', ')}`,
    });
  }
  const { mesh, faults } = cleanMesh(
    joined(
      chosen.map(([, faces]) => faces),
      unitM,
    ),
    { mergeM: MERGE_M },
  );
  return {
    data: { kind: 'mesh', mesh },
    format: 'dxf',
    name: surfaceName ?? (chosen.length === 1 ? chosen[0]![0] : fileName),
    crs: null,
    verticalDatum: null,
    accuracyM: null,
    checks: [...checks, ...notRead(drawing), ...meshChecks(faults)],
  };
}

export function areasOfDrawing(drawing: DxfDrawing): ReadAreas {
  const { unitM, checks } = unitsOf(drawing);
  if (drawing.openPolylines > 0) {
    checks.push({
      code: 'OPEN_POLYLINES',
      message: `${drawing.openPolylines} polylines are not closed and were left out`,
    });
  }
  return {
    format: 'dxf',
    crs: null,
    areas: dxfAreas(drawing, unitM).map(polygonOf),
    checks: [...checks, ...notRead(drawing)],
    broken: [],
  };
}

export function unitsOf({ unitM }: DxfDrawing): { unitM: number; checks: SurfaceCheck[] } {
  if (unitM === 1) return { unitM, checks: [] };
  if (unitM === null) {
    const message = 'the drawing does not say its unit ($INSUNITS): metres were assumed';
    return { unitM: 1, checks: [{ code: 'UNITS_UNKNOWN', message }] };
  }
  const message = `the drawing's unit ($INSUNITS) was taken to metres: × ${unitM}`;
  return { unitM, checks: [{ code: 'UNITS_CONVERTED', message }] };
}

function notRead({ tilted, inserts }: DxfDrawing): SurfaceCheck[] {
  const checks: SurfaceCheck[] = [];
  if (inserts > 0) {
    checks.push({
      code: 'BLOCKS_NOT_READ',
      message: `${inserts} blocks are placed in the drawing; what they hold was not read`,
    });
  }
  if (tilted > 0)
    checks.push({ code: 'TILTED_NOT_READ', message: `${tilted} polylines on tilted planes were left out` });
  return checks;
}

function joined(parts: readonly DxfFaces[], unitM: number): RawMesh {
  const column = (name: 'east' | 'north' | 'height'): Float64Array => {
    const all = new Float64Array(parts.reduce((sum, part) => sum + part.east.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part[name].filled(), at);
      at += part.east.length;
    }
    if (unitM !== 1) for (let i = 0; i < all.length; i++) all[i]! *= unitM;
    return all;
  };
  const triangles = new Uint32Array(parts.reduce((sum, part) => sum + part.triangles.length, 0));
  let [at, first] = [0, 0];
  for (const part of parts) {
    for (const vertex of part.triangles.filled()) triangles[at++] = first + vertex;
    first += part.east.length;
  }
  return { east: column('east'), north: column('north'), height: column('height'), triangles };
}
