/** Cuts any surface by a vertical plane. Metres. */

import { planeHeight } from '../surface/plane.ts';
import type { FacetShape } from '../surface/surface-shape.ts';
import { cutMesh } from './cut-mesh.ts';
import { cutRaster } from './cut-raster.ts';
import { type Segment, segmentLength, TinCutter } from './cut-tin.ts';
import type { HeightLine } from './section-line.ts';

/** Gives the exact line of one surface over a segment. */
export type Cutter = (segment: Segment) => HeightLine;

/** What is to be kept between the sections of one surface is made once. */
export function cutterOf(shape: FacetShape): Cutter {
  switch (shape.kind) {
    case 'tin': {
      const cutter = new TinCutter(shape.tin, shape.maxEdgeM);
      return (segment) => cutter.cut(segment);
    }
    case 'mesh':
      return (segment) => cutMesh(shape.mesh, shape.locator, segment);
    case 'raster':
      return (segment) => cutRaster(shape.raster, segment);
    case 'plane':
      return (segment) => ({
        along: Float64Array.of(0, segmentLength(segment)),
        height: Float64Array.of(
          planeHeight(shape.plane, segment.fromE, segment.fromN),
          planeHeight(shape.plane, segment.toE, segment.toN),
        ),
      });
  }
}
