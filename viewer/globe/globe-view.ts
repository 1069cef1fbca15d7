/** The globe view: the collections on the earth, drawn by CesiumJS, on demand only and without any other host. */
import {
  Cartesian2,
  Cartesian3,
  Cartographic,
  CesiumWidget,
  Color,
  EllipsoidTerrainProvider,
  type Primitive,
  SceneTransforms,
  SkyAtmosphere,
} from '@cesium/engine';
import { DETAIL } from '../state/appearance.ts';
import { type CameraPose, FIELD_OF_VIEW_DEG, samePose } from '../state/camera-pose.ts';
import type { CreateMapView, MapView, MapViewOptions, ViewActivity } from '../state/map-view.ts';
import type { EyePose } from '../state/sight-layer.ts';
import type { SitePosition } from '../state/site-frame.ts';
import { createFrameGate } from '../streaming/frame-gate.ts';
import { createPointBudget } from '../streaming/point-budget.ts';
import { createFarEarth } from './basemap.ts';
import { applyPose, fitFieldOfView, rayToElevation, readPose } from './camera.ts';
import { globeCut } from './cut-shader.ts';
import { configureEngine } from './engine.ts';
import { applyEye, eyeFieldDeg } from './eye.ts';
import { createGlobeGround } from './ground.ts';
import { createHeatMapPrimitive } from './heat-map.ts';
import { isHorizonSeen } from './horizon.ts';
import { createLight } from './light.ts';
import { createOutsideLayers } from './outside-layers.ts';
import { pickPlace } from './pick.ts';
import { createGlobePipes } from './pipes.ts';
import { createPointTilesets } from './point-tilesets.ts';
import { createSceneEdits } from './scene-edits.ts';
import { createShapeLayers } from './shapes/shape-layers.ts';
import { sightPrimitives } from './sight-shapes.ts';
import { createGlobeWater } from './water.ts';
import { createWorldFrame } from './world-frame.ts';

/** The camera must rest this long before its pose is told. */
const REST_MS = 150;
/** Nearer than this no place can be hidden by the earth's curve. */
const DISTANT_M = 50_000;
/** Longest side of a picture. */
const MAX_PICTURE_PX = 8192;
/** Points around an eye on the ground may be that many times larger: they close the ground before its feet. */
const EYE_GROWTH = 4;
/** Error target of the first picture. */
const FIRST_ERROR_PX = 64;
/** Frames without news before the picture counts as complete. */
const QUIET_FRAMES = 3;
/** Maps and layers of others are waited for this long; points are always. */
const PATIENCE_MS = 6000;
/** Ground that becomes finer: little of it is seen between points. */
const FINER_PATIENCE_MS = 3000;
/** While there is no ground at all where one looks: another one was laid. */
const BARE_PATIENCE_MS = 60_000;
/** While ground is on its way a frame looks after it this often. */
const GROUND_MS = 250;

const COLOURS = {
  dark: { sky: '#000', ground: '#2a343d' },
  light: { sky: '#262f37', ground: '#4a555f' },
} as const;

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
    // translucent faces are few and sorted: weights would wash out maps that lie on the ground
    orderIndependentTranslucency: false,
    blurActiveElementOnCanvasFocus: false,
  });
  const { scene } = widget;
  scene.globe.baseColor = Color.fromCssColorString(COLOURS.dark.ground);
  scene.globe.enableLighting = false;
  scene.globe.showGroundAtmosphere = false;
  scene.globe.depthTestAgainstTerrain = false;
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
  let firstPoints: 'none' | 'submitted' | 'drawn' = 'none';
  let looping = 0;
  let heatMap: Primitive | null = null;
  let sight: ReturnType<typeof sightPrimitives> = [];
  let eye: EyePose | null = null;
  let colours: (typeof COLOURS)['dark' | 'light'] = COLOURS.dark;
  const light = createLight(scene, () => [pose.lon, pose.lat], frame);
  /** Gives the points their look again, for the size that the canvas has now. */
  let shade: () => void = () => undefined;
  let restTimer = 0;
  /** What was told last: a picture that is out of date is told at once, not with the next frame. */
  let told: ViewActivity = { loading: true, pointCount: 0 };
  const tell = (activity: ViewActivity) => {
    told = activity;
    options.onActivity(activity);
  };
  let changedAtMs = 0;
  let patienceTimer = 0;
  const change = () => {
    quiet = 0;
    changedAtMs = performance.now();
    if (!active) return;
    if (!told.loading) tell({ ...told, loading: true });
    scene.requestRender();
  };
  const tilesets = createPointTilesets({
    scene,
    frame,
    tilesetUrl: options.tilesetUrl,
    onChange: change,
    onError: (message) => options.onError({ kind: 'broken', message }),
  });

  const sceneEdits = createSceneEdits({
    scene,
    frame,
    onChange: change,
    onError: options.onError,
    setMask: (parts) => tilesets.setMask(parts),
  });
  const world = createWorldFrame(frame);
  const shapes = createShapeLayers(scene, world, change);
  const water = createGlobeWater({
    scene,
    frame,
    onChange: change,
    onError: (message) => options.onError({ kind: 'broken', message }),
  });

  const pipes = createGlobePipes({
    scene,
    frame,
    world,
    setVeil: (opacity) => tilesets.setVeil(opacity),
    onChange: change,
  });

  const farEarth = createFarEarth(scene.imageryLayers, change);
  const ground = createGlobeGround({
    widget,
    geoidHeightM: frame.geoidHeightM,
    terrainUrl: options.terrainUrl,
    mapUrl: options.mapUrl,
    onChange: change,
    onGround: (of) =>
      shapes.ground(of === null ? null : (box, signal) => options.groundHeights(of, box, signal), ground.footM),
  });
  const outside = createOutsideLayers({
    widget,
    geoidHeightM: frame.geoidHeightM,
    onChange: () => active && scene.requestRender(),
    tell: options.onOutside,
  });
  let hasWater = false;
  let hasPipes = false;
  const hideBehindGround = () => ground.setHides(hasWater || hasPipes || outside.hasThings);
  /** The first picture is that of the uppermost nodes: nothing else is loaded, decoded or drawn before it stands. */
  const applyDetail = () => {
    const { errorTargetPx } = budget;
    tilesets.setErrorTarget(firstPoints === 'drawn' ? errorTargetPx : Math.max(FIRST_ERROR_PX, errorTargetPx));
    outside.setErrorTarget(errorTargetPx);
  };
  const fieldOfViewDeg = () =>
    eye ? eyeFieldDeg(eye, canvas.clientWidth / Math.max(1, canvas.clientHeight)) : FIELD_OF_VIEW_DEG;
  const beforeRender = () => {
    fitFieldOfView(camera, canvas.clientWidth / Math.max(1, canvas.clientHeight), fieldOfViewDeg());
    light.update(eye ? 0 : pose.rangeM);
    const place = Cartographic.fromCartesian(camera.positionWC);
    const up = scene.ellipsoid.geodeticSurfaceNormalCartographic(place, new Cartesian3());
    const pixelsPerRadian = canvas.height / (2 * Math.tan((fieldOfViewDeg() * Math.PI) / 360));
    farEarth.update(place.height);
    arrangeSky(place.height);
    shapes.arrangeLabels();
    const seen = { view: camera.viewMatrix, elevationM: place.height - frame.geoidHeightM, up, pixelsPerRadian };
    tilesets.setCamera(seen);
    tilesets.setMaskCamera(camera.viewMatrix, sceneEdits.split * canvas.width);
    outside.setEye(seen);
  };
  const hasGround = () => scene.globe.getHeight(Cartographic.fromDegrees(pose.lon, pose.lat)) !== undefined;
  /** The engine's sky is white where there is no ground before it: it is drawn only behind ground, and where it can be seen. */
  const arrangeSky = (heightM: number) => {
    const aspect = canvas.clientWidth / Math.max(1, canvas.clientHeight);
    const isSeen =
      isHorizonSeen({ heightM, pitch: camera.pitch, fieldOfViewDeg: fieldOfViewDeg(), aspect }) && hasGround();
    const background = isSeen ? colours.sky : colours.ground;
    if (scene.skyAtmosphere) scene.skyAtmosphere.show = isSeen;
    scene.backgroundColor = Color.fromCssColorString(background, scene.backgroundColor);
  };
  /** Whether ground, maps or layers of others are under way, and worth waiting for: nobody waits long for what is not ours. */
  const isPatient = () => {
    const isGroundMissing = !scene.globe.tilesLoaded || ground.loading;
    const isBare = isGroundMissing && !hasGround();
    const isMap = ground.hasImages || outside.loading;
    const patienceMs = isBare ? BARE_PATIENCE_MS : isMap ? PATIENCE_MS : FINER_PATIENCE_MS;
    if ((!isGroundMissing && !outside.loading) || performance.now() > changedAtMs + patienceMs) return false;
    window.clearTimeout(patienceTimer);
    patienceTimer = window.setTimeout(() => active && scene.requestRender(), GROUND_MS);
    return true;
  };
  const afterRender = () => {
    options.onRender();
    const loading = tilesets.loading || shapes.loading || water.loading || isPatient();
    if (!loading && budget.update(tilesets.pointCount)) {
      applyDetail();
      quiet = 0;
    }
    quiet = loading ? 0 : quiet + 1;
    tell({ loading: quiet < QUIET_FRAMES, pointCount: tilesets.pointCount });
    // Requests in flight ask for a frame when they arrive; the last quiet frames are asked for here.
    if ((!loading && quiet < QUIET_FRAMES) || water.loading) askAgain = true;
    gate.frameSubmitted();
    if (firstPoints === 'none' && tilesets.pointCount > 0) firstPoints = 'submitted';
    if (firstPoints === 'submitted') askAgain = true;
  };
  /** The engine's own loop would draw without waiting for the frame before. */
  const loop = () => {
    if (!active || widget.isDestroyed()) return;
    looping = requestAnimationFrame(loop);
    if (!gate.open) return;
    if (firstPoints === 'submitted') {
      firstPoints = 'drawn';
      applyDetail();
      change();
      performance.mark('tengun:first-points');
      options.onFirstPoints();
    }
    if (askAgain) {
      askAgain = false;
      scene.requestRender();
    }
    widget.resize();
    widget.render();
  };
  const settle = () => {
    if (eye) return;
    const next = readPose(camera, pose, frame.geoidHeightM);
    if (samePose(next, pose)) return;
    pose = next;
    ground.lookAt(pose.lon, pose.lat);
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
  ground.lookAt(pose.lon, pose.lat);
  loop();

  const { toWorld, toSite } = world;
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
  /** Points and our shapes are drawn nearer than they lie; layers of others are not. */
  const isPoint = (pixel: Cartesian2) => {
    if (!outside.any) return true;
    const picked: unknown = scene.pick(pixel);
    return !outside.owns(typeof picked === 'object' && picked !== null ? Reflect.get(picked, 'primitive') : null);
  };
  const pickCloud = (x: number, y: number): SitePosition | null => {
    const found = pickPlace({ scene, isPoint, hasTerrain: () => ground.hasTerrain }, x, y);
    const position = found && toSite(found.world);
    // The bare globe behind the gaps between points is no answer.
    return position && (ground.hasTerrain || position.height > ground.footM + 1) ? position : null;
  };

  return {
    canvas,
    setLayers: (layers) => tilesets.setLayers(layers),
    setSurfaces: (next) => tilesets.setSurfaces(next),
    setAppearance(appearance, { elevationM, detectionM }) {
      const look = { appearance, elevationRangeM: elevationM, detectionM, cut: globeCut(appearance.clip, world) };
      shade = () => tilesets.setAppearance(look, canvas.width / Math.max(1, canvas.clientWidth));
      outside.setCut(look.cut, appearance.filter.ranges.elevation);
      shade();
      budget.configure(DETAIL[appearance.detail]);
      applyDetail();
      ground.setBasemap(appearance.basemap);
      change();
    },
    setGround: (patches) => ground.set(patches),
    setProjection: () => undefined,
    setCompare(compare) {
      ground.setCompared(compare !== null);
      tilesets.setCompare(compare);
    },
    setDark(dark) {
      colours = COLOURS[dark ? 'dark' : 'light'];
      scene.globe.baseColor = Color.fromCssColorString(colours.ground);
      change();
    },
    setPose(next) {
      if (samePose(next, pose)) return;
      pose = next;
      ground.lookAt(pose.lon, pose.lat);
      // an eye stays where it stands
      if (eye) return;
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
      // seen from far above, points would be drawn far too near
      tilesets.setPull(false);
      const height = scene.sampleHeight(Cartographic.fromDegrees(lon, lat), undefined, 0.5);
      tilesets.setPull(true);
      return height === undefined ? null : height - frame.geoidHeightM;
    },
    setHeatMap(map) {
      if (heatMap) scene.primitives.remove(heatMap);
      heatMap = map ? createHeatMapPrimitive(map, frame) : null;
      if (heatMap) scene.primitives.add(heatMap);
      change();
    },
    setScenario: (scenario) => sceneEdits.set(scenario),
    setShapes: (layers) => shapes.set(layers),
    setOutside(layers, looks) {
      outside.set(layers, looks);
      ground.setOtherMaps(outside.hasMaps);
      hideBehindGround();
      change();
    },
    setWater(next) {
      hasWater = next !== null;
      hideBehindGround();
      water.set(next);
    },
    setUnderground(next) {
      hasPipes = next !== null && next.tubes.length > 0;
      hideBehindGround();
      pipes.set(next);
    },
    setSun(sun) {
      light.set(sun, ground.hasSurfaces);
      tilesets.setShadows(light.casts, light.biasM);
      shade();
      change();
    },
    setEye(next) {
      eye = next;
      scene.screenSpaceCameraController.enableInputs = next === null;
      fitFieldOfView(camera, canvas.clientWidth / Math.max(1, canvas.clientHeight), fieldOfViewDeg());
      tilesets.setGrowth(next ? EYE_GROWTH : 1);
      if (next) applyEye(camera, next, frame.geoidHeightM);
      else applyPose(camera, pose, frame.geoidHeightM);
      budget.cameraMoved();
      change();
    },
    setSight(layer) {
      for (const one of sight) scene.primitives.remove(one);
      sight = sightPrimitives(layer, frame);
      for (const one of sight) scene.primitives.add(one);
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
      window.clearTimeout(patienceTimer);
      cancelAnimationFrame(looping);
      for (const stop of listeners) stop();
      shapes.dispose();
      gate.dispose();
      widget.destroy();
    },
  };
};

/** Whether the ground at a distant place faces away from the eye: the earth stands between. */
function isBeyondHorizon(world: Cartesian3, fromEye: Cartesian3): boolean {
  return Cartesian3.magnitude(fromEye) > DISTANT_M && Cartesian3.dot(world, fromEye) > 0;
}
