/** Closed outlines of a DXF as named areas: the name is a text inside, else the layer. */
import Flatbush from 'flatbush';
import { boundsOf } from '../geometry/bounds.ts';
import type { NamedArea } from '../geometry/named-area.ts';
import { locateInRing, type Ring, signedArea } from '../geometry/ring.ts';
import { arcVertices } from './bulge.ts';
import type { DxfDrawing, DxfOutline } from './dxf-reader.ts';

/** Largest distance of a chord from its arc, metres. */
const SAGITTA_M = 0.001;

/**
 * A text names the smallest outline that it stands in; of several texts in one outline the first counts. Outlines of
 * one layer without a text are told apart by their number.
 * @param unitM metres per drawing unit
 */
export function dxfAreas({ outlines, texts }: Pick<DxfDrawing, 'outlines' | 'texts'>, unitM: number): NamedArea[] {
  const rings = outlines.map((outline) => flatten(outline, unitM));
  const names = namesInside(rings, texts, unitM);
  const counts = new Map<string, number>();
  return rings.map((ring, i) => {
    const named = names.get(i);
    if (named !== undefined) return { name: named, ring };
    const { layer } = outlines[i]!;
    const number = (counts.get(layer) ?? 0) + 1;
    counts.set(layer, number);
    return { name: number === 1 ? layer : `${layer} (${number})`, ring };
  });
}

function flatten({ vertices, bulges }: DxfOutline, unitM: number): (readonly [number, number])[] {
  const scaled = vertices.map(([e, n]) => [e * unitM, n * unitM] as const);
  return scaled.flatMap((vertex, i) => {
    const next = scaled[(i + 1) % scaled.length]!;
    return [vertex, ...arcVertices(vertex, next, bulges[i] ?? 0, SAGITTA_M)];
  });
}

function namesInside(
  rings: readonly (readonly (readonly [number, number])[])[],
  texts: DxfDrawing['texts'],
  unitM: number,
): Map<number, string> {
  const names = new Map<number, string>();
  if (rings.length === 0 || texts.length === 0) return names;
  const columns = rings.map(
    (ring): Ring => ({
      east: Float64Array.from(ring, ([e]) => e),
      north: Float64Array.from(ring, ([, n]) => n),
    }),
  );
  const areas = columns.map((ring) => Math.abs(signedArea(ring)));
  const tree = new Flatbush(columns.length);
  for (const { east, north } of columns) {
    const { minE, minN, maxE, maxN } = boundsOf(east, north);
    tree.add(minE, minN, maxE, maxN);
  }
  tree.finish();
  for (const { text, at } of texts) {
    const [e, n] = [at[0] * unitM, at[1] * unitM];
    const holding = tree.search(e, n, e, n).filter((i) => locateInRing(columns[i]!, e, n) > 0);
    const smallest = holding.sort((a, b) => areas[a]! - areas[b]! || a - b)[0];
    if (smallest !== undefined && !names.has(smallest)) names.set(smallest, text);
  }
  return names;
}
