/** The processes of sight as the viewer calls them. Requests and results are the contract's. */
import type { LineOfSightInputs, LineOfSightResult } from '#core/contract/line-of-sight.ts';
import type { MountainViewInputs, MountainViewResult } from '#core/contract/mountain-view.ts';
import type { SunlightInputs, SunlightResult } from '#core/contract/sunlight.ts';
import type { ViewshedInputs, ViewshedResult } from '#core/contract/viewshed.ts';
import { ApiError, isRecord } from './client.ts';
import { type ExecuteOptions, execute } from './processes.ts';

export type {
  LineOfSightInputs,
  LineOfSightResult,
  MountainViewInputs,
  MountainViewResult,
  SunlightInputs,
  SunlightResult,
  ViewshedInputs,
  ViewshedResult,
};

async function ask<Result>(
  process: string,
  inputs: Readonly<Record<string, unknown>>,
  options: ExecuteOptions,
  member: string,
): Promise<Result> {
  const body = await execute(process, inputs, { ...options, asJob: true });
  // our own server's answer, described by its schema; what the page would stumble over is looked at
  if (isRecord(body) && isRecord(body.observer) && member in body) return body as Result;
  throw new ApiError(200, 'FORMAT', `expected the result of ${process}`);
}

/** All: @throws {ApiError} when the server refuses or answers something else */
export const askLineOfSight = (inputs: LineOfSightInputs, options: ExecuteOptions): Promise<LineOfSightResult> =>
  ask('line-of-sight', inputs, options, 'targets');
export const askViewshed = (inputs: ViewshedInputs, options: ExecuteOptions): Promise<ViewshedResult> =>
  ask('viewshed', inputs, options, 'cells');
export const askMountainView = (inputs: MountainViewInputs, options: ExecuteOptions): Promise<MountainViewResult> =>
  ask('mountain-view', inputs, options, 'columns');
export const askSunlight = (inputs: SunlightInputs, options: ExecuteOptions): Promise<SunlightResult> =>
  ask('sunlight', inputs, options, 'path');

/** Elevation of the ground at a place on every point; null where there is none. @param position CRS units */
export async function askGround(
  collection: string,
  crs: string | null,
  position: readonly [number, number],
  signal: AbortSignal,
): Promise<number | null> {
  const body = await execute(
    'measure',
    { kind: 'point', vertices: [[...position]], ...(crs ? { crs } : {}), surfaces: [{ collection }] },
    { signal },
  );
  const [surface] = isRecord(body) && Array.isArray(body.surfaces) ? body.surfaces : [];
  const point = isRecord(surface) && isRecord(surface.point) ? surface.point : null;
  return typeof point?.heightM === 'number' ? point.heightM : null;
}
