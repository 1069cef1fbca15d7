/** What is known of alignments that were brought in. */
import type { Alignment } from '#core/alignment/alignment.ts';
import type { Bounds } from '#core/geometry/bounds.ts';
import type { MeasuredLine, ReadCrossSection } from '#core/landxml/build-alignment.ts';
import type { SurfaceCheck } from '../surfaces/surface-record.ts';

export type AlignmentFormat = 'landxml' | 'dxf' | 'sima' | 'geojson';

/** An alignment with what the file measured along it; lines are [distance, elevation] and [offset, elevation]. */
export interface StoredAlignment {
  readonly alignment: Alignment;
  readonly checks: readonly SurfaceCheck[];
  readonly profileSurfaces: readonly MeasuredLine[];
  readonly crossSections: readonly ReadCrossSection[];
}

/** An alignment of the file that cannot be an axis. */
export interface AlignmentFault {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

export interface AlignmentsRecord {
  /** 32 hex digits; a surface out of the same file has the same id. */
  readonly id: string;
  /** Metres in the plane of `crs`. One or more. */
  readonly alignments: readonly StoredAlignment[];
  readonly faults: readonly AlignmentFault[];
  /** `EPSG:6676`; null when nobody has said it. */
  readonly crs: string | null;
  readonly verticalDatum: string | null;
  readonly bounds: Bounds;
  readonly checks: readonly SurfaceCheck[];
  readonly source: {
    readonly format: AlignmentFormat;
    readonly fileName: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  };
}
