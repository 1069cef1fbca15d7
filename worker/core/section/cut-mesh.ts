/** Cuts a mesh (a design) by a vertical plane: the exact line, with a vertex at every edge that the plane crosses. Metres. */
import { GeometryError } from '#core/errors.ts';
import { turn } from '../geometry/orientation.ts';
import type { Mesh } from '../surface/mesh.ts';
import type { MeshLocator } from '../surface/mesh-surface.ts';
import { type Segment, segmentLength } from './cut-tin.ts';
import { type HeightLine, LineBuilder } from './section-line.ts';

/** Stretches that meet within this are one line: coordinates of files are whole millimetres. */
const SAME_PLACE_M = 1e-4;
/** Two heights further apart than that, one above the other, are two surfaces. */
const SAME_HEIGHT_M = 0.001;

/** What the plane cuts out of one triangle. */
interface Piece {
  readonly begin: number;
  readonly end: number;
  readonly beginHeight: number;
  readonly endHeight: number;
}

/**
 * Heights of a mesh over a segment, from its beginning; gaps where it has no triangle. A vertical wall is a step.
 * @throws {GeometryError} when triangles lie one above the other
 */
export function cutMesh(mesh: Mesh, locator: Pick<MeshLocator, 'visit'>, segment: Segment): HeightLine {
  const lengthM = segmentLength(segment);
  const pieces: Piece[] = [];
  const box = {
    minE: Math.min(segment.fromE, segment.toE),
    minN: Math.min(segment.fromN, segment.toN),
    maxE: Math.max(segment.fromE, segment.toE),
    maxN: Math.max(segment.fromN, segment.toN),
  };
  locator.visit(box, (triangle) => {
    const piece = cutTriangle(mesh, triangle, segment, lengthM);
    if (piece) pieces.push(piece);
  });
  pieces.sort((a, b) => a.begin - b.begin || a.end - b.end);
  return chain(pieces, segment, lengthM);
}

/** A vertex on the plane counts as right of it. */
function cutTriangle(mesh: Mesh, triangle: number, segment: Segment, lengthM: number): Piece | null {
  const { east, north, height, triangles } = mesh;
  const { fromE, fromN, toE, toN } = segment;
  const dE = (toE - fromE) / lengthM;
  const dN = (toN - fromN) / lengthM;
  const found: { along: number; height: number }[] = [];
  for (let k = 0; k < 3; k++) {
    const a = triangles[3 * triangle + k]!;
    const b = triangles[3 * triangle + ((k + 1) % 3)]!;
    const aLeft = turn(fromE, fromN, toE, toN, east[a]!, north[a]!) > 0;
    const bLeft = turn(fromE, fromN, toE, toN, east[b]!, north[b]!) > 0;
    if (aLeft === bLeft) continue;
    const acrossA = dE * (north[a]! - fromN) - dN * (east[a]! - fromE);
    const acrossB = dE * (north[b]! - fromN) - dN * (east[b]! - fromE);
    const share = acrossA === acrossB ? 0.5 : Math.min(1, Math.max(0, acrossA / (acrossA - acrossB)));
    const alongA = dE * (east[a]! - fromE) + dN * (north[a]! - fromN);
    const alongB = dE * (east[b]! - fromE) + dN * (north[b]! - fromN);
    found.push({
      along: alongA + share * (alongB - alongA),
      height: height[a]! + share * (height[b]! - height[a]!),
    });
  }
  const [one, other] = found;
  if (!one || !other) return null;
  const [from, to] = one.along <= other.along ? [one, other] : [other, one];
  if (to.along <= 0 || from.along >= lengthM || to.along - from.along < 1e-9) return null;
  const at = (along: number) =>
    from.height + ((along - from.along) / (to.along - from.along)) * (to.height - from.height);
  const begin = Math.max(0, from.along);
  const end = Math.min(lengthM, to.along);
  return {
    begin,
    end,
    beginHeight: begin === from.along ? from.height : at(begin),
    endHeight: end === to.along ? to.height : at(end),
  };
}

function chain(pieces: readonly Piece[], segment: Segment, lengthM: number): HeightLine {
  const builder = new LineBuilder();
  let last: Piece | null = null;
  for (const piece of pieces) {
    if (last && piece.begin < last.end - SAME_PLACE_M) {
      refuseOverlap(last, piece, segment, lengthM);
      // the same triangle twice, or slivers within rounding
      if (piece.end <= last.end) continue;
    }
    if (last && piece.begin > last.end + SAME_PLACE_M) builder.breakAt(last.end);
    builder.add(last ? Math.max(piece.begin, last.end) : piece.begin, piece.beginHeight);
    builder.add(piece.end, piece.endHeight);
    last = piece;
  }
  return builder.finish();
}

function refuseOverlap(a: Piece, b: Piece, { fromE, fromN, toE, toN }: Segment, lengthM: number): void {
  const end = Math.min(a.end, b.end);
  const at = (b.begin + end) / 2;
  const height = ({ begin, end: to, beginHeight, endHeight }: Piece) =>
    beginHeight + ((at - begin) / (to - begin)) * (endHeight - beginHeight);
  if (end - b.begin <= 0.01 || Math.abs(height(a) - height(b)) <= SAME_HEIGHT_M) return;
  const east = fromE + (at / lengthM) * (toE - fromE);
  const north = fromN + (at / lengthM) * (toN - fromN);
  throw new GeometryError(
    `the surface has two heights at ${east.toFixed(2)} E, ${north.toFixed(2)} N: ${height(a).toFixed(3)} m and ${height(b).toFixed(3)} m; expected one (triangles must not lie one above the other)`,
    { east, north },
  );
}
