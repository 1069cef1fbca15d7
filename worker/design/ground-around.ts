/** Ground around a platform, widened until its slopes meet it. */
import type { DesignRequest } from '#core/contract/design-surface.ts';
import { type Design, type DesignInput, makeDesign, ReachError, reachBounds } from '#core/design/design.ts';
import type { GroundShape } from '#core/design/ground-facets.ts';
import type { Platform } from '#core/design/platform.ts';
import { LimitError, RequestError } from '#core/errors.ts';
import { type Bounds, boundsTouch } from '#core/geometry/bounds.ts';
import { meshOfRaster, rasterWithin } from '#core/surface/raster-surface.ts';
import { meshShape } from '#core/surface/surface-shape.ts';
import { loadTin } from '../measuring/load-tin.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import { type PlacedSurface, placeSurface } from '../measuring/stored-surface.ts';
import { itemsTouching, type SurfaceSource } from '../measuring/surface-source.ts';
import { groundPlane } from './design-input.ts';

/** How far around the platform the ground is asked for, at first and at most; doubled in between. Metres. */
const FIRST_REACH_M = 32;
const LAST_REACH_M = 512;
/** Largest box around a platform, m². */
export const MAX_PLATFORM_BOX_M2 = 4_000_000;

export interface DesignTask {
  readonly storeDir: string;
  readonly source: SurfaceSource;
  readonly frame: RequestFrame;
  readonly platform: Platform;
  readonly request: DesignRequest;
  readonly onProgress: (phase: string, fraction: number) => void;
}

/**
 * @throws {RequestError} INVALID_INPUT when slopes meet no ground within the reach
 * @throws {LimitError} for a platform that is too large
 */
export async function designOnGround(task: DesignTask): Promise<Design> {
  const { platform, onProgress } = task;
  checkSize(platform);
  const groundIn = await groundSource(task);
  for (let reachM = FIRST_REACH_M; ; reachM *= 2) {
    const ground = await groundIn(reachBounds(platform, reachM));
    onProgress('design', 0);
    try {
      return makeDesign({ platform, ground, reachM, ...inputOf(task.request) });
    } catch (error) {
      if (!(error instanceof ReachError)) throw error;
      if (reachM < LAST_REACH_M) continue;
      throw new RequestError(
        'INVALID_INPUT',
        `${error.cutOffRimM.toFixed(1)} m of the slopes' rim meet no ground within ${LAST_REACH_M} m of the platform: the ground is as steep as the slopes, or the height is far from it`,
        { reachM: LAST_REACH_M, rimM: error.cutOffRimM },
      );
    }
  }
}

function checkSize(platform: Platform): void {
  const { minE, minN, maxE, maxN } = reachBounds(platform, -1);
  const areaM2 = (maxE - minE) * (maxN - minN);
  if (areaM2 <= MAX_PLATFORM_BOX_M2) return;
  throw new LimitError(
    `the box around the design has ${Math.round(areaM2)} m²; at most ${MAX_PLATFORM_BOX_M2} are allowed: divide it`,
    { limit: MAX_PLATFORM_BOX_M2, actual: areaM2 },
  );
}

/** @returns gives the ground in a box, metres */
async function groundSource(task: DesignTask): Promise<(box: Bounds) => GroundShape | Promise<GroundShape>> {
  const { storeDir, source, frame, request, onProgress } = task;
  if (source.kind === 'plane') {
    const shape: GroundShape = { kind: 'plane', plane: groundPlane(source, frame) };
    return () => shape;
  }
  if (source.kind === 'stored') {
    const placed = await placeSurface(storeDir, source, frame.crs);
    return (box) => storedGround(placed, box);
  }
  const { maxEdgeM } = request;
  return async (box) => {
    const { tin } = await loadTin(source, box, maxEdgeM, { onProgress: (fraction) => onProgress('load', fraction) });
    if (tin.triangles.length > 0) return { kind: 'tin', tin, maxEdgeM };
    itemsTouching(source, box);
    throw new RequestError('NO_DATA', `collection ${source.collection} has no ground around the design`, {
      collection: source.collection,
    });
  };
}

/** @throws {RequestError} NO_DATA when the surface is elsewhere */
function storedGround({ source, data, bounds }: PlacedSurface, box: Bounds): GroundShape {
  if (!boundsTouch(bounds, box)) {
    throw new RequestError('NO_DATA', `${source.record.name} does not reach the design`, { surface: source.record.id });
  }
  return meshShape(data.kind === 'mesh' ? data.mesh : meshOfRaster(rasterWithin(data.raster, box)), box);
}

function inputOf(request: DesignRequest): Pick<DesignInput, 'rules' | 'target' | 'maxHeightM'> {
  const { fillSlope, cutSlope, bermEveryM = null, bermWidthM, solve, maxHeightM = null } = request;
  return {
    rules: {
      fill: { run: fillSlope, bermEveryM, bermWidthM },
      cut: { run: cutSlope, bermEveryM, bermWidthM },
    },
    target: targetOf(solve),
    maxHeightM,
  };
}

function targetOf(solve: DesignRequest['solve']): DesignInput['target'] {
  if (!solve) return null;
  if ('balance' in solve) return { kind: 'balance', factor: solve.balance.C };
  return 'fillM3' in solve ? { kind: 'fill', volumeM3: solve.fillM3 } : { kind: 'cut', volumeM3: solve.cutM3 };
}
