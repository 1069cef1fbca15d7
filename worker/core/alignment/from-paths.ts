/** Axes out of lines and arcs that drawings hold piece by piece: pieces whose ends meet are joined, by layer. */
import { GeometryError } from '../errors.ts';
import type { ReaderCheck } from '../surface/reader-check.ts';
import type { Alignment } from './alignment.ts';
import { alignmentFromElements, type ElementWithoutDistance, MAX_GAP_M } from './from-elements.ts';

export interface Path {
  readonly layer: string;
  /** [east, north], metres. */
  readonly vertices: readonly (readonly [number, number])[];
  /** Of the edge that begins at each vertex: tangent of a quarter of its angle, left positive. */
  readonly bulges: readonly number[];
}

export interface AxesOfPaths {
  /** The longest first. */
  readonly alignments: readonly { readonly alignment: Alignment; readonly checks: readonly ReaderCheck[] }[];
  readonly faults: readonly { readonly name: string; readonly code: string; readonly message: string }[];
}

/** Where more ends lie within two tolerances no two of them are a pair, and nobody looks which. */
const MAX_ENDS_IN_CELL = 16;
/** Most axes of one drawing. */
const MAX_AXES = 200;

/**
 * @returns the axes, named after their layers, the longest first, and chains that cannot be one
 * @throws {GeometryError} when there is no chain, or none can be an axis: what is wrong with the longest
 */
export function alignmentsFromPaths(paths: readonly Path[]): AxesOfPaths {
  const chains = chainsOf(paths)
    .map((path) => ({ path, lengthM: roughLength(path) }))
    .sort((a, b) => b.lengthM - a.lengthM)
    .slice(0, MAX_AXES);
  const counts = new Map<string, number>();
  const alignments: { alignment: Alignment; checks: ReaderCheck[] }[] = [];
  const faults: { name: string; code: string; message: string }[] = [];
  let first: unknown = new GeometryError('expected a line or an open polyline, got none');
  for (const { path } of chains) {
    const number = (counts.get(path.layer) ?? 0) + 1;
    counts.set(path.layer, number);
    const name = number === 1 ? path.layer : `${path.layer} (${number})`;
    try {
      alignments.push(alignmentFromElements({ name, elements: elementsOfPath(path) }));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (faults.length === 0) first = error;
      faults.push({ name, code: String(error.code), message: error.message });
    }
  }
  if (alignments.length === 0) throw first;
  return { alignments, faults };
}

/** A line between vertices, an arc where an edge has a bulge. Vertices that repeat the one before are dropped. */
export function elementsOfPath({ vertices, bulges }: Path): ElementWithoutDistance[] {
  const elements: ElementWithoutDistance[] = [];
  for (let i = 0; i + 1 < vertices.length; i++) {
    const [startE, startN] = vertices[i]!;
    const [dE, dN] = [vertices[i + 1]![0] - startE, vertices[i + 1]![1] - startN];
    const chordM = Math.hypot(dE, dN);
    if (chordM === 0) continue;
    const chordRad = Math.atan2(dE, dN);
    const bulge = bulges[i] ?? 0;
    const angle = 4 * Math.atan(bulge);
    if (Math.abs(angle) < 1e-9) {
      const line = { azimuthRad: chordRad, lengthM: chordM, startCurvature: 0, endCurvature: 0 };
      elements.push({ kind: 'line', startE, startN, ...line });
      continue;
    }
    const radiusM = (chordM * (1 + bulge * bulge)) / (4 * Math.abs(bulge));
    const k = -Math.sign(bulge) / radiusM;
    const arc = { azimuthRad: chordRad + angle / 2, lengthM: radiusM * Math.abs(angle) };
    elements.push({ kind: 'arc', startE, startN, ...arc, startCurvature: k, endCurvature: k });
  }
  return elements;
}

function roughLength({ vertices }: Path): number {
  let sum = 0;
  for (let i = 1; i < vertices.length; i++) {
    sum += Math.hypot(vertices[i]![0] - vertices[i - 1]![0], vertices[i]![1] - vertices[i - 1]![1]);
  }
  return sum;
}

/** Joins paths of a layer where exactly two ends meet; the direction is that of the chain's first path in the drawing. */
function chainsOf(paths: readonly Path[]): Path[] {
  const ends = new Ends(paths);
  const used = new Uint8Array(paths.length);
  return paths.flatMap((path, index) => {
    if (used[index] === 1) return [];
    used[index] = 1;
    const chain = { layer: path.layer, vertices: [...path.vertices], bulges: [...path.bulges] };
    extend(chain, paths, used, ends, index, true);
    const backwards = reversed(chain);
    extend(backwards, paths, used, ends, index, false);
    return [reversed(backwards)];
  });
}

interface GrowingPath {
  readonly layer: string;
  readonly vertices: (readonly [number, number])[];
  readonly bulges: number[];
}

function extend(
  chain: GrowingPath,
  paths: readonly Path[],
  used: Uint8Array,
  ends: Ends,
  from: number,
  atEnd: boolean,
): void {
  let [index, side] = [from, atEnd ? 1 : 0];
  for (;;) {
    const met = ends.partner(index, side);
    if (met === null || used[met.index] === 1) return;
    used[met.index] = 1;
    const next = met.side === 0 ? paths[met.index]! : reversed(paths[met.index]!);
    chain.bulges.pop();
    // one by one: a call takes no hundred thousand arguments
    for (const bulge of next.bulges) chain.bulges.push(bulge);
    chain.vertices.pop();
    for (const vertex of next.vertices) chain.vertices.push(vertex);
    [index, side] = [met.index, 1 - met.side];
  }
}

function reversed({ layer, vertices, bulges }: Path): GrowingPath {
  const count = vertices.length;
  return {
    layer,
    vertices: [...vertices].reverse(),
    bulges: vertices.map((_, i) => (i + 1 < count ? -(bulges[count - 2 - i] ?? 0) || 0 : 0)),
  };
}

/** Finds which end of which path meets an end, on a lattice of twice the tolerance. */
class Ends {
  private readonly cells = new Map<string, { readonly index: number; readonly side: number }[]>();
  private readonly paths: readonly Path[];

  constructor(paths: readonly Path[]) {
    this.paths = paths;
    paths.forEach((_, index) => {
      for (const side of [0, 1]) {
        const key = this.key(...this.cell(index, side));
        const cell = this.cells.get(key);
        if (cell) cell.push({ index, side });
        else this.cells.set(key, [{ index, side }]);
      }
    });
  }

  /** The one other end of the same layer there; null where there is none, or several. */
  partner(index: number, side: number): { readonly index: number; readonly side: number } | null {
    const { layer } = this.paths[index]!;
    const [e, n] = this.at(index, side);
    const [col, row] = this.cell(index, side);
    const met: { readonly index: number; readonly side: number }[] = [];
    for (let dc = -1; dc <= 1; dc++) {
      for (let dr = -1; dr <= 1; dr++) {
        const there = this.cells.get(this.key(col + dc, row + dr, layer)) ?? [];
        if (there.length > MAX_ENDS_IN_CELL) return null;
        for (const other of there) {
          if (other.index === index) continue;
          const [oe, on] = this.at(other.index, other.side);
          if (Math.hypot(oe - e, on - n) <= MAX_GAP_M) met.push(other);
        }
      }
    }
    return met.length === 1 ? met[0]! : null;
  }

  private at(index: number, side: number): readonly [number, number] {
    const { vertices } = this.paths[index]!;
    return side === 0 ? vertices[0]! : vertices.at(-1)!;
  }

  private cell(index: number, side: number): [col: number, row: number, layer: string] {
    const [e, n] = this.at(index, side);
    return [Math.floor(e / (2 * MAX_GAP_M)), Math.floor(n / (2 * MAX_GAP_M)), this.paths[index]!.layer];
  }

  private key(col: number, row: number, layer: string): string {
    return `${col} ${row} ${layer}`;
  }
}
