/**
 * JavaScript: points by copc, the tileset in three.js by 3d-tiles-renderer, globe and terrain in CesiumJS. Written for
 * the versions that this project itself uses.
 */
import type { SnippetFacts } from './facts.ts';
import { comment, stringLiteral } from './quote.ts';
import type { SnippetWords } from './words.ts';

/** Runs in Node and in browsers. */
export function copcSnippet({ dataUrl }: SnippetFacts, words: SnippetWords): string {
  return `// ${comment(words.install)}: npm install copc
import { Copc } from 'copc';

const url = ${stringLiteral(dataUrl)};
const copc = await Copc.create(url);
const { nodes } = await Copc.loadHierarchyPage(url, copc.info.rootHierarchyPage);

// ${comment(words.first)}
const view = await Copc.loadPointDataView(url, copc, nodes['0-0-0-0']);
const [x, y, z, kind] = ['X', 'Y', 'Z', 'Classification'].map((name) => view.getter(name));
for (let i = 0; i < Math.min(10, view.pointCount); i++) console.log(x(i), y(i), z(i), kind(i));
console.log(copc.header.pointCount, view.pointCount);
`;
}

export function threeSnippet({ localTilesetUrl, credit }: SnippetFacts, words: SnippetWords): string {
  return `// ${comment(words.install)}: npm install three 3d-tiles-renderer
// ${comment(words.credit)}: ${comment(credit)}
import { TilesRenderer } from '3d-tiles-renderer/three';
import { GLTFExtensionsPlugin } from '3d-tiles-renderer/three/plugins';
import { PerspectiveCamera, Scene, Sphere, WebGLRenderer } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';

const renderer = new WebGLRenderer({ antialias: true });
renderer.setSize(window.innerWidth, window.innerHeight);
document.body.append(renderer.domElement);
const scene = new Scene();
const camera = new PerspectiveCamera(45, window.innerWidth / window.innerHeight, 1, 100000);
// ${comment(words.up)}
camera.up.set(0, 0, 1);
const controls = new OrbitControls(camera, renderer.domElement);

// ${comment(words.plane)}
const tiles = new TilesRenderer(${stringLiteral(localTilesetUrl)});
tiles.registerPlugin(new GLTFExtensionsPlugin({ metadata: false, rtc: true, meshoptDecoder: MeshoptDecoder }));
tiles.setCamera(camera);
scene.add(tiles.group);

// ${comment(words.frame)}
tiles.addEventListener('load-root-tileset', () => {
  const sphere = new Sphere();
  tiles.getBoundingSphere(sphere);
  tiles.group.position.copy(sphere.center).negate();
  camera.position.set(0, -sphere.radius, sphere.radius);
  controls.target.set(0, 0, 0);
});

renderer.setAnimationLoop(() => {
  controls.update();
  camera.updateMatrixWorld();
  tiles.setResolutionFromRenderer(camera, renderer);
  tiles.update();
  renderer.render(scene, camera);
});
`;
}

export function cesiumSnippet(facts: SnippetFacts, words: SnippetWords): string {
  const { tilesetUrl, terrainUrl, hillshadeUrl, bbox, credit } = facts;
  const imports = ['buildModuleUrl', 'CesiumWidget', 'Cesium3DTileset', 'PointCloudShading'];
  if (terrainUrl !== null) imports.push('CesiumTerrainProvider');
  if (hillshadeUrl !== null) imports.push('Rectangle', 'UrlTemplateImageryProvider');
  const terrain =
    terrainUrl === null
      ? ''
      : `
// ${comment(words.terrain)}
widget.terrainProvider = await CesiumTerrainProvider.fromUrl(${stringLiteral(terrainUrl)}, { requestVertexNormals: true });
`;
  const hillshade =
    hillshadeUrl === null
      ? ''
      : `
// ${comment(words.hillshade)}
widget.scene.imageryLayers.addImageryProvider(
  new UrlTemplateImageryProvider({
    url: ${stringLiteral(hillshadeUrl)},
    rectangle: Rectangle.fromDegrees(${bbox.join(', ')}),
    credit: ${stringLiteral(credit)},
  }),
);
`;
  return `// ${comment(words.install)}: npm install @cesium/engine
import { ${imports.sort().join(', ')} } from '@cesium/engine';
import '@cesium/engine/Source/Widget/CesiumWidget.css';

// ${comment(words.assets)}
buildModuleUrl.setBaseUrl('/cesium/');
const widget = new CesiumWidget('cesiumContainer', { baseLayer: false });
${terrain}${hillshade}
const tileset = await Cesium3DTileset.fromUrl(${stringLiteral(tilesetUrl)}, {
  maximumScreenSpaceError: 16,
  pointCloudShading: new PointCloudShading({ attenuation: true, maximumAttenuation: 4 }),
});
widget.scene.primitives.add(tileset);
await widget.zoomTo(tileset);
`;
}
