/** What is known of a stored surface besides its numbers. */
import type { Bounds } from '#core/geometry/bounds.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import type { Raster } from '#core/surface/raster.ts';

/** Something the reader of the file noticed that may make a measurement wrong. */
export interface SurfaceCheck {
  readonly code: string;
  readonly message: string;
}

export interface SurfaceRecord {
  /** 32 hex digits. */
  readonly id: string;
  readonly kind: 'mesh' | 'raster';
  /** As the file, or its maker, calls it. */
  readonly name: string;
  /** Where it comes from; no path. `made` = a design made here. */
  readonly source: {
    readonly format: 'landxml' | 'dxf' | 'geotiff' | 'text-grid' | 'made';
    readonly fileName: string | null;
    readonly sizeBytes: number;
    readonly sha256: string | null;
  };
  /** `EPSG:6676`; null when nobody has said it: then it is taken for that of the data it is compared with. */
  readonly crs: string | null;
  readonly verticalDatum: string | null;
  /** RFC 3339 instant or interval, as items have it; null when unknown, or a design. */
  readonly datetime: string | null;
  /** 1σ, metres; null when nobody has stated it. A design is exact: 0. */
  readonly accuracyM: number | null;
  /** Metres in the plane of `crs`. */
  readonly bounds: Bounds;
  readonly minHeightM: number;
  readonly maxHeightM: number;
  /** Triangles of a mesh, nodes with a height of a raster. */
  readonly count: number;
  /** First 16 hex digits of the sha256 of `surface.bin`. */
  readonly version: string;
  readonly checks: readonly SurfaceCheck[];
  /** The request that a surface made here was made by. */
  readonly madeBy?: unknown;
}

export type SurfaceData =
  | { readonly kind: 'mesh'; readonly mesh: Mesh }
  | { readonly kind: 'raster'; readonly raster: Raster };

/** What the maker of a record knows; bounds, heights, count and version follow from the numbers. */
export type SurfaceFacts = Omit<SurfaceRecord, 'kind' | 'bounds' | 'minHeightM' | 'maxHeightM' | 'count' | 'version'>;
