/** The site view: the collections in their own plane coordinates, drawn by three.js, on demand only. */
import { Plane, Raycaster, Scene, Vector2, Vector3 } from 'three';
import { DETAIL } from '../state/appearance.ts';
import { FIELD_OF_VIEW_DEG, samePose } from '../state/camera-pose.ts';
import type { CreateMapView, HeatMap, MapView, MapViewOptions } from '../state/map-view.ts';
import { fromSitePose, type SitePosition, toSitePose } from '../state/site-frame.ts';
import { createFrameGate } from '../streaming/frame-gate.ts';
import { createPointBudget, pointGrowth } from '../streaming/point-budget.ts';
import { createHeatMapObject } from './heat-map.ts';
import { createOrbit, type Orbit } from './orbit.ts';
import { lowestNear, pickPoint } from './pick.ts';
import { createPointLayers } from './point-layers.ts';
import { createPointUniforms, setPointAppearance } from './point-material.ts';
import { createSiteRenderer } from './site-renderer.ts';

/** Updates without news before the picture counts as complete: one may still start requests that the next one sees. */
const QUIET_UPDATES = 3;
/** Search radii for the ground under a typed vertex, metres. */
const GROUND_RADII_M = [0.5, 2, 8];

export const createSiteView: CreateMapView = async (options: MapViewOptions): Promise<MapView> => {
  const start = toSitePose(options.frame, options.pose);
  const origin = new Vector3(
    Math.round(start.target.east),
    Math.round(start.target.north),
    Math.round(start.target.height),
  );
  const renderer = createSiteRenderer(options.container);
  const canvas = renderer.gl.domElement;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  const gate = createFrameGate(canvas.getContext('webgl2'));
  const scene = new Scene();
  const overlay = new Scene();
  const uniforms = createPointUniforms(origin.z);
  const budget = createPointBudget(DETAIL.normal);
  let active = true;
  let disposed = false;
  let frameRequested = 0;
  let quiet = 0;
  let mustDraw = true;
  let heatMap: ReturnType<typeof createHeatMapObject> | null = null;

  /** Something arrived: select the nodes again. */
  const update = () => {
    quiet = 0;
    schedule();
  };
  /** The picture itself is out of date. */
  const redraw = () => {
    mustDraw = true;
    update();
  };
  const schedule = () => {
    if (frameRequested === 0 && active && !disposed) frameRequested = requestAnimationFrame(tick);
  };
  const orbit: Orbit = createOrbit(canvas, origin, {
    onChange: () => {
      budget.cameraMoved();
      redraw();
    },
    onEnd: () => options.onPose(getPose()),
  });
  const layers = createPointLayers({
    camera: orbit.camera,
    uniforms,
    tilesetUrl: options.tilesetUrl,
    onUpdate: update,
    onRedraw: redraw,
    onError: options.onError,
  });
  layers.group.position.copy(origin).negate();
  scene.add(layers.group);
  let pointSizePx = 2;
  const applyDetail = () => {
    layers.setErrorTarget(budget.errorTargetPx);
    uniforms.uPointSizePx.value = pointSizePx * pointGrowth(budget.errorTargetPx);
  };
  const getPose = () => fromSitePose(options.frame, orbit.getPose());

  function tick(): void {
    frameRequested = 0;
    if (!active || disposed) return;
    if (!gate.open) {
      schedule();
      return;
    }
    orbit.fitDepth(2000);
    orbit.camera.updateMatrixWorld();
    layers.group.updateMatrixWorld(true);
    layers.update(renderer.gl);
    if (!layers.loading && budget.update(layers.pointCount)) {
      applyDetail();
      quiet = 0;
      mustDraw = true;
    }
    if (mustDraw) {
      mustDraw = false;
      renderer.render(scene, overlay, orbit.camera);
      gate.frameSubmitted();
      options.onRender();
    }
    quiet = layers.loading ? 0 : quiet + 1;
    options.onActivity({ loading: quiet < QUIET_UPDATES, pointCount: layers.pointCount });
    if (quiet < QUIET_UPDATES) schedule();
  }

  const resize = () => {
    const width = options.container.clientWidth;
    const height = options.container.clientHeight;
    if (width === 0 || height === 0) return;
    renderer.setSize(width, height);
    orbit.camera.aspect = width / height;
    orbit.camera.updateProjectionMatrix();
    uniforms.uPixelsPerRadian.value =
      (height * renderer.pixelRatio) / (2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360));
    redraw();
  };
  const observer = new ResizeObserver(resize);
  observer.observe(options.container);
  orbit.setPose(start);
  resize();

  const toSite = (position: Vector3): SitePosition => ({
    east: position.x + origin.x,
    north: position.y + origin.y,
    height: position.z + origin.z,
  });
  const pickCloud = (x: number, y: number): SitePosition | null => {
    const size = { width: canvas.clientWidth, height: canvas.clientHeight };
    const hit = pickPoint(layers.visiblePoints(), { camera: orbit.camera, x, y, ...size });
    return hit ? toSite(hit) : null;
  };
  const rayToPlane = (x: number, y: number, height: number): SitePosition | null => {
    const pointer = new Vector2((x / canvas.clientWidth) * 2 - 1, 1 - (y / canvas.clientHeight) * 2);
    const raycaster = new Raycaster();
    raycaster.setFromCamera(pointer, orbit.camera);
    const hit = raycaster.ray.intersectPlane(new Plane(new Vector3(0, 0, 1), origin.z - height), new Vector3());
    return hit ? toSite(hit) : null;
  };

  const toWindow = (position: SitePosition) => {
    const place = new Vector3(position.east, position.north, position.height).sub(origin);
    if (place.clone().applyMatrix4(orbit.camera.matrixWorldInverse).z > -orbit.camera.near) return null;
    place.project(orbit.camera);
    return { x: ((place.x + 1) / 2) * canvas.clientWidth, y: ((1 - place.y) / 2) * canvas.clientHeight };
  };

  return {
    canvas,
    setLayers: (wanted) => layers.setLayers(wanted),
    setAppearance(appearance, elevationRangeM) {
      setPointAppearance(uniforms, appearance, elevationRangeM, renderer.pixelRatio);
      renderer.setEdgeShading(appearance.edgeShading);
      budget.configure(DETAIL[appearance.detail]);
      pointSizePx = appearance.pointSizePx * renderer.pixelRatio;
      applyDetail();
      redraw();
    },
    // The site view has no ground of its own: the points are the ground.
    setGround: () => undefined,
    setPose(pose) {
      if (samePose(pose, getPose())) return;
      orbit.setPose(toSitePose(options.frame, pose));
      budget.cameraMoved();
      redraw();
    },
    getPose,
    pickPoint: pickCloud,
    pick: (x, y) => pickCloud(x, y) ?? rayToPlane(x, y, orbit.getPose().target.height),
    pickPlane: rayToPlane,
    project: toWindow,
    projectLonLat(lon, lat, elevationM) {
      const [east, north] = options.frame.fromLonLat(lon, lat);
      return toWindow({ east, north, height: elevationM });
    },
    heightAt(east, north) {
      for (const radiusM of GROUND_RADII_M) {
        const height = lowestNear(layers.visiblePoints(), east - origin.x, north - origin.y, radiusM);
        if (height !== null) return height + origin.z;
      }
      return null;
    },
    setHeatMap(map: HeatMap | null) {
      if (heatMap) {
        overlay.remove(heatMap);
        heatMap.geometry.dispose();
        heatMap.material.dispose();
      }
      heatMap = map ? createHeatMapObject(map, origin) : null;
      if (heatMap) overlay.add(heatMap);
      redraw();
    },
    takePicture(scale) {
      const { uPointSizePx, uPixelsPerRadian } = uniforms;
      const [size, perRadian] = [uPointSizePx.value, uPixelsPerRadian.value];
      return renderer.picture(scale, (factor) => {
        uPointSizePx.value = size * factor;
        uPixelsPerRadian.value = perRadian * factor;
        renderer.render(scene, overlay, orbit.camera);
      });
    },
    setActive(next) {
      active = next;
      if (active) resize();
    },
    dispose() {
      disposed = true;
      cancelAnimationFrame(frameRequested);
      observer.disconnect();
      layers.dispose();
      heatMap?.geometry.dispose();
      heatMap?.material.dispose();
      orbit.dispose();
      gate.dispose();
      renderer.dispose();
    },
  };
};
