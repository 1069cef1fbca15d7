/**
 * What somebody else's page does with the server: CesiumJS, a tileset, terrain, a map. Nothing of ours. The address of the
 * collection stands in the query.
 */
import {
  buildModuleUrl,
  Cartographic,
  Cesium3DTileset,
  CesiumTerrainProvider,
  CesiumWidget,
  ImageryLayer,
  Rectangle,
  sampleTerrainMostDetailed,
  UrlTemplateImageryProvider,
} from '@cesium/engine';

interface Seen {
  readonly points: number;
  readonly terrainHeightM: number;
  readonly imagery: number;
}

declare global {
  interface Window {
    /** Set when everything is drawn. */
    seen?: Seen;
    failed?: string;
  }
}

const query = new URLSearchParams(location.search);
const collection = query.get('collection') ?? '';
const [lon = 0, lat = 0] = (query.get('at') ?? '').split(',').map(Number);
(buildModuleUrl as unknown as { setBaseUrl(url: string): void }).setBaseUrl('/cesium/');

async function show(): Promise<void> {
  const tiles = (await (await fetch(`${collection}/map/dtm/hillshade/tilejson.json`)).json()) as {
    tiles: [string];
    bounds: [number, number, number, number];
    maxzoom: number;
  };
  const terrainProvider = await CesiumTerrainProvider.fromUrl(`${collection}/terrain`, { requestVertexNormals: true });
  const imagery = new UrlTemplateImageryProvider({
    url: tiles.tiles[0],
    rectangle: Rectangle.fromDegrees(...tiles.bounds),
    maximumLevel: tiles.maxzoom,
  });
  const widget = new CesiumWidget('globe', {
    baseLayer: new ImageryLayer(imagery),
    terrainProvider,
    skyBox: false,
    creditContainer: document.createElement('div'),
  });
  const tileset = await Cesium3DTileset.fromUrl(`${collection}/3dtiles/tileset.json`);
  widget.scene.primitives.add(tileset);
  widget.camera.viewBoundingSphere(tileset.boundingSphere);
  tileset.initialTilesLoaded.addEventListener(async () => {
    const [place] = await sampleTerrainMostDetailed(terrainProvider, [Cartographic.fromDegrees(lon, lat)]);
    const statistics = (tileset as unknown as { statistics: { numberOfPointsLoaded: number } }).statistics;
    window.seen = {
      points: statistics.numberOfPointsLoaded,
      terrainHeightM: place?.height ?? Number.NaN,
      imagery: widget.imageryLayers.length,
    };
  });
}

show().catch((error: unknown) => {
  window.failed = String(error);
});
