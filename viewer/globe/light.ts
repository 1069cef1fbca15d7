/**
 * The sun on the globe. The engine's own sun is 0.4° off as long as its data files for precession are not loaded; ours comes from the same
 * ephemeris as the server's numbers, as a direction. Shadows fall from points and terrain on both. Points cast and take them only
 * without the engine's eye-dome lighting, whose draw commands leave shadows out: it is off while shadows are on.
 */
import {
  Cartesian3,
  Math as CesiumMath,
  DirectionalLight,
  Matrix4,
  type Scene,
  ShadowMode,
  SunLight,
  Transforms,
} from '@cesium/engine';
import type { SunSetting } from '../state/sight-layer.ts';
import type { SiteFrame } from '../state/site-frame.ts';

/** Shadows reach as far as the site is looked at; more distance is less sharp. */
const LEAST_REACH_M = 150;
const MOST_REACH_M = 4000;
/** Brightness of what lies in shadow. */
const DARKNESS = 0.42;
const MAP_PX = 2048;
const LEAST_BIAS_M = 0.5;
const MOST_BIAS_M = 3;

export interface GlobeLight {
  /** @param onTerrain the ground has hills, which cast shadows too */
  set(sun: SunSetting | null, onTerrain: boolean): void;
  /** Before each frame. @param rangeM distance of what the camera looks at */
  update(rangeM: number): void;
  /** Whether shadows are drawn now. */
  readonly casts: boolean;
  /** What keeps ground out of the shadow of its own points: more the lower the sun stands. Thinner things cast none. */
  readonly biasM: number;
}

/** @param centre longitude and latitude of the site */
export function createLight(
  scene: Scene,
  centre: () => readonly [lon: number, lat: number],
  frame: SiteFrame,
): GlobeLight {
  let setting: SunSetting | null = null;
  const plain = new SunLight();
  const { shadowMap } = scene;
  shadowMap.size = MAP_PX;
  shadowMap.softShadows = true;
  shadowMap.darkness = DARKNESS;
  shadowMap.normalOffset = true;
  const casts = () => (setting ? setting.shadows && setting.elevationDeg > 0.5 : false);
  return {
    set(sun, onTerrain) {
      setting = sun;
      scene.light = sun ? new DirectionalLight({ direction: fromSun(sun, centre(), frame), intensity: 2 }) : plain;
      shadowMap.enabled = casts();
      // a smooth ground would only throw the grid of the shadow map on itself
      scene.globe.shadows = casts() && onTerrain ? ShadowMode.ENABLED : ShadowMode.RECEIVE_ONLY;
      scene.globe.enableLighting = sun !== null;
      scene.globe.dynamicAtmosphereLighting = sun !== null;
    },
    update(rangeM) {
      if (casts()) shadowMap.maximumDistance = Math.min(MOST_REACH_M, Math.max(LEAST_REACH_M, 3 * rangeM));
    },
    get casts() {
      return casts();
    },
    get biasM() {
      const height = CesiumMath.toRadians(Math.max(3, setting?.elevationDeg ?? 90));
      return Math.min(MOST_BIAS_M, LEAST_BIAS_M / Math.tan(height) + LEAST_BIAS_M);
    },
  };
}

/** From the sun to the site, in the earth's frame. */
function fromSun(
  { azimuthDeg, elevationDeg }: SunSetting,
  [lon, lat]: readonly [number, number],
  { geoidHeightM }: SiteFrame,
): Cartesian3 {
  const axes = Transforms.eastNorthUpToFixedFrame(Cartesian3.fromDegrees(lon, lat, geoidHeightM));
  const [azimuth, elevation] = [CesiumMath.toRadians(azimuthDeg), CesiumMath.toRadians(elevationDeg)];
  const local = new Cartesian3(
    -Math.sin(azimuth) * Math.cos(elevation),
    -Math.cos(azimuth) * Math.cos(elevation),
    -Math.sin(elevation),
  );
  const world = Matrix4.multiplyByPointAsVector(axes, local, new Cartesian3());
  return Cartesian3.normalize(world, world);
}
