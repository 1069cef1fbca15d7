/** Heights of a surface at the centres of a grid's cells, and where each came from. */
import type { GridSpec } from './grid.ts';
import type { Tin } from './tin.ts';

export interface SurfaceSamples {
  readonly grid: GridSpec;
  /** Row-major from the south-west, `cols * rows`, metres; NaN is no data. */
  readonly heights: Float64Array;
  /** How the points' scatter reaches the heights; absent for a surface without scatter (a plane). */
  readonly support?: SampleSupport;
}

/**
 * The TIN and the triangle of each cell; or the number of points averaged in each cell; or the plan area of a node whose
 * scatter its cells share.
 */
export type SampleSupport =
  | { readonly kind: 'tin'; readonly tin: Tin /** −1 is no data. */; readonly triangleOfCell: Int32Array }
  | { readonly kind: 'mean'; readonly countOfCell: Uint32Array }
  | { readonly kind: 'nodes'; readonly nodeAreaM2: number };
