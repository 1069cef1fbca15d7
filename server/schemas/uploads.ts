/** Schemas of the uploads. */
import { Type } from '@fastify/type-provider-typebox';
import type { AlignmentsSummary } from '#worker/alignments/alignments-summary.ts';
import type { IndexingProgress } from '#worker/pipeline/index-process.ts';
import { ID_PATTERN } from '#worker/store/ids.ts';
import type { AreasRecord } from '#worker/surfaces/areas-record.ts';
import type { Placement } from '#worker/surfaces/check-placement.ts';
import type { SurfaceRecord } from '#worker/surfaces/surface-record.ts';
import type { RejectedFile, UploadState } from '../uploads/upload-state.ts';

export const UploadParams = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{32}$', description: 'Id of the upload; the surface has the same' }),
});

export interface UploadStatus extends Pick<UploadState, 'id' | 'state' | 'fileName' | 'sizeBytes' | 'use'> {
  readonly surface?: SurfaceRecord;
  readonly areas?: AreasRecord;
  readonly alignments?: AlignmentsSummary;
  readonly problem?: { readonly code: string; readonly message: string };
  readonly indexing?: IndexingStatus;
  readonly points?: PointsStatus;
}

/** Of a file of points while it is `parsing`. */
export interface IndexingStatus extends Partial<IndexingProgress> {
  /** Files in line before this one; 0: it is this one's turn. */
  readonly ahead: number;
  /** Id of the job in /api/jobs; null for the moment before it is in line. */
  readonly job: string | null;
}

/** Of a file of points once it is `ready`. */
export interface PointsStatus {
  /** Id of its collection; unlisted. */
  readonly collection: string;
  readonly pointCount: number;
  readonly rejected: readonly RejectedFile[];
}

const Check = Type.Object({ code: Type.String(), message: Type.String() });

export const UploadStatusSchema = Type.Unsafe<UploadStatus>(
  Type.Object(
    {
      id: Type.String(),
      state: Type.Union(['receiving', 'parsing', 'ready', 'failed'].map((state) => Type.Literal(state))),
      fileName: Type.String(),
      sizeBytes: Type.Union([Type.Integer(), Type.Null()]),
      use: Type.Union([
        Type.Literal('surface'),
        Type.Literal('areas'),
        Type.Literal('alignment'),
        Type.Literal('points'),
        Type.Null(),
      ]),
      surface: Type.Optional(
        Type.Object({}, { additionalProperties: true, description: 'What is known of the surface, once it is ready' }),
      ),
      areas: Type.Optional(
        Type.Object(
          { type: Type.Literal('FeatureCollection'), crs: Type.Union([Type.String(), Type.Null()]) },
          { additionalProperties: true, description: 'GeoJSON of named areas, with `crs`, `faults` and `checks`' },
        ),
      ),
      alignments: Type.Optional(
        Type.Object(
          {},
          { additionalProperties: true, description: 'Alignments of the file, as /api/alignments/{id} has them' },
        ),
      ),
      indexing: Type.Optional(
        Type.Object(
          {
            ahead: Type.Integer({ description: 'Files in line before this one' }),
            job: Type.Union([Type.String(), Type.Null()]),
          },
          {
            additionalProperties: true,
            description: 'phase, percent, points, pointsPerSecond, secondsLeft of an index',
          },
        ),
      ),
      points: Type.Optional(
        Type.Object({
          collection: Type.String({ description: 'Unlisted: who knows the id may see it' }),
          pointCount: Type.Integer(),
          rejected: Type.Array(Type.Object({ source: Type.String(), code: Type.String(), message: Type.String() })),
        }),
      ),
      problem: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
    },
    { additionalProperties: false },
  ),
);

export const UploadCheckBody = Type.Object(
  { collection: Type.String({ pattern: ID_PATTERN, description: 'Collection to compare with' }) },
  { additionalProperties: false },
);

export const UploadCheckSchema = Type.Unsafe<Placement>(
  Type.Object(
    {
      checks: Type.Array(Check),
      corrections: Type.Array(
        Type.Object(
          {
            swapXY: Type.Optional(Type.Literal(true)),
            crs: Type.Optional(Type.String()),
            overlap: Type.Number({ description: 'Share of the smaller rectangle that the other covers then' }),
          },
          { additionalProperties: false },
        ),
      ),
      overlap: Type.Number(),
    },
    { additionalProperties: false },
  ),
);
