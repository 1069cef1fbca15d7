/** The surfaces of a request, sampled over one area after the other. */
import { CrsError, RequestError } from '#core/errors.ts';
import type { JobContext } from '../entry.ts';
import { type FramedSource, type RequestFrame, requestFrame } from './request-frame.ts';
import { type PlacedSurface, placeSurface, surfaceCrs } from './stored-surface.ts';
import type { SurfaceSource } from './surface-source.ts';
import { planeSurface, pointSurface, storedSurface, type VolumeFrame, type VolumeSurface } from './volume-surface.ts';

/**
 * Points say where a measurement takes place; without any, the first surface that states its system.
 * @throws {RequestError} INVALID_INPUT when nothing says it
 * @throws {CrsError} when collections are in different systems
 */
export function frameOfSources(sources: readonly SurfaceSource[], requested: string | undefined): RequestFrame {
  const points = sources.filter((source) => source.kind === 'points');
  const stored = sources.flatMap((source): FramedSource[] => {
    const crs = source.kind === 'stored' ? surfaceCrs(source) : null;
    return crs && source.kind === 'stored' ? [{ collection: source.record.name, crs }] : [];
  });
  const [first, ...others] = points.length > 0 ? points : stored.slice(0, 1);
  if (first) return requestFrame([first, ...others], requested);
  if (sources.every(({ kind }) => kind === 'plane')) {
    throw new RequestError('INVALID_INPUT', 'expected at least one surface of points, got planes only (two planes)');
  }
  throw new CrsError('no surface states its reference system: say it with "crs" in the surface');
}

export interface Progress {
  readonly begin: number;
  readonly end: number;
}

/** Loads all of them for an area. */
export type SurfaceLoader = (frame: VolumeFrame, progress: Progress) => Promise<VolumeSurface[]>;

export async function surfaceLoader(
  storeDir: string,
  sources: readonly SurfaceSource[],
  frame: RequestFrame,
  context: JobContext,
): Promise<SurfaceLoader> {
  const placed: (PlacedSurface | null)[] = [];
  for (const source of sources) {
    placed.push(source.kind === 'stored' ? await placeSurface(storeDir, source, frame.crs) : null);
  }
  return async (volumeFrame, { begin, end }) => {
    const loaded: (VolumeSurface | null)[] = [];
    for (const [i, source] of sources.entries()) {
      if (source.kind === 'plane') loaded.push(null);
      else if (source.kind === 'stored') loaded.push(storedSurface(placed[i]!, volumeFrame));
      else {
        const share = (end - begin) / sources.length;
        const onProgress = (fraction: number) =>
          context.progress({ phase: 'load', fraction: begin + (i + fraction) * share });
        loaded.push(await pointSurface(source, volumeFrame, onProgress));
      }
    }
    return sources.map((source, i) => {
      const own = loaded[i];
      if (own) return own;
      if (source.kind !== 'plane') throw new RequestError('NO_DATA', 'the surface has no points');
      // a plane follows the first surface that is not one
      return planeSurface(source, volumeFrame, loaded.find((one) => one !== null) ?? null, frame);
    });
  };
}
