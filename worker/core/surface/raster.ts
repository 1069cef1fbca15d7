/**
 * A grid of heights that was delivered as such (GeoTIFF, text). Heights stand at nodes; between four nodes the surface is
 * linear in the two triangles that the diagonal from south-west to north-east makes. Metres.
 */
export interface Raster {
  /** Node (0, 0), the south-western one. Of a grid whose values stand for cells, the centre of that cell. */
  readonly originE: number;
  readonly originN: number;
  /** Distance of nodes; the same in both directions. */
  readonly stepM: number;
  readonly cols: number;
  readonly rows: number;
  /** Row-major from the south-west, `cols * rows`; NaN is no data. */
  readonly heights: Float64Array;
}

/** Most nodes of one raster: a level-500 sheet at 0.1 m, or 10 km² at 0.5 m. */
export const MAX_RASTER_NODES = 64_000_000;
