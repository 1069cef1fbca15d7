/** A bare CesiumJS page that draws one tile of points, and nothing else. Its address stands in the query. */
import { buildModuleUrl, CesiumWidget, EllipsoidTerrainProvider, Model } from '@cesium/engine';

const query = new URLSearchParams(location.search);
(buildModuleUrl as unknown as { setBaseUrl(url: string): void }).setBaseUrl('/cesium/');
const widget = new CesiumWidget('globe', {
  baseLayer: false,
  terrainProvider: new EllipsoidTerrainProvider(),
  skyBox: false,
  creditContainer: document.createElement('div'),
});
const { scene } = widget;
const model = await Model.fromGltfAsync({ url: query.get('tile') ?? '' });
scene.primitives.add(model);
const gl = widget.canvas.getContext('webgl2')!;
model.readyEvent.addEventListener(() => {
  widget.camera.viewBoundingSphere(model.boundingSphere);
  // the frame that is being drawn has no points yet
  let frames = 0;
  const stop = scene.postRender.addEventListener(() => {
    if (++frames < 2) return;
    stop();
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)!;
    gl.flush();
    const wait = () => {
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return void requestAnimationFrame(wait);
      performance.mark('first-points');
    };
    wait();
  });
});
