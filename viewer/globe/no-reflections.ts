/**
 * Light from the sky that points do not take: they have no normals and shine by themselves. The engine would still compute a
 * table of 256 × 256 × 1024 reflections before its first picture (`BrdfLutGenerator`), a second and a half without a graphics card.
 */
import { Cartesian2, ImageBasedLighting } from '@cesium/engine';

export class NoReflections extends ImageBasedLighting {
  constructor() {
    super();
    this.imageBasedLightingFactor = Cartesian2.ZERO;
  }

  /** What the engine calls before each frame; not in its typing. */
  update(): void {}
}
