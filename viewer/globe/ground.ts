/**
 * What the collections stand on: our own quantized-mesh terrain where one of them has surfaces, else a smooth surface at their
 * foot; and the map that is drawn on it. Nothing here waits: until a terrain has come, and where it does not come, the smooth
 * ground stays.
 */
import { CesiumTerrainProvider, type CesiumWidget } from '@cesium/engine';
import type { GroundPatch as FarPatch } from '#core/tiles/far-ground.ts';
import type { Basemap, OwnBasemap } from '../state/appearance.ts';
import type { GroundPatch } from '../state/map-view.ts';
import { createBaseTerrain } from './base-terrain.ts';
import { createBasemap } from './basemap.ts';

export interface GlobeGroundOptions {
  readonly widget: CesiumWidget;
  readonly geoidHeightM: number;
  readonly terrainUrl: (collection: string) => string;
  readonly mapUrl: (collection: string, style: OwnBasemap) => string;
  readonly onChange: () => void;
  /** Another collection's surfaces are the ground now, or none. */
  readonly onGround: (surfacesOf: string | null) => void;
}

export interface GlobeGround {
  set(patches: readonly GroundPatch[]): void;
  setBasemap(basemap: Basemap): void;
  /** Surveys are compared: the measured ground of one of them would hide the points of the other, all stand on the smooth one. */
  setCompared(are: boolean): void;
  /** Whether maps of other servers lie on the ground. */
  setOtherMaps(are: boolean): void;
  /** Things are shown that hills must hide. Points hide each other, and a ground that is still coarse would hide them. */
  setHides(does: boolean): void;
  /** The camera looks there: of several collections the one at that place is the ground. Degrees. */
  lookAt(lon: number, lat: number): void;
  /** Whether there is measured ground, drawn already or on its way. */
  readonly hasSurfaces: boolean;
  /** Whether measured ground was asked for and has not answered yet. */
  readonly loading: boolean;
  /** Whether measured ground is drawn: a place on it is an answer. */
  readonly hasTerrain: boolean;
  /** Lowest elevation of the collections, metres; −∞ where nothing is known. */
  readonly footM: number;
  /** Whether a map lies on the ground. */
  readonly hasImages: boolean;
}

export function createGlobeGround(options: GlobeGroundOptions): GlobeGround {
  const { widget, onChange } = options;
  const { globe } = widget.scene;
  const basemap = createBasemap(widget.scene.imageryLayers, options.mapUrl, onChange);
  let patches: readonly GroundPatch[] = [];
  let far: readonly FarPatch[] = [];
  let footM = Number.NEGATIVE_INFINITY;
  let place: readonly [lon: number, lat: number] = [0, 0];
  let surfacesOf: string | null = null;
  let hasTerrain = false;
  let otherMaps = false;
  let compared = false;
  let hides = false;
  /** Counts the grounds that were asked for: an answer to an older wish is late. */
  let wish = 0;
  /** The wish that has no answer yet; 0: none. */
  let pending = 0;

  /** The smooth ground hides nothing. */
  const arrangeHiding = () => {
    globe.depthTestAgainstTerrain = hides && hasTerrain;
  };
  const setProvider = (provider: CesiumWidget['terrainProvider'], isTerrain: boolean) => {
    hasTerrain = isTerrain;
    widget.terrainProvider = provider;
    arrangeHiding();
    onChange();
  };
  const hasImages = () => basemap.shown !== 'none' || otherMaps;
  const laySmooth = () => setProvider(createBaseTerrain(far, hasImages()), false);
  /** Every new ground is empty until its tiles have come: laid only where it differs from what lies. */
  const lay = () => {
    const mine = ++wish;
    pending = 0;
    const isWanted = surfacesOf !== null && !compared;
    if (!hasTerrain || !isWanted) laySmooth();
    if (surfacesOf === null || !isWanted) return;
    pending = mine;
    CesiumTerrainProvider.fromUrl(options.terrainUrl(surfacesOf))
      .then((provider) => {
        if (!widget.isDestroyed() && mine === wish) setProvider(provider, true);
      })
      .catch(() => {
        if (!widget.isDestroyed() && mine === wish && hasTerrain) laySmooth();
      })
      .finally(() => {
        if (pending === mine) pending = 0;
      });
  };
  /** @returns whether another collection is the ground now */
  const choose = (): boolean => {
    const next = groundAt(patches, ...place);
    if (next === surfacesOf) return false;
    surfacesOf = next;
    basemap.set(basemap.shown, surfacesOf);
    options.onGround(surfacesOf);
    return true;
  };

  return {
    set(next) {
      if (next.length === 0) return;
      patches = next;
      footM = Math.min(...patches.map(({ elevationM }) => elevationM));
      const nextFar = next.map(({ bbox, elevationM }) => ({ bbox, heightM: elevationM + options.geoidHeightM }));
      const isSame = JSON.stringify(nextFar) === JSON.stringify(far);
      far = nextFar;
      // the terrain of a collection has its own ground far from it
      if (choose() || (!isSame && !hasTerrain)) lay();
    },
    setCompared(are) {
      if (are === compared) return;
      compared = are;
      if (surfacesOf !== null) lay();
    },
    setBasemap(next) {
      const hadImages = hasImages();
      if (!basemap.set(next, surfacesOf)) return;
      // the smooth ground is finer under images
      if (!hasTerrain && hadImages !== hasImages()) lay();
      onChange();
    },
    setOtherMaps(are) {
      const hadImages = hasImages();
      otherMaps = are;
      if (!hasTerrain && hadImages !== hasImages()) lay();
    },
    setHides(does) {
      if (does === hides) return;
      hides = does;
      arrangeHiding();
      onChange();
    },
    lookAt(lon, lat) {
      place = [lon, lat];
      if (patches.length > 1 && choose()) lay();
    },
    get hasSurfaces() {
      return surfacesOf !== null;
    },
    get loading() {
      return pending !== 0;
    },
    get hasTerrain() {
      return hasTerrain;
    },
    get footM() {
      return footM;
    },
    get hasImages() {
      return hasImages();
    },
  };
}

/** The collection with surfaces at a place, of several the latest; else the nearest. */
export function groundAt(patches: readonly GroundPatch[], lon: number, lat: number): string | null {
  let found: string | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const { bbox, surfacesOf } of patches) {
    if (surfacesOf === null) continue;
    const [west, south, east, north] = bbox;
    const distance = Math.hypot(Math.max(west - lon, 0, lon - east), Math.max(south - lat, 0, lat - north));
    if (distance > nearest) continue;
    nearest = distance;
    found = surfacesOf;
  }
  return found;
}
