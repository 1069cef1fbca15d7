/** Heights of a surface on a grid, as they go from the threads that sample to the one that writes the file. */
import type { MakeSurfaceRequest } from '#core/contract/make-surface.ts';
import type { Provenance } from '#core/contract/provenance.ts';
import type { Crs } from '#core/crs/crs.ts';
import type { Polygon } from '#core/geometry/polygon.ts';
import type { GridSpec } from '#core/surface/grid.ts';

export interface SurfaceHeights {
  readonly request: MakeSurfaceRequest;
  readonly grid: GridSpec;
  /** Row-major from the south-west, metres; NaN is no data. Shared by the threads, each of which writes its own rows. */
  readonly heights: Float32Array<SharedArrayBuffer>;
  /** Of the collection. */
  readonly crs: Crs;
  /** Null where the items differ or do not say. */
  readonly verticalDatum: string | null;
  /** Metres; null: the whole grid counts. */
  readonly area: Polygon | null;
  readonly title: string;
  readonly licence: string;
  readonly attribution: string | null;
  readonly provenance: Provenance;
}
