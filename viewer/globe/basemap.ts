/** Basemaps of the globe. Nothing is requested from another host unless the user chose one of GSI's maps. */
import { ImageryLayer, type ImageryLayerCollection, UrlTemplateImageryProvider } from '@cesium/engine';
import type { Basemap } from '../state/appearance.ts';

const GSI = 'https://cyberjapandata.gsi.go.jp/xyz';

const SOURCES: Readonly<Record<Exclude<Basemap, 'none'>, { url: string; maximumLevel: number }>> = {
  std: { url: `${GSI}/std/{z}/{x}/{y}.png`, maximumLevel: 18 },
  pale: { url: `${GSI}/pale/{z}/{x}/{y}.png`, maximumLevel: 18 },
  seamlessphoto: { url: `${GSI}/seamlessphoto/{z}/{x}/{y}.jpg`, maximumLevel: 18 },
};

export interface BasemapLayer {
  readonly shown: Basemap;
  /** @returns whether anything changed */
  set(basemap: Basemap): boolean;
}

export function createBasemap(layers: ImageryLayerCollection): BasemapLayer {
  let shown: Basemap = 'none';
  let layer: ImageryLayer | null = null;
  return {
    get shown() {
      return shown;
    },
    set(basemap) {
      if (basemap === shown) return false;
      shown = basemap;
      if (layer) layers.remove(layer);
      layer = null;
      if (basemap === 'none') return true;
      const provider = new UrlTemplateImageryProvider({ ...SOURCES[basemap], minimumLevel: 2 });
      // A tile that does not come leaves the plain globe; that is no news to the user.
      provider.errorEvent.addEventListener((error: { retry: boolean }) => {
        error.retry = false;
      });
      layer = new ImageryLayer(provider);
      layers.add(layer);
      return true;
    },
  };
}
