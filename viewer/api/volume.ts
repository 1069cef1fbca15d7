/** The process `cut-fill-volume`: request and result as the viewer uses them (names of the public interface). */
import { ApiError, postJson } from './client.ts';

export interface SurfaceReference {
  readonly collection: string;
  readonly classes: number[];
}

export interface VolumeRequest {
  readonly area: {
    readonly type: 'Polygon';
    readonly coordinates: readonly (readonly (readonly [number, number])[])[];
  };
  readonly crs?: string;
  readonly existing: SurfaceReference;
  readonly compared: SurfaceReference | { readonly plane: { readonly elevationM: number } };
  readonly method: 'grid';
  readonly sampling: 'tin' | 'cell-mean';
  readonly cellSizeM: number;
  readonly maxEdgeM: number;
  /** Asks for the differences cell by cell, for the heat map. */
  readonly differenceGrid: boolean;
}

export type Interval = readonly [low: number, high: number];

/** Differences per cell, row-major from the south-west corner; metres; null is no data. */
export interface DifferenceGrid {
  readonly cols: number;
  readonly rows: number;
  readonly originE: number;
  readonly originN: number;
  readonly cellSizeM: number;
  readonly valuesM: readonly (number | null)[];
  readonly heightsM: readonly (number | null)[];
}

export interface VolumeResult {
  readonly cutM3: number;
  readonly fillM3: number;
  readonly netM3: number;
  readonly cutAreaM2: number;
  readonly fillAreaM2: number;
  readonly areaM2: number;
  readonly coveredAreaM2: number;
  readonly voidAreaM2: number;
  readonly meanDifferenceM: number | null;
  readonly minDifferenceM: number | null;
  readonly maxDifferenceM: number | null;
  readonly uncertainty95?: { readonly cutM3: Interval; readonly fillM3: Interval; readonly netM3: Interval };
  readonly significant?: {
    readonly lodM: number;
    readonly cutM3: number;
    readonly fillM3: number;
    readonly netM3: number;
  };
  readonly method: string;
  readonly sampling: string;
  readonly cellSizeM: number;
  readonly points: { readonly existing: number | null; readonly compared: number | null };
  readonly provenance?: {
    readonly items?: readonly {
      readonly id: string;
      readonly version?: string;
      readonly datetime?: string | null;
      readonly verticalDatum?: string | null;
      readonly accuracyM?: number | null;
    }[];
    readonly requestHash?: string;
    readonly software?: string;
  };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly difference?: DifferenceGrid;
}

function isVolumeResult(value: unknown): value is VolumeResult {
  if (typeof value !== 'object' || value === null) return false;
  const numbers = ['cutM3', 'fillM3', 'netM3', 'areaM2', 'coveredAreaM2', 'voidAreaM2'];
  const members = new Map<string, unknown>(Object.entries(value));
  return numbers.every((name) => typeof members.get(name) === 'number') && Array.isArray(members.get('warnings'));
}

/** @throws {ApiError} when the server refuses or answers something else */
export async function computeVolume(request: VolumeRequest, signal: AbortSignal): Promise<VolumeResult> {
  const body = await postJson('/api/processes/cut-fill-volume/execution', { inputs: request }, signal);
  if (!isVolumeResult(body)) throw new ApiError(200, 'FORMAT', 'expected the result of cut-fill-volume');
  return body;
}
