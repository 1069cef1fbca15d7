/**
 * The ground of the globe where there is no terrain model: a smooth surface that lies under the opened collections at
 * their lowest elevation and returns to the ellipsoid far away, so that points and basemap stand at one height.
 */
import {
  Math as CesiumMath,
  CustomHeightmapTerrainProvider,
  GeographicTilingScheme,
  Rectangle,
  type TerrainProvider,
} from '@cesium/engine';
import { farGround, type GroundPatch } from '#core/tiles/far-ground.ts';

/** Samples along a side of a terrain tile. */
const SAMPLES = 16;
/** Finest level without a basemap: the surface is smooth, more tiles would only cost frames. */
const PLAIN_LEVEL = 10;
/** Finest level under a basemap, whose images hang on the terrain's tiles. */
const IMAGE_LEVEL = 18;

class BaseTerrain extends CustomHeightmapTerrainProvider {
  readonly #finestLevel: number;

  constructor(patches: readonly GroundPatch[], finestLevel: number) {
    const tilingScheme = new GeographicTilingScheme();
    super({
      width: SAMPLES,
      height: SAMPLES,
      tilingScheme,
      callback: (x, y, level) => heightsOf(patches, tilingScheme.tileXYToRectangle(x, y, level, new Rectangle())),
    });
    this.#finestLevel = finestLevel;
  }

  /** An error of 0 ends the refinement. */
  override getLevelMaximumGeometricError(level: number): number {
    return level < this.#finestLevel ? super.getLevelMaximumGeometricError(level) : 0;
  }
}

/** Heights of a tile, row-major from the north-west corner. */
function heightsOf(patches: readonly GroundPatch[], { west, south, east, north }: Rectangle): Float32Array {
  const heights = new Float32Array(SAMPLES * SAMPLES);
  for (let row = 0; row < SAMPLES; row++) {
    const lat = CesiumMath.toDegrees(north + ((south - north) * row) / (SAMPLES - 1));
    for (let col = 0; col < SAMPLES; col++) {
      const lon = CesiumMath.toDegrees(west + ((east - west) * col) / (SAMPLES - 1));
      heights[row * SAMPLES + col] = farGround(patches, lon, lat);
    }
  }
  return heights;
}

export function createBaseTerrain(patches: readonly GroundPatch[], withBasemap: boolean): TerrainProvider {
  return new BaseTerrain(patches, withBasemap ? IMAGE_LEVEL : PLAIN_LEVEL);
}
