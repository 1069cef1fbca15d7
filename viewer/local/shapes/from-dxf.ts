/** DXF: faces, lines, polylines, arcs, circles, points and texts at the coordinates of the drawing. Blocks are counted, not placed. */
import { arcVertices } from '#core/dxf/bulge.ts';
import { type DxfOutline, DxfReader } from '#core/dxf/dxf-reader.ts';
import { FormatError, UnsupportedError } from '#core/errors.ts';
import { ShapeBuilder, type ShapeDraft, type ShapeNote } from './draft.ts';

/** Largest distance of a chord from its arc, metres. */
const SAGITTA_M = 0.01;
const MAX_TEXTS = 20_000;

/** @throws {FormatError} as the reader does; {UnsupportedError} for binary DXF and DWG */
export function shapesOfDxf(text: string): ShapeDraft {
  if (text.startsWith('AutoCAD Binary DXF')) throw new UnsupportedError('binary DXF; save it as text (ASCII) DXF');
  if (/^AC10\d\d/.test(text)) throw new UnsupportedError('DWG; save it as DXF');
  const reader = new DxfReader();
  reader.write(text);
  const drawing = reader.end();
  const unitM = drawing.unitM ?? 1;
  const builder = new ShapeBuilder();
  for (const outline of drawing.outlines) builder.line(verticesOf(outline, true, SAGITTA_M / unitM));
  for (const path of drawing.paths) builder.line(verticesOf(path, false, SAGITTA_M / unitM));
  for (const { at, radius } of drawing.circles) {
    const [x, y, z] = at;
    const half = {
      vertices: [
        [x - radius, y],
        [x + radius, y],
      ] as const,
      bulges: [1, 1],
      heights: [z, z],
      layer: '',
    };
    builder.line(verticesOf(half, true, SAGITTA_M / unitM));
  }
  for (const { at } of drawing.points) builder.point(...at);
  for (const { text: words, at, height } of drawing.texts.slice(0, MAX_TEXTS))
    builder.text(words, [...at, flat(height)]);
  const draft = builder.done({ format: 'DXF', unitM, notes: notesOf(drawing), ...facesOf(drawing.faces.values()) });
  if (draft.lines.length + draft.points.length + draft.triangles.length + draft.texts.length > 0) return draft;
  throw new FormatError('DXF: expected lines, faces, points or texts in the section ENTITIES, seen none', {
    offset: 0,
    expected: 'entities',
    actual: `${drawing.inserts} blocks`,
  });
}

/** A drawing on height 0 is a plan: it lies on the ground. */
const flat = (height: number) => (height === 0 ? Number.NaN : height);

function verticesOf({ vertices, bulges, heights }: DxfOutline, closed: boolean, sagitta: number) {
  const isFlat = heights.every((height) => height === 0);
  const heightOf = (index: number) => (isFlat ? Number.NaN : heights[index]!);
  const positions: [number, number, number][] = [];
  const edges = closed ? vertices.length : vertices.length - 1;
  for (let i = 0; i < vertices.length; i++) {
    positions.push([...vertices[i]!, heightOf(i)]);
    const next = (i + 1) % vertices.length;
    if (i >= edges) continue;
    const between = arcVertices(vertices[i]!, vertices[next]!, bulges[i] ?? 0, sagitta);
    between.forEach((at, k) => {
      const part = (k + 1) / (between.length + 1);
      positions.push([...at, heightOf(i) * (1 - part) + heightOf(next) * part]);
    });
  }
  if (closed && positions[0]) positions.push(positions[0]);
  return positions;
}

type Faces = ReturnType<DxfReader['end']>['faces'];

function facesOf(layers: ReturnType<Faces['values']>): Pick<ShapeDraft, 'vertices' | 'triangles'> {
  const all = [...layers];
  const vertices = new Float64Array(3 * all.reduce((sum, { east }) => sum + east.length, 0));
  const triangles = new Uint32Array(all.reduce((sum, one) => sum + one.triangles.length, 0));
  let [vertex, at] = [0, 0];
  for (const faces of all) {
    for (let i = 0; i < faces.triangles.length; i++) triangles[at++] = vertex + faces.triangles.at(i);
    for (let v = 0; v < faces.east.length; v++) {
      vertices.set([faces.east.at(v), faces.north.at(v), faces.height.at(v)], 3 * vertex++);
    }
  }
  return { vertices, triangles };
}

function notesOf({ inserts, tilted, texts, openPolylines, paths }: ReturnType<DxfReader['end']>): ShapeNote[] {
  const notes: ShapeNote[] = [
    { kind: 'blocks', count: inserts },
    { kind: 'tilted', count: tilted },
    { kind: 'texts', count: Math.max(0, texts.length - MAX_TEXTS) },
    { kind: 'paths', count: Math.max(0, openPolylines - paths.length) },
  ];
  return notes.filter(({ count }) => count > 0);
}
