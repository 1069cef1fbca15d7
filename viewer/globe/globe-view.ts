/** The globe view: the collections on the earth, drawn by CesiumJS, on demand only and without any other host. */
import {
  Cartesian2,
  Cartesian3,
  Cartographic,
  CesiumTerrainProvider,
  CesiumWidget,
  Color,
  EllipsoidTerrainProvider,
  type Primitive,
  SceneTransforms,
  SkyAtmosphere,
} from '@cesium/engine';
import type { GroundPatch } from '#core/tiles/far-ground.ts';
import { DETAIL, isOwnBasemap } from '../state/appearance.ts';
import { type CameraPose, FIELD_OF_VIEW_DEG, samePose } from '../state/camera-pose.ts';
import type { CreateMapView, MapView, MapViewOptions, ViewActivity } from '../state/map-view.ts';
import type { SitePosition } from '../state/site-frame.ts';
import { createFrameGate } from '../streaming/frame-gate.ts';
import { createPointBudget } from '../streaming/point-budget.ts';
import { createBaseTerrain } from './base-terrain.ts';
import { createBasemap, createFarEarth } from './basemap.ts';
import { applyPose, fitFieldOfView, pixelsAround, rayToElevation, readPose } from './camera.ts';
import { configureEngine } from './engine.ts';
import { createHeatMapPrimitive } from './heat-map.ts';
import { createPointTilesets } from './point-tilesets.ts';

/** How far from the pointer a point may lie, CSS pixels. */
const PICK_RADIUS_PX = 10;
/** The camera must rest this long before its pose is told. */
const REST_MS = 150;
/** Nearer than this no place can be hidden by the earth's curve. */
const DISTANT_M = 50_000;
/** Longest side of a picture. */
const MAX_PICTURE_PX = 8192;
/** Frames without news before the picture counts as complete. */
const QUIET_FRAMES = 3;

function createWidget(container: HTMLElement): CesiumWidget {
  configureEngine();
  const credits = document.createElement('div');
  const widget = new CesiumWidget(container, {
    baseLayer: false,
    terrainProvider: new EllipsoidTerrainProvider(),
    skyBox: false,
    skyAtmosphere: new SkyAtmosphere(),
    requestRenderMode: true,
    maximumRenderTimeChange: Number.POSITIVE_INFINITY,
    scene3DOnly: true,
    msaaSamples: 1,
    shadows: false,
    showRenderLoopErrors: false,
    useDefaultRenderLoop: false,
    useBrowserRecommendedResolution: false,
    creditContainer: credits,
    blurActiveElementOnCanvasFocus: false,
  });
  const { scene } = widget;
  scene.globe.baseColor = Color.fromCssColorString('#2a343d');
  scene.globe.enableLighting = false;
  scene.globe.showGroundAtmosphere = false;
  scene.globe.depthTestAgainstTerrain = false;
  scene.backgroundColor = Color.fromCssColorString('#12181f');
  scene.fog.enabled = false;
  scene.highDynamicRange = false;
  scene.postProcessStages.fxaa.enabled = false;
  scene.screenSpaceCameraController.enableCollisionDetection = false;
  scene.screenSpaceCameraController.minimumZoomDistance = 2;
  return widget;
}

export const createGlobeView: CreateMapView = async (options: MapViewOptions): Promise<MapView> => {
  const { frame } = options;
  const widget = createWidget(options.container);
  const { scene, canvas } = widget;
  const { camera } = scene;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  const budget = createPointBudget(DETAIL.normal);
  const gate = createFrameGate(canvas.getContext('webgl2'));
  let pose: CameraPose = options.pose;
  let active = true;
  let quiet = 0;
  let askAgain = false;
  let looping = 0;
  let heatMap: Primitive | null = null;
  /** Gives the points their look again, for the size that the canvas has now. */
  let shade: () => void = () => undefined;
  let restTimer = 0;
  /** Lowest elevation of the ground patches: the bare globe lies there. */
  let ground: readonly GroundPatch[] = [];
  let groundM = Number.NEGATIVE_INFINITY;
  /** The collection whose surfaces are the ground: one that has some; and whether they are. */
  let surfacesOf: string | null = null;
  let terrainOf: string | null = null;

  /** What was told last: a picture that is out of date is told at once, not with the next frame. */
  let told: ViewActivity = { loading: true, pointCount: 0 };
  const tell = (activity: ViewActivity) => {
    told = activity;
    options.onActivity(activity);
  };
  const change = () => {
    quiet = 0;
    if (!active) return;
    if (!told.loading) tell({ ...told, loading: true });
    scene.requestRender();
  };
  const basemap = createBasemap(scene.imageryLayers, options.mapUrl, change);
  const tilesets = createPointTilesets({
    scene,
    tilesetUrl: options.tilesetUrl,
    onChange: change,
    onError: (message) => options.onError({ kind: 'broken', message }),
  });

  const farEarth = createFarEarth(scene.imageryLayers, change);
  /** Where there are maps of a collection's own ground, its terrain too. */
  const layGround = () => {
    terrainOf = isOwnBasemap(basemap.shown) ? surfacesOf : null;
    widget.terrainProvider = createBaseTerrain(ground, basemap.shown !== 'none');
    change();
    const wanted = terrainOf;
    if (wanted === null) return;
    // until it has come, and where it does not come, the smooth ground stays
    CesiumTerrainProvider.fromUrl(options.terrainUrl(wanted))
      .then((provider) => {
        if (widget.isDestroyed() || terrainOf !== wanted) return;
        widget.terrainProvider = provider;
        change();
      })
      .catch(() => undefined);
  };
  const beforeRender = () => {
    fitFieldOfView(camera, canvas.clientWidth / Math.max(1, canvas.clientHeight));
    const place = Cartographic.fromCartesian(camera.positionWC);
    const up = scene.ellipsoid.geodeticSurfaceNormalCartographic(place, new Cartesian3());
    const pixelsPerRadian = canvas.height / (2 * Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360));
    farEarth.update(place.height);
    tilesets.setCamera(place.height - frame.geoidHeightM, up, pixelsPerRadian);
  };
  const afterRender = () => {
    options.onRender();
    const loading = tilesets.loading || (basemap.shown !== 'none' && !scene.globe.tilesLoaded);
    if (!loading && budget.update(tilesets.pointCount)) {
      tilesets.setErrorTarget(budget.errorTargetPx);
      quiet = 0;
    }
    quiet = loading ? 0 : quiet + 1;
    tell({ loading: quiet < QUIET_FRAMES, pointCount: tilesets.pointCount });
    // Requests in flight ask for a frame when they arrive; the last quiet frames are asked for here.
    if (!loading && quiet < QUIET_FRAMES) askAgain = true;
    gate.frameSubmitted();
  };
  /** The engine's own loop would draw without waiting for the frame before. */
  const loop = () => {
    if (!active || widget.isDestroyed()) return;
    looping = requestAnimationFrame(loop);
    if (!gate.open) return;
    if (askAgain) {
      askAgain = false;
      scene.requestRender();
    }
    widget.resize();
    widget.render();
  };
  const settle = () => {
    const next = readPose(camera, pose, frame.geoidHeightM);
    if (samePose(next, pose)) return;
    pose = next;
    options.onPose(pose);
  };
  const moved = () => {
    budget.cameraMoved();
    change();
    window.clearTimeout(restTimer);
    restTimer = window.setTimeout(settle, REST_MS);
  };
  const listeners = [
    scene.preRender.addEventListener(beforeRender),
    scene.postRender.addEventListener(afterRender),
    camera.changed.addEventListener(moved),
    // The camera has been at rest for a while by then: the picture is up to date, only the pose may be news.
    camera.moveEnd.addEventListener(settle),
    scene.renderError.addEventListener((_scene: unknown, error: unknown) =>
      options.onError({ kind: 'broken', message: String(error) }),
    ),
  ];
  camera.percentageChanged = 0.005;
  fitFieldOfView(camera, canvas.clientWidth / Math.max(1, canvas.clientHeight));
  applyPose(camera, pose, frame.geoidHeightM);
  loop();

  const toWorld = (position: SitePosition) => {
    const [lon, lat] = frame.toLonLat(position.east, position.north);
    return Cartesian3.fromDegrees(lon, lat, position.height + frame.geoidHeightM);
  };
  const toSite = (world: Cartesian3): SitePosition => {
    const place = Cartographic.fromCartesian(world);
    const [east, north] = frame.fromLonLat((place.longitude * 180) / Math.PI, (place.latitude * 180) / Math.PI);
    return { east, north, height: place.height - frame.geoidHeightM };
  };
  const toWindow = (world: Cartesian3) => {
    const fromEye = Cartesian3.subtract(world, camera.positionWC, new Cartesian3());
    if (Cartesian3.dot(fromEye, camera.directionWC) <= 0 || isBeyondHorizon(world, fromEye)) return null;
    const place = SceneTransforms.worldToWindowCoordinates(scene, world, new Cartesian2());
    return place ? { x: place.x, y: place.y } : null;
  };
  const pickPlane = (x: number, y: number, height: number): SitePosition | null => {
    const ray = camera.getPickRay(new Cartesian2(x, y));
    const hit = ray ? rayToElevation(ray, height, frame.geoidHeightM) : null;
    return hit ? toSite(hit) : null;
  };
  const pickCloud = (x: number, y: number): SitePosition | null => {
    for (const pixel of pixelsAround(x, y, PICK_RADIUS_PX)) {
      const world = scene.pickPosition(pixel, new Cartesian3());
      const position = world ? toSite(world) : null;
      // The bare globe behind the gaps between points is no answer.
      if (position && (terrainOf !== null || position.height > groundM + 1)) return position;
    }
    return null;
  };

  return {
    canvas,
    setLayers: (layers) => tilesets.setLayers(layers),
    setAppearance(appearance, { elevationM }) {
      shade = () => tilesets.setAppearance(appearance, elevationM, canvas.width / Math.max(1, canvas.clientWidth));
      shade();
      budget.configure(DETAIL[appearance.detail]);
      tilesets.setErrorTarget(budget.errorTargetPx);
      if (basemap.set(appearance.basemap, surfacesOf)) layGround();
      change();
    },
    setGround(patches) {
      if (patches.length === 0) return;
      const next = patches.map((patch) => ({ bbox: patch.bbox, heightM: patch.elevationM + frame.geoidHeightM }));
      const isSame = JSON.stringify(next) === JSON.stringify(ground);
      groundM = Math.min(...patches.map((patch) => patch.elevationM));
      ground = next;
      surfacesOf = patches.find((patch) => patch.surfacesOf !== null)?.surfacesOf ?? null;
      basemap.set(basemap.shown, surfacesOf);
      // another ground is empty until its tiles have come
      if (!isSame || terrainOf !== (isOwnBasemap(basemap.shown) ? surfacesOf : null)) layGround();
    },
    setProjection: () => undefined,
    setCompare: (compare) => tilesets.setCompare(compare),
    setDark(dark) {
      scene.backgroundColor = Color.fromCssColorString(dark ? '#000' : '#262f37');
      scene.globe.baseColor = Color.fromCssColorString(dark ? '#2a343d' : '#4a555f');
      change();
    },
    setPose(next) {
      if (samePose(next, pose)) return;
      pose = next;
      applyPose(camera, pose, frame.geoidHeightM);
      budget.cameraMoved();
      change();
    },
    getPose: () => pose,
    pickPoint: pickCloud,
    pick: (x, y) => pickCloud(x, y) ?? pickPlane(x, y, pose.elevationM),
    pickPlane,
    project: (position) => toWindow(toWorld(position)),
    projectLonLat: (lon, lat, elevationM) =>
      toWindow(Cartesian3.fromDegrees(lon, lat, elevationM + frame.geoidHeightM)),
    heightAt(east, north) {
      const [lon, lat] = frame.toLonLat(east, north);
      const height = scene.sampleHeight(Cartographic.fromDegrees(lon, lat), undefined, 0.5);
      return height === undefined ? null : height - frame.geoidHeightM;
    },
    setHeatMap(map) {
      if (heatMap) scene.primitives.remove(heatMap);
      heatMap = map ? createHeatMapPrimitive(map, frame) : null;
      if (heatMap) scene.primitives.add(heatMap);
      change();
    },
    takePicture(scale) {
      const drawWith = (factor: number) => {
        widget.resolutionScale = factor;
        widget.resize();
        shade();
        scene.requestRender();
        widget.render();
      };
      drawWith(Math.min(scale, MAX_PICTURE_PX / Math.max(canvas.width, canvas.height, 1)));
      const picture = createImageBitmap(canvas);
      drawWith(1);
      return picture;
    },
    setActive(next) {
      active = next;
      cancelAnimationFrame(looping);
      if (!next) return;
      change();
      loop();
    },
    dispose() {
      window.clearTimeout(restTimer);
      cancelAnimationFrame(looping);
      for (const stop of listeners) stop();
      gate.dispose();
      widget.destroy();
    },
  };
};

/** Whether the ground at a distant place faces away from the eye: the earth stands between. */
function isBeyondHorizon(world: Cartesian3, fromEye: Cartesian3): boolean {
  return Cartesian3.magnitude(fromEye) > DISTANT_M && Cartesian3.dot(world, fromEye) > 0;
}
