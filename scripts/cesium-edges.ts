/**
 * Vite plugin: mends the engine's eye-dome lighting. Its shader divides by the number of neighbours that are points: a pixel
 * without any (the rim of a cloud, a point of one pixel) came out white. Such a pixel has no edge: it keeps its colour.
 */
import type { Plugin } from 'vite';

const ENGINE = '@cesium/engine';
const DIVIDES = 'responseAndCount.x / responseAndCount.y';
const MENDED = 'responseAndCount.x / max(1.0, responseAndCount.y)';

export function cesiumEdges(): Plugin {
  let sawEngine = false;
  let isMended = false;
  return {
    name: 'tengun-cesium-edges',
    transform(code, id) {
      if (!id.includes(ENGINE)) return null;
      sawEngine = true;
      if (!code.includes(DIVIDES)) return null;
      isMended = true;
      return { code: code.replaceAll(DIVIDES, MENDED), map: null };
    },
    buildEnd(error) {
      // another version of the engine has other words
      if (!error && sawEngine && !isMended) this.error(`expected in the engine's eye-dome lighting: ${DIVIDES}`);
    },
  };
}
