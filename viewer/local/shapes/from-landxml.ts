/** LandXML: the first surface of triangles, and the axes of all alignments at the heights of their profiles. */
import type { Alignment } from '#core/alignment/alignment.ts';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import { profileElevation } from '#core/alignment/vertical.ts';
import { crsFromCode } from '#core/crs/crs.ts';
import { RequestError, TengunError } from '#core/errors.ts';
import { LandXmlAlignmentReader, type LandXmlAlignments } from '#core/landxml/alignment-reader.ts';
import { type LandXmlTin, LandXmlTinReader } from '#core/landxml/tin-reader.ts';
import { joined, ShapeBuilder, type ShapeDraft } from './draft.ts';

/** Distance between the vertices of an axis: between them neither curve nor profile leaves the line by much. */
const STEP_M = 2;
const MAX_STEPS = 20_000;

/** @throws {FormatError} for broken XML; {RequestError} NOT_FOUND when it has neither surface nor alignment */
export function shapesOfLandXml(text: string): ShapeDraft {
  const tin = attempt(() => whole(new LandXmlTinReader(), text));
  const axes = attempt(() => whole(new LandXmlAlignmentReader(), text));
  if ('error' in tin && 'error' in axes) throw isAbsent(tin.error) ? axes.error : tin.error;
  const builder = new ShapeBuilder();
  const alignments: LandXmlAlignments | null = 'value' in axes ? axes.value : null;
  for (const { alignment } of alignments?.alignments ?? []) addAxis(builder, alignment);
  const surface: LandXmlTin | null = 'value' in tin ? tin.value : null;
  const code = surface?.crs ?? alignments?.crs ?? null;
  let [crs, problem] = [null, null] as [ShapeDraft['crs'], string | null];
  try {
    crs = code === null ? null : crsFromCode(code);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  // a part that is there and broken is said, not hidden
  const failed = [tin, axes].flatMap((part) => ('error' in part && !isAbsent(part.error) ? [part.error.message] : []));
  const checks = [...(surface?.checks ?? []), ...(alignments?.checks ?? [])].map(({ message }) => message);
  const faults = (alignments?.faults ?? []).map(({ name, message }) => `${name}: ${message}`);
  return builder.done({
    format: 'LandXML',
    ...(surface
      ? {
          vertices: joined(surface.raw.east, surface.raw.north, surface.raw.height),
          triangles: surface.raw.triangles,
        }
      : {}),
    crs,
    problem,
    warnings: [...new Set([...failed, ...checks, ...faults])],
  });
}

function whole<T>(reader: { write(piece: string): void; end(): T }, text: string): T {
  reader.write(text);
  return reader.end();
}

function attempt<T>(run: () => T): { value: T } | { error: TengunError } {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof TengunError) return { error };
    throw error;
  }
}

const isAbsent = (error: TengunError) => error instanceof RequestError && error.code === 'NOT_FOUND';

function addAxis(builder: ShapeBuilder, alignment: Alignment): void {
  const steps = Math.min(MAX_STEPS, Math.max(1, Math.ceil(alignment.lengthM / STEP_M)));
  const vertices = Array.from({ length: steps + 1 }, (_, i): [number, number, number] => {
    const distanceM = (alignment.lengthM * i) / steps;
    const { east, north } = axisPlace(alignment, distanceM);
    return [east, north, profileElevation(alignment.profile, distanceM) ?? Number.NaN];
  });
  builder.line(vertices);
  builder.text(alignment.name, vertices[0]!);
}
