/** Basemaps of the globe. Nothing is requested from another host unless the user chose one of GSI's maps. */
import {
  buildModuleUrl,
  ImageryLayer,
  type ImageryLayerCollection,
  Rectangle,
  TileMapServiceImageryProvider,
  UrlTemplateImageryProvider,
} from '@cesium/engine';
import { type Basemap, isOwnBasemap, type OwnBasemap } from '../state/appearance.ts';

const GSI = 'https://cyberjapandata.gsi.go.jp/xyz';

const SOURCES: Readonly<Record<Exclude<Basemap, 'none' | OwnBasemap>, { url: string; maximumLevel: number }>> = {
  std: { url: `${GSI}/std/{z}/{x}/{y}.png`, maximumLevel: 18 },
  pale: { url: `${GSI}/pale/{z}/{x}/{y}.png`, maximumLevel: 18 },
  seamlessphoto: { url: `${GSI}/seamlessphoto/{z}/{x}/{y}.jpg`, maximumLevel: 18 },
};

export interface BasemapLayer {
  readonly shown: Basemap;
  /**
   * @param collection whose maps are shown where the basemap is one of its own; null: it has none, the globe stays plain
   * @returns whether anything changed
   */
  set(basemap: Basemap, collection: string | null): boolean;
}

/** The part of TileJSON that a layer needs. */
interface TileJson {
  readonly tiles: readonly [string];
  readonly bounds: readonly [number, number, number, number];
  readonly maxzoom: number;
}

/** @param mapUrl TileJSON of a map of a collection */
export function createBasemap(
  layers: ImageryLayerCollection,
  mapUrl: (collection: string, style: OwnBasemap) => string,
  onChange: () => void,
): BasemapLayer {
  let shown: Basemap = 'none';
  let shownOf: string | null = null;
  let layer: ImageryLayer | null = null;
  const add = (provider: UrlTemplateImageryProvider) => {
    // A tile that does not come leaves the plain globe; that is no news to the user.
    provider.errorEvent.addEventListener((error: { retry: boolean }) => {
      error.retry = false;
    });
    layer = new ImageryLayer(provider);
    layers.add(layer);
    onChange();
  };
  const addOwn = async (style: OwnBasemap, collection: string) => {
    const answer = await fetch(mapUrl(collection, style));
    if (!answer.ok) return;
    const { tiles, bounds, maxzoom } = (await answer.json()) as TileJson;
    // another one may have been chosen meanwhile
    if (shown !== style || shownOf !== collection) return;
    // nothing is asked for where there is nothing, nor a small scale that holds a speck
    add(
      new UrlTemplateImageryProvider({
        url: tiles[0],
        rectangle: Rectangle.fromDegrees(...bounds),
        maximumLevel: maxzoom,
      }),
    );
  };
  return {
    get shown() {
      return shown;
    },
    set(basemap, collection) {
      const of = isOwnBasemap(basemap) ? collection : null;
      if (basemap === shown && of === shownOf) return false;
      shown = basemap;
      shownOf = of;
      if (layer) layers.remove(layer);
      layer = null;
      if (isOwnBasemap(basemap)) {
        // without its description the globe stays plain
        if (of !== null) addOwn(basemap, of).catch(() => undefined);
      } else if (basemap !== 'none') add(new UrlTemplateImageryProvider({ ...SOURCES[basemap], minimumLevel: 2 }));
      return true;
    },
  };
}

/** The small picture of the earth (Natural Earth II, public domain) that ships with the engine: for the view from afar. */
export interface FarEarth {
  /** Call before each frame: the picture fades in with the height of the camera, metres. */
  update(cameraHeightM: number): void;
}

/** Below this height the picture has nothing to say any more; at the second one it is fully there. */
const FADE_BEGIN_M = 30_000;
const FADE_END_M = 300_000;

export function createFarEarth(layers: ImageryLayerCollection, onChange: () => void): FarEarth {
  let layer: ImageryLayer | null = null;
  let asked = false;
  const load = async () => {
    const provider = await TileMapServiceImageryProvider.fromUrl(buildModuleUrl('Assets/Textures/NaturalEarthII'));
    layer = new ImageryLayer(provider, { brightness: 0.7, saturation: 0.7, alpha: 0 });
    layers.add(layer, 0);
    onChange();
  };
  return {
    update(cameraHeightM) {
      const part = Math.log(cameraHeightM / FADE_BEGIN_M) / Math.log(FADE_END_M / FADE_BEGIN_M);
      const alpha = Math.min(1, Math.max(0, part));
      if (alpha > 0 && !asked) {
        asked = true;
        // Without the picture the earth stays plain.
        load().catch(() => undefined);
      }
      if (!layer) return;
      layer.show = alpha > 0;
      layer.alpha = alpha;
    },
  };
}
