/**
 * What the site view is measured against: a page of three.js and nothing else, written as its examples are. `?nodes=` lists the
 * addresses of the tiles to draw (glTF), `eye=` the camera: east, north, height of its target and the height above it, in the tiles' frame.
 */
import { PerspectiveCamera, Points, PointsMaterial, Scene, WebGLRenderer } from 'three';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

declare global {
  interface Window {
    /** Turns the camera and draws for so long; @returns frames a second */
    measureFrames(milliseconds: number): Promise<number>;
    pointCount: number;
  }
}

const query = new URLSearchParams(location.search);
const [x = 0, y = 0, z = 0, range = 100] = (query.get('eye') ?? '').split(',').map(Number);
const renderer = new WebGLRenderer({ antialias: false, powerPreference: 'high-performance' });
renderer.setSize(innerWidth, innerHeight);
document.body.append(renderer.domElement);
const gl = renderer.getContext() as WebGL2RenderingContext;
const camera = new PerspectiveCamera(
  Number(query.get('fov') ?? 50),
  innerWidth / innerHeight,
  range * 0.02,
  range * 10,
);
camera.up.set(0, 1, 0);
camera.position.set(x, y, z + range);
camera.lookAt(x, y, z);
const scene = new Scene();
const material = new PointsMaterial({ size: 2.5, sizeAttenuation: false, vertexColors: true });
const loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
const finished = async () => {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)!;
  gl.flush();
  while (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  gl.deleteSync(fence);
};
window.pointCount = 0;
for (const url of (query.get('nodes') ?? '').split(' ')) {
  const { scene: tile } = await loader.loadAsync(url);
  tile.traverse((object) => {
    if (!(object instanceof Points)) return;
    object.material = material;
    object.frustumCulled = false;
    window.pointCount += object.geometry.attributes.position!.count;
  });
  scene.add(tile);
}
renderer.render(scene, camera);
await finished();
performance.mark('first-points');
window.measureFrames = async (milliseconds) => {
  const begin = performance.now();
  let frames = 0;
  while (performance.now() - begin < milliseconds) {
    camera.position.x = x + Math.sin(frames) * range * 0.001;
    renderer.render(scene, camera);
    await finished();
    frames++;
  }
  return (1000 * frames) / (performance.now() - begin);
};
