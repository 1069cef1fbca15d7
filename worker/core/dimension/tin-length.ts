/** Length of a straight way along a TIN, what scatter adds to it, and its standard error. Metres; formulas: README.md. */
import { CompensatedSum } from '../measure/compensated-sum.ts';
import { type Segment, segmentLength, TinCutter } from '../section/cut-tin.ts';
import type { Tin } from '../surface/tin.ts';
import { TriangleSlope } from './tin-triangle.ts';

/** Adds up ways over one TIN. */
export class TinLength {
  private readonly tin: Tin;
  private readonly cutter: TinCutter;
  private readonly length = new CompensatedSum();
  private readonly known = new CompensatedSum();
  private readonly excess = new CompensatedSum();
  /** ∂length/∂height of each vertex that a way rests on. */
  private readonly gradient = new Map<number, number>();
  private readonly sigmaM: number;

  /** @param sigmaM scatter of one point's height; 0 where it is not known */
  constructor(tin: Tin, maxEdgeM: number, sigmaM: number) {
    this.tin = tin;
    this.cutter = new TinCutter(tin, maxEdgeM);
    this.sigmaM = sigmaM;
  }

  add(segment: Segment): void {
    const lengthM = segmentLength(segment);
    if (lengthM === 0) return;
    const { along, height } = this.cutter.cut(segment);
    for (let i = 1; i < along.length; i++) {
      const rise = height[i]! - height[i - 1]!;
      if (Number.isNaN(rise)) continue;
      this.length.add(Math.hypot(along[i]! - along[i - 1]!, rise));
      this.known.add(along[i]! - along[i - 1]!);
    }
    const slope = new TriangleSlope();
    const [dE, dN] = [(segment.toE - segment.fromE) / lengthM, (segment.toN - segment.fromN) / lengthM];
    this.cutter.crossed(segment, (triangle) => {
      slope.of(this.tin, triangle);
      this.addNoise(slope, this.lengthInside(slope, segment, lengthM, dE, dN), dE, dN);
    });
  }

  /** Plan length of the way within a triangle, from where its corners' weights vanish. */
  private lengthInside(
    slope: TriangleSlope,
    { fromE, fromN }: Segment,
    lengthM: number,
    dE: number,
    dN: number,
  ): number {
    const { east, north } = this.tin;
    let [begin, end] = [0, lengthM];
    for (let k = 0; k < 3; k++) {
      const opposite = slope.corners[(k + 1) % 3]!;
      const atStart = slope.perEast[k]! * (fromE - east[opposite]!) + slope.perNorth[k]! * (fromN - north[opposite]!);
      const perMetre = slope.perEast[k]! * dE + slope.perNorth[k]! * dN;
      if (perMetre === 0) {
        if (atStart < 0) return 0;
        continue;
      }
      const zero = -atStart / perMetre;
      if (perMetre > 0) begin = Math.max(begin, zero);
      else end = Math.min(end, zero);
    }
    return Math.max(0, end - begin);
  }

  private addNoise(slope: TriangleSlope, planM: number, dE: number, dN: number): void {
    const rise = slope.slopeEast * dE + slope.slopeNorth * dN;
    const stretch = Math.sqrt(1 + rise * rise);
    let squares = 0;
    for (let k = 0; k < 3; k++) {
      const own = slope.perEast[k]! * dE + slope.perNorth[k]! * dN;
      squares += own * own;
      const vertex = slope.corners[k]!;
      this.gradient.set(vertex, (this.gradient.get(vertex) ?? 0) + (planM * rise * own) / stretch);
    }
    this.excess.add(planM * noiseStretch(stretch, (this.sigmaM * this.sigmaM * squares) / (stretch * stretch)));
  }

  get result() {
    let squares = 0;
    for (const part of this.gradient.values()) squares += part * part;
    return {
      surfaceLengthM: this.length.value,
      knownM: this.known.value,
      noiseExcessM: this.excess.value,
      standardErrorM: this.sigmaM * Math.sqrt(squares),
      /** Numbers of the vertices under the ways. */
      vertices: [...this.gradient.keys()],
    };
  }
}

/**
 * What a random slope of variance `variance` adds to √(1 + slope²) on average: exact to second order, and by Jensen's
 * inequality never too little where the random slope is large, as in needle triangles.
 */
export function noiseStretch(stretch: number, variance: number): number {
  return variance / (Math.sqrt(stretch * stretch + variance) + stretch);
}
