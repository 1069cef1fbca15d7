/** Named areas that were brought in: GeoJSON, with what the reader has to say of them. */
import type { AreaGeometry } from '#core/geometry/polygon.ts';
import type { SurfaceCheck } from './surface-record.ts';

export interface AreaFeature {
  readonly type: 'Feature';
  readonly properties: { readonly name: string };
  /** Positions are [east, north], or [lon, lat] with `OGC:CRS84`. */
  readonly geometry: AreaGeometry;
}

/** An area that cannot be measured and is not among the features. */
export interface AreaFault {
  readonly name: string;
  /** Its number in the file, from 0. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

export interface AreasRecord {
  readonly type: 'FeatureCollection';
  /** `EPSG:6676`, `OGC:CRS84`; null when nobody has said it. */
  readonly crs: string | null;
  readonly features: readonly AreaFeature[];
  readonly faults: readonly AreaFault[];
  readonly checks: readonly SurfaceCheck[];
  readonly source: { readonly format: AreasFormat; readonly fileName: string; readonly sizeBytes: number };
}

export type AreasFormat = 'geojson' | 'kml' | 'sima' | 'dxf';
