/** The process `cross-section`: request and result as the viewer uses them (names of the public interface). */
import { ApiError, postJson } from './client.ts';
import type { SurfaceReference } from './volume.ts';

export interface SectionRequest {
  readonly line: { readonly type: 'LineString'; readonly coordinates: readonly (readonly [number, number])[] };
  readonly crs?: string;
  readonly widthM: number;
  readonly surfaces: readonly SurfaceReference[];
  readonly stepM: number;
  readonly maxEdgeM: number;
  readonly points: boolean;
  readonly maxPoints: number;
}

export interface SectionResult {
  readonly lengthM: number;
  /** One ground line a surface, in request order; null is no data. */
  readonly surfaces: readonly {
    readonly collection: string;
    readonly distancesM: readonly number[];
    readonly elevationsM: readonly (number | null)[];
  }[];
  /** Points of the strip as columns; `surface` indexes `surfaces`. */
  readonly points?: {
    readonly distanceM: readonly number[];
    readonly offsetM: readonly number[];
    readonly elevationM: readonly number[];
    readonly class: readonly number[];
    readonly surface: readonly number[];
    readonly total: number;
    readonly returned: number;
  };
  readonly warnings?: readonly { readonly code: string; readonly message: string }[];
}

function isSectionResult(value: unknown): value is SectionResult {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  return typeof members.get('lengthM') === 'number' && Array.isArray(members.get('surfaces'));
}

/** @throws {ApiError} when the server refuses or answers something else */
export async function cutSection(request: SectionRequest, signal: AbortSignal): Promise<SectionResult> {
  const body = await postJson('/api/processes/cross-section/execution', { inputs: request }, signal);
  if (!isSectionResult(body)) throw new ApiError(200, 'FORMAT', 'expected the result of cross-section');
  return body;
}
