/** The site view: the collections in their own plane coordinates, drawn by three.js, on demand only. */
import { Plane, Scene, Vector3 } from 'three';
import { takeTile } from '../api/early.ts';
import { type Appearance, DEFAULT_APPEARANCE, DETAIL, type DetailLimits } from '../state/appearance.ts';
import { FIELD_OF_VIEW_DEG, samePose } from '../state/camera-pose.ts';
import { pictureParts, type ViewCompare } from '../state/compare.ts';
import type { CreateMapView, HeatMap, MapView, MapViewOptions, ViewActivity, ViewSurfaces } from '../state/map-view.ts';
import type { ShapeLayer } from '../state/shape-layer.ts';
import { fromSitePose, type SitePosition, toSitePose } from '../state/site-frame.ts';
import { createFrameGate } from '../streaming/frame-gate.ts';
import { pointGrowth } from '../streaming/point-budget.ts';
import { tilesetTree } from '../streaming/tileset-tree.ts';
import { eyeOf } from './eye.ts';
import { createHeatMapObject } from './heat-map.ts';
import { loadedPoints } from './loaded-points.ts';
import { createOrbit, type Orbit } from './orbit.ts';
import type { ShapeLayers } from './overlays/shape-layers.ts';
import { lowestNear, pickPoint } from './pick.ts';
import { createSitePipes } from './pipes.ts';
import { createPointLayers } from './point-layers.ts';
import { keepsOf } from './points/keeps.ts';
import { samplePoints } from './points/sample.ts';
import { createPointUniforms, setPointAppearance, timeOrigin } from './points/uniforms.ts';
import { createSiteRenderer } from './site-renderer.ts';
import { createSiteWater } from './water.ts';

/** Updates without news before the picture counts as complete: one may still start requests that the next one sees. */
const QUIET_UPDATES = 3;
/** Search radii for the ground under a typed vertex, metres. */
const GROUND_RADII_M = [0.5, 2, 8];

class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/**
 * The browser may answer from its own copies: addresses name versions.
 * @throws {OfflineError} no answer @throws {Error} when the answer is no success
 */
async function fetchTile(url: string, signal: AbortSignal): Promise<Response> {
  const response = await (takeTile(url) ?? fetch(url, { signal })).catch((error: unknown) => {
    throw error instanceof TypeError ? new OfflineError(error.message) : error;
  });
  if (!response.ok) throw new Error(`HTTP ${response.status} ${new URL(url).pathname}`);
  return response;
}

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
  let detail: DetailLimits = DETAIL.normal;
  let active = true;
  let disposed = false;
  let frameRequested = 0;
  let quiet = 0;
  let mustDraw = true;
  /** Of the frame that the graphics processor works on; null once the first one with points is finished. */
  let drawnPoints: number | null = 0;
  /** Until the first points are on the screen. */
  let isFirst = true;
  let knowsLayers = false;
  let heatMap: ReturnType<typeof createHeatMapObject> | null = null;
  const water = createSiteWater(scene, origin);
  const pipes = createSitePipes(scene, overlay, origin);
  let compare: ViewCompare | null = null;
  let appearance: Appearance = DEFAULT_APPEARANCE;
  let surfacesOf: (collection: string) => ViewSurfaces = () => ({ ground: null, reference: null });

  /** What was told last: a picture that is out of date is told at once, not with the next frame. */
  let told: ViewActivity = { loading: true, pointCount: 0 };
  const tell = (activity: ViewActivity) => {
    told = activity;
    options.onActivity(activity);
  };

  /** Something arrived: select the nodes again. */
  const update = () => {
    quiet = 0;
    if (active && !disposed && !told.loading) tell({ ...told, loading: true });
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
    onChange: redraw,
    onEnd: () => options.onPose(getPose()),
  });
  const layers = createPointLayers({
    uniforms,
    origin,
    capBytes: options.limits.capBytes,
    openTree: ({ id, unitM, verticalUnitM }) =>
      options.ownTree?.(id) ??
      tilesetTree(new URL(options.tilesetUrl(id), window.location.href).href, {
        fetchJson: async (url, signal) => await (await fetchTile(url, signal)).json(),
        loadLaz: async (url, signal) => {
          const ready = await options.takePoints(url)?.catch(() => undefined);
          if (ready) return ready;
          const bytes = await (await fetchTile(url, signal)).arrayBuffer();
          return await options.decoders.decode(bytes, { unitM, verticalUnitM }, signal);
        },
      }),
    onUpdate() {
      // what the first picture waits for is not left until the next frame
      if (isFirst && active && !disposed) {
        select();
        if (layers.stats.pointCount > 0 && drawnPoints === 0) {
          cancelAnimationFrame(frameRequested);
          mustDraw = true;
          return tick();
        }
      }
      update();
    },
    onRedraw: redraw,
    onError: (id, error) => {
      const message = `${id}: ${error instanceof Error ? error.message : String(error)}`;
      options.onError({ kind: error instanceof OfflineError ? 'offline' : 'broken', message });
    },
  });
  layers.group.position.copy(origin).negate();
  scene.add(layers.group);
  let shapes: ShapeLayers | null = null;
  let wantedShapes: readonly ShapeLayer[] = [];
  /** Most pages show points alone: what draws shapes is loaded with the first of them. */
  const startShapes = async () => {
    const { createShapeLayers } = await import('./overlays/shape-layers.ts');
    if (disposed || shapes) return;
    shapes = createShapeLayers(origin, () => orbit.getPose().target.height - origin.z);
    scene.add(shapes.among);
    overlay.add(shapes.over);
    shapes.set(wantedShapes);
    redraw();
  };
  let pointSizePx = 2;
  /** Where the budget leaves gaps, points grow a little. @returns whether their size changed */
  const applyPointSize = () => {
    const size = pointSizePx * pointGrowth(Math.max(detail.errorTargetPx, layers.stats.cutPx));
    const changed = uniforms.uPointSizePx.value !== size;
    uniforms.uPointSizePx.value = size;
    return changed;
  };
  const getPose = () => fromSitePose(options.frame, orbit.getPose());

  const draw = () => {
    const parts = compare && pictureParts(compare);
    const drawn = parts?.map(({ from, to, ids }) => ({ from, to, show: () => layers.showOnly(ids) })) ?? null;
    shapes?.arrangeLabels(orbit.camera, canvas.clientWidth, canvas.clientHeight);
    renderer.render(scene, overlay, orbit.camera, drawn, isFirst);
    if (drawn) layers.showOnly(null);
  };

  /** The first picture is that of the uppermost nodes: nothing else is loaded, decoded or drawn before it stands. */
  const select = () => {
    orbit.fitDepth(2000);
    orbit.camera.updateMatrixWorld();
    layers.group.updateMatrixWorld(true);
    const pointBudget = detail.pointBudget * options.limits.pointShare;
    layers.update(eyeOf(orbit.camera, origin, canvas.height), { ...detail, pointBudget, topOnly: isFirst });
  };

  function tick(): void {
    frameRequested = 0;
    if (!active || disposed) return;
    if (!gate.open) {
      schedule();
      return;
    }
    if (drawnPoints) {
      isFirst = false;
      mustDraw = true;
      performance.mark('tengun:first-points');
      options.onFirstPoints();
      drawnPoints = null;
    }
    select();
    const { stats } = layers;
    if (isFirst && stats.pointCount === 0) {
      if (mustDraw) renderer.clear();
      isFirst = stats.loading || !knowsLayers;
      mustDraw = !isFirst;
    }
    if (!stats.loading && applyPointSize()) mustDraw = true;
    if (mustDraw) {
      mustDraw = false;
      draw();
      gate.frameSubmitted();
      if (drawnPoints !== null) drawnPoints = stats.pointCount;
      options.onRender();
    }
    quiet = stats.loading || isFirst ? 0 : quiet + 1;
    if (quiet === QUIET_UPDATES && shapes?.settle(layers.visiblePoints())) redraw();
    const { pointCount, bytes, requests } = stats;
    tell({ loading: quiet < QUIET_UPDATES, pointCount, bytes, requests });
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
  // A lost context comes back empty: three.js builds its programs and buffers anew from what is in memory.
  canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
  canvas.addEventListener('webglcontextrestored', redraw);
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
    const part = compare && pictureParts(compare).find(({ to }) => x / canvas.clientWidth <= to);
    const hit = pickPoint(layers.visiblePoints(part?.ids), {
      ...{ camera: orbit.camera, x, y, ...size },
      keeps: keepsOf(appearance, (id) => surfacesOf(id).ground),
    });
    return hit ? toSite(hit) : null;
  };
  const rayToPlane = (x: number, y: number, height: number): SitePosition | null => {
    const sight = orbit.sight((x / canvas.clientWidth) * 2 - 1, 1 - (y / canvas.clientHeight) * 2);
    const hit = sight.intersectPlane(new Plane(new Vector3(0, 0, 1), origin.z - height), new Vector3());
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
    setLayers(wanted) {
      knowsLayers = true;
      layers.setLayers(wanted);
      if (isFirst) select();
    },
    setShapes(wanted) {
      wantedShapes = wanted;
      shapes?.set(wanted);
      if (shapes) redraw();
      else if (wanted.length > 0) void startShapes();
    },
    setAppearance(next, open) {
      appearance = next;
      setPointAppearance(uniforms, appearance, open, origin, renderer.pixelRatio);
      layers.setAppearance(appearance, timeOrigin(appearance, open));
      renderer.setLook(appearance);
      detail = DETAIL[appearance.detail];
      pointSizePx = appearance.pointSizePx * renderer.pixelRatio;
      applyPointSize();
      redraw();
    },
    setSurfaces(next) {
      surfacesOf = next;
      layers.setSurfaces(next);
    },
    samplePoints: () => samplePoints(layers.visiblePoints(), orbit.camera, appearance),
    // The site view has no ground of its own: the points are the ground.
    setGround: () => undefined,
    setProjection(projection) {
      orbit.setProjection(projection);
      redraw();
    },
    setCompare(next) {
      compare = next;
      redraw();
    },
    setDark(dark) {
      renderer.setDark(dark);
      redraw();
    },
    setPose(pose) {
      if (samePose(pose, getPose())) return;
      orbit.setPose(toSitePose(options.frame, pose));
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
    loadedPoints: () => loadedPoints(layers.visiblePoints()),
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
    setWater(next) {
      water.set(next);
      redraw();
    },
    setUnderground(next) {
      pipes.set(next);
      redraw();
    },
    retry: () => layers.retry(),
    takePicture(scale) {
      const { uPointSizePx, uPixelsPerRadian } = uniforms;
      const [size, perRadian] = [uPointSizePx.value, uPixelsPerRadian.value];
      return renderer.picture(scale, (factor) => {
        uPointSizePx.value = size * factor;
        uPixelsPerRadian.value = perRadian * factor;
        draw();
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
      shapes?.dispose();
      pipes.dispose();
      heatMap?.geometry.dispose();
      heatMap?.material.dispose();
      water.dispose();
      orbit.dispose();
      gate.dispose();
      renderer.dispose();
    },
  };
};
