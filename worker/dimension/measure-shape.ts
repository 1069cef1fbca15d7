/** The process `measure`: simple measurements of one shape on every point of the chosen surfaces. */

import type { MeasureRequest, MeasureResult, SurfaceMeasure } from '#core/contract/measure.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { GeometryError } from '#core/errors.ts';
import { growBounds } from '#core/geometry/bounds.ts';
import type { JobContext } from '../entry.ts';
import { dataWarnings, provenanceOf } from '../measuring/provenance.ts';
import { type RequestFrame, requestFrame } from '../measuring/request-frame.ts';
import type { Audience } from '../store/audience.ts';
import { openStore } from '../store/store.ts';
import { measureArea, measureSlope } from './measure-areas.ts';
import { measurePolyline, measureVertices, type ShapeWork } from './measure-lines.ts';
import { boxOf, type ShapeVertex } from './shape-heights.ts';
import { resolveEveryClass, resolveShapeSource, type ShapeSource } from './shape-surface.ts';

/** A share without data that is worth a warning. */
const VOID_SHARE = 0.01;

export interface MeasureShapeInput {
  readonly storeDir: string;
  readonly inputs: MeasureRequest;
  readonly audience?: Audience | undefined;
}

/**
 * @throws {RequestError} NOT_FOUND, NO_DATA, NO_GROUND_CLASS (where the request names classes)
 * @throws {CrsError} when the surfaces are in different systems
 * @throws {GeometryError} for an outline that crosses itself, and places that coincide
 * @throws {LimitError} when there are too many points
 */
export async function measureShape(
  { storeDir, inputs, audience }: MeasureShapeInput,
  context: JobContext,
): Promise<MeasureResult> {
  const store = openStore(storeDir, { audience });
  const shapes: ShapeSource[] = [];
  for (const surface of inputs.surfaces) {
    shapes.push(
      await resolveShapeSource(store, storeDir, surface, (source) => {
        const vertices = verticesOf(inputs, requestFrame([source], inputs.crs));
        const isCircle = inputs.kind === 'slope' && vertices.length === 1;
        return growBounds(boxOf(vertices), isCircle ? inputs.radiusM : 1e-3);
      }),
    );
  }
  const [first, ...others] = shapes.map(({ source }) => source);
  const frame = requestFrame([first!, ...others], inputs.crs);
  const work: ShapeWork = {
    inputs,
    vertices: verticesOf(inputs, frame),
    unitM: frame.crs.horizontalUnitM,
    context,
  };
  const surfaces: SurfaceMeasure[] = [];
  for (const [i, shape] of shapes.entries()) {
    surfaces.push(
      await measureOne(shape, work, async () => await resolveEveryClass(store, storeDir, inputs.surfaces[i]!)),
    );
  }
  return {
    kind: inputs.kind,
    surfaces,
    radiusM: inputs.kind === 'slope' && inputs.vertices.length === 1 ? inputs.radiusM : null,
    maxEdgeM: inputs.maxEdgeM,
    crs: frame.crs.code,
    provenance: provenanceOf('measure', inputs, shapes),
    warnings: [
      ...shapes.flatMap(({ warnings }) => warnings),
      ...dataWarnings(shapes),
      ...surfaces.flatMap((surface) => voidWarnings(surface)),
    ],
    links: [],
  };
}

async function measureOne(
  shape: ShapeSource,
  work: ShapeWork,
  everyClass: () => ReturnType<typeof resolveEveryClass>,
): Promise<SurfaceMeasure> {
  switch (work.inputs.kind) {
    case 'polyline':
      return await measurePolyline(shape, work);
    case 'area':
      return await measureArea(shape, work, everyClass);
    case 'slope':
      return await measureSlope(shape, work);
    default:
      return await measureVertices(shape, work);
  }
}

/** @throws {GeometryError} for a place that cannot be projected */
function verticesOf({ vertices }: MeasureRequest, frame: RequestFrame): ShapeVertex[] {
  return vertices.map(([first, second, givenM = null], i) => {
    const [east, north] = frame.toMetres(first!, second!);
    if (!Number.isFinite(east) || !Number.isFinite(north)) {
      throw new GeometryError(`vertex ${i + 1} cannot be projected: [${first}, ${second}]`);
    }
    return { east, north, givenM };
  });
}

function voidWarnings({ collection, vertices, polyline, area }: SurfaceMeasure): Warning[] {
  const warnings: Warning[] = [];
  const missing = vertices.filter(({ heightM }) => heightM === null).length;
  if (missing > 0) {
    warnings.push({
      code: 'VOID',
      message: `${missing} of ${vertices.length} vertices have no height on ${collection}: no points near enough there`,
      messageJa: `${collection} では ${vertices.length} 点のうち ${missing} 点に高さがない（近くに点がない）`,
    });
  }
  const whole = polyline ? polyline.knownM + polyline.unknownM : (area?.planAreaM2 ?? 0);
  const share = whole > 0 ? (polyline?.unknownM ?? area?.voidAreaM2 ?? 0) / whole : 0;
  if (share > VOID_SHARE) {
    const percent = (100 * share).toFixed(1);
    warnings.push({
      code: 'VOID',
      message: `${percent} % of the ${polyline ? 'line' : 'area'} has no data on ${collection}: it is not in the numbers of the surface`,
      messageJa: `${collection} では${polyline ? '線' : '範囲'}の ${percent} % にデータがなく、地表の数値に含まない`,
    });
  }
  return warnings;
}
