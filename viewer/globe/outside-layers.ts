/** Layers of other servers and files on the globe: maps as pictures on the ground, tilesets, models, moving things. None of them holds up a frame. */
import {
  BoundingSphere,
  Cartesian3,
  Cartographic,
  Cesium3DTileset,
  Math as CesiumMath,
  type CesiumWidget,
  Color,
  CustomShader,
  CustomShaderTranslucencyMode,
  CzmlDataSource,
  HeadingPitchRoll,
  ImageryLayer,
  type ImageryProvider,
  Model,
  Rectangle,
  Transforms,
  UniformType,
  UrlTemplateImageryProvider,
  VaryingType,
  WebMapServiceImageryProvider,
  WebMapTileServiceImageryProvider,
  WebMercatorTilingScheme,
} from '@cesium/engine';
import { DRAW_FACTOR, type LayerLook, type LayerLooks, LOOK_SIZE_PX, lookOf } from '../state/layer-look.ts';
import type { Range } from '../state/seeing/filter.ts';
import type { OfferedLayer } from '../tools/outside/capabilities.ts';
import type { OutsideLayer, OutsideSource } from '../tools/outside/state.ts';
import type { OutsideExtent, OutsideWork } from '../tools/outside/work.ts';
import { CUT_GLSL, cutUniforms, type GlobeCut, setCut, setEye } from './cut-shader.ts';
import type { GlobeEye } from './point-shader.ts';
import { SHADOWS } from './point-tilesets.ts';

const VERTEX_SHADER = `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  v_placeEC = (czm_modelView * vec4(vsInput.attributes.positionMC, 1.0)).xyz;
  vsOutput.pointSize = u_pointSizePx;
}
`;

const FRAGMENT_SHADER = `
#define HAS_CLIPS
${CUT_GLSL}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  if (!keepsPlace(v_placeEC)) discard;
  material.alpha *= u_opacity;
}
`;

const MAPS: readonly OutsideSource['kind'][] = ['wms', 'wmts', 'xyz'];

/** One of what is drawn. */
interface Drawn {
  readonly source: OutsideSource;
  update(layer: OutsideLayer, look: LayerLook): void;
  setCut?(cut: GlobeCut, keeps: Range | null): void;
  setEye?(eye: GlobeEye, cut: GlobeCut): void;
  setErrorTarget?(pixels: number): void;
  owns?(picked: unknown): boolean;
  readonly loading: boolean;
  remove(): void;
}

export interface OutsideLayers {
  set(layers: readonly OutsideLayer[], looks: LayerLooks): void;
  /** @param keeps elevations that are drawn, of all layers; null: all */
  setCut(cut: GlobeCut, keeps: Range | null): void;
  setEye(eye: GlobeEye): void;
  setErrorTarget(pixels: number): void;
  /** Whether a picked object is one of these: it lies where it is seen. */
  owns(picked: unknown): boolean;
  readonly any: boolean;
  /** Whether any of them is a map on the ground. */
  readonly hasMaps: boolean;
  /** Whether any of them stands on the ground. */
  readonly hasThings: boolean;
  readonly loading: boolean;
}

interface Context {
  readonly widget: CesiumWidget;
  readonly geoidHeightM: number;
  readonly onChange: () => void;
  readonly tell: OutsideWork['drawn'];
}

export function createOutsideLayers(context: Context): OutsideLayers {
  const drawn = new Map<string, Drawn>();
  let looks: LayerLooks = {};
  let shown: readonly OutsideLayer[] = [];
  let cut: GlobeCut | null = null;
  let keeps: Range | null = null;
  let errorTarget = 16;

  const dress = (layer: OutsideLayer, one: Drawn) => {
    one.update(layer, lookOf(looks, layer.id));
    one.setErrorTarget?.(errorTarget);
    if (cut) one.setCut?.(cut, keeps);
  };
  return {
    set(layers, nextLooks) {
      looks = nextLooks;
      shown = layers.filter(
        ({ source, stage }) => source !== null && source.kind !== 'shapes' && stage.state === 'ready',
      );
      for (const [id, one] of drawn) {
        const layer = shown.find((wanted) => wanted.id === id);
        if (layer && layer.source === one.source) continue;
        one.remove();
        drawn.delete(id);
      }
      for (const layer of shown) {
        const { id } = layer;
        if (!drawn.has(id) && !layer.visible) continue;
        const one =
          drawn.get(id) ??
          open(context, layer, () => {
            const now = shown.find((wanted) => wanted.id === id);
            const made = drawn.get(id);
            if (now && made) dress(now, made);
            context.onChange();
          });
        drawn.set(id, one);
        dress(layer, one);
      }
      context.onChange();
    },
    setCut(nextCut, nextKeeps) {
      cut = nextCut;
      keeps = nextKeeps;
      for (const one of drawn.values()) one.setCut?.(cut, keeps);
    },
    setEye(eye) {
      if (cut) for (const one of drawn.values()) one.setEye?.(eye, cut);
    },
    setErrorTarget(pixels) {
      errorTarget = pixels;
      for (const one of drawn.values()) one.setErrorTarget?.(pixels);
    },
    owns: (picked) => [...drawn.values()].some((one) => one.owns?.(picked) ?? false),
    get any() {
      return drawn.size > 0;
    },
    get hasMaps() {
      return shown.some(({ source, visible }) => visible && source !== null && MAPS.includes(source.kind));
    },
    get hasThings() {
      return shown.some(({ source, visible }) => visible && source !== null && !MAPS.includes(source.kind));
    },
    get loading() {
      return [...drawn.values()].some((one) => one.loading);
    },
  };
}

function open(context: Context, layer: OutsideLayer, onReady: () => void): Drawn {
  const { source } = layer;
  switch (source?.kind) {
    case '3dtiles':
      return openTiles(context, layer.id, source, onReady);
    case 'gltf':
      return openModel(context, layer.id, source, onReady);
    case 'czml':
      return openCzml(context, layer.id, source, onReady);
    case 'wms':
    case 'wmts':
    case 'xyz':
      return openImagery(context, layer, source);
    default:
      throw new Error('expected a layer that the globe draws');
  }
}

function failureOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// ---- maps ----

const MAX_LEVEL = 22;

function openImagery({ widget, onChange }: Context, { attribution }: OutsideLayer, source: OutsideSource): Drawn {
  const provider = imageryOf(source, attribution);
  // a tile that does not come leaves the ground bare, and is not asked for again
  provider.errorEvent.addEventListener((error: { retry: boolean }) => {
    error.retry = false;
  });
  const layer = new ImageryLayer(provider, {});
  const { imageryLayers } = widget.scene;
  imageryLayers.add(layer);
  return {
    source,
    update({ visible, opacity }) {
      layer.show = visible;
      layer.alpha = opacity;
      onChange();
    },
    // the globe waits for its tiles, not we for the map's
    loading: false,
    remove: () => void imageryLayers.remove(layer),
  };
}

function rectangleOf(bbox: OfferedLayer['bbox']): Rectangle {
  if (!bbox) return Rectangle.MAX_VALUE;
  const [west, south, east, north] = bbox;
  const within = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value));
  return Rectangle.fromDegrees(within(west, 180), within(south, 90), within(east, 180), within(north, 90));
}

function imageryOf(source: OutsideSource, credit: string): ImageryProvider {
  if (source.kind === 'wms') {
    return new WebMapServiceImageryProvider({
      url: source.url,
      layers: source.layer,
      rectangle: rectangleOf(source.bbox),
      parameters: { transparent: true, format: 'image/png' },
      tilingScheme: new WebMercatorTilingScheme(),
      maximumLevel: MAX_LEVEL,
      enablePickFeatures: false,
      credit,
    });
  }
  if (source.kind === 'wmts' && source.offered.tiles) {
    const { template, matrixSet, levels, style, format } = source.offered.tiles;
    return new WebMapTileServiceImageryProvider({
      url: template,
      layer: source.offered.name,
      style,
      format,
      tileMatrixSetID: matrixSet,
      tileMatrixLabels: [...levels],
      maximumLevel: Math.max(0, levels.length - 1),
      rectangle: rectangleOf(source.offered.bbox),
      tilingScheme: new WebMercatorTilingScheme(),
      credit,
    });
  }
  if (source.kind !== 'xyz') throw new Error('expected a map');
  const { url, levels, bbox, tms } = source;
  return new UrlTemplateImageryProvider({
    url: tms ? url.replaceAll('{y}', '{reverseY}') : url,
    subdomains: 'abc',
    minimumLevel: bbox ? levels[0] : Math.min(levels[0], 2),
    maximumLevel: levels[1],
    rectangle: rectangleOf(bbox),
    credit,
  });
}

// ---- tilesets and models ----

function cutShader(isTranslucent: boolean): CustomShader {
  return new CustomShader({
    translucencyMode: isTranslucent ? CustomShaderTranslucencyMode.TRANSLUCENT : CustomShaderTranslucencyMode.INHERIT,
    varyings: { v_placeEC: VaryingType.VEC3 },
    uniforms: {
      ...cutUniforms(),
      u_opacity: { type: UniformType.FLOAT, value: 1 },
      u_pointSizePx: { type: UniformType.FLOAT, value: 3 },
    },
    vertexShaderText: VERTEX_SHADER,
    fragmentShaderText: FRAGMENT_SHADER,
  });
}

/** What tilesets and models have in common: opacity, what is cut out of them, shadows. */
function createDress(target: () => Cesium3DTileset | Model | null) {
  let shader = cutShader(false);
  let isTranslucent = false;
  let last: { cut: GlobeCut; keeps: Range | null } | null = null;
  let own: LayerLook | null = null;
  const put = () => {
    const object = target();
    if (object && object.customShader !== shader) object.customShader = shader;
    if (last && own) setCut(shader, last.cut, own.clip === 'follow', own.heightRangeM ?? last.keeps);
  };
  return {
    update(layer: OutsideLayer, look: LayerLook) {
      own = look;
      const object = target();
      if (object) {
        object.show = layer.visible;
        object.shadows = SHADOWS[look.shadow];
      }
      const opacity = layer.opacity * look.opacity;
      if (opacity < 1 !== isTranslucent) {
        isTranslucent = opacity < 1;
        shader = cutShader(isTranslucent);
      }
      shader.setUniform('u_opacity', opacity);
      const { size } = look;
      shader.setUniform('u_pointSizePx', LOOK_SIZE_PX[size === null || size === 'distance' ? 'medium' : size]);
      put();
    },
    setCut(cut: GlobeCut, keeps: Range | null) {
      last = { cut, keeps };
      put();
    },
    setEye({ view, elevationM, up }: GlobeEye, cut: GlobeCut) {
      setEye(shader, cut, view, elevationM, up);
    },
  };
}

function extentOfSphere(sphere: BoundingSphere, geoidHeightM: number): OutsideExtent {
  const middle = Cartographic.fromCartesian(sphere.center);
  const lat = CesiumMath.toDegrees(middle.latitude);
  const lon = CesiumMath.toDegrees(middle.longitude);
  const reach = Math.min(45, (sphere.radius / 111_320) * 0.8);
  const wide = reach / Math.max(0.05, Math.cos(middle.latitude));
  const elevationM = middle.height - geoidHeightM;
  return { bbox: [lon - wide, lat - reach, lon + wide, lat + reach], elevationM: [elevationM, elevationM] };
}

function openTiles(
  { widget, geoidHeightM, onChange, tell }: Context,
  id: string,
  source: Extract<OutsideSource, { kind: '3dtiles' }>,
  onReady: () => void,
): Drawn {
  let tileset: Cesium3DTileset | null = null;
  let isGone = false;
  let target = 16;
  let factor = 1;
  const dress = createDress(() => tileset);
  const { primitives } = widget.scene;
  Cesium3DTileset.fromUrl(source.url, { maximumScreenSpaceError: target, cullRequestsWhileMoving: false })
    .then((made) => {
      if (isGone) return void made.destroy();
      tileset = made;
      for (const event of [made.tileLoad, made.allTilesLoaded, made.loadProgress]) event.addEventListener(onChange);
      primitives.add(made);
      tell(id, { extent: extentOfSphere(made.boundingSphere, geoidHeightM) });
      onReady();
    })
    .catch((error: unknown) => {
      if (!isGone) tell(id, { failure: failureOf(error) });
    });
  const refine = () => {
    if (tileset) tileset.maximumScreenSpaceError = target * factor;
  };
  return {
    source,
    update(layer, look) {
      dress.update(layer, look);
      factor = look.draw === null ? 1 : DRAW_FACTOR[look.draw];
      refine();
      onChange();
    },
    setCut: dress.setCut,
    setEye: dress.setEye,
    setErrorTarget(pixels) {
      target = pixels;
      refine();
    },
    owns: (picked) => tileset !== null && picked === tileset,
    get loading() {
      return tileset?.show === true && !tileset.tilesLoaded;
    },
    remove() {
      isGone = true;
      if (tileset) primitives.remove(tileset);
    },
  };
}

function openModel(
  { widget, geoidHeightM, onChange, tell }: Context,
  id: string,
  source: Extract<OutsideSource, { kind: 'gltf' }>,
  onReady: () => void,
): Drawn {
  let model: Model | null = null;
  let isGone = false;
  const dress = createDress(() => model);
  const { primitives } = widget.scene;
  Model.fromGltfAsync({ url: source.url, scene: widget.scene })
    .then((made) => {
      if (isGone) return void made.destroy();
      model = made;
      made.readyEvent.addEventListener(onReady);
      made.errorEvent.addEventListener((error: unknown) => tell(id, { failure: failureOf(error) }));
      primitives.add(made);
      onReady();
    })
    .catch((error: unknown) => {
      if (!isGone) tell(id, { failure: failureOf(error) });
    });
  return {
    source,
    update(layer, look) {
      dress.update(layer, look);
      if (model && layer.place) {
        const { lon, lat, elevationM, headingDeg, scale } = layer.place;
        const at = Cartesian3.fromDegrees(lon, lat, elevationM + geoidHeightM);
        model.modelMatrix = Transforms.headingPitchRollToFixedFrame(
          at,
          new HeadingPitchRoll(CesiumMath.toRadians(headingDeg), 0, 0),
        );
        model.scale = scale;
      }
      onChange();
    },
    setCut: dress.setCut,
    setEye: dress.setEye,
    owns: (picked) => model !== null && picked === model,
    get loading() {
      return model?.show === true && !model.ready;
    },
    remove() {
      isGone = true;
      if (model) primitives.remove(model);
    },
  };
}

// ---- things that move ----

function openCzml(
  { widget, onChange, tell }: Context,
  id: string,
  source: Extract<OutsideSource, { kind: 'czml' }>,
  onReady: () => void,
): Drawn {
  const data = new CzmlDataSource();
  let isGone = false;
  let isLoading = true;
  data
    .load(source.packets, { sourceUri: source.base })
    .then(async () => {
      if (isGone) return;
      await widget.dataSources.add(data);
      isLoading = false;
      const places = data.entities.values.flatMap(
        (entity) => entity.position?.getValue(widget.clock.currentTime) ?? [],
      );
      if (places.length > 0) tell(id, { extent: extentOfSphere(BoundingSphere.fromPoints(places), 0) });
      onReady();
    })
    .catch((error: unknown) => {
      isLoading = false;
      if (!isGone) tell(id, { failure: failureOf(error) });
    });
  return {
    source,
    update({ visible, opacity }) {
      data.show = visible;
      fade(data, opacity);
      onChange();
    },
    get loading() {
      return isLoading;
    },
    remove() {
      isGone = true;
      widget.dataSources.remove(data, true);
      onChange();
    },
  };
}

/** Of points, pictures and models; lines and faces keep their own colours. */
function fade(data: CzmlDataSource, opacity: number): void {
  for (const entity of data.entities.values) {
    const colour = Color.WHITE.withAlpha(opacity);
    if (entity.billboard) Reflect.set(entity.billboard, 'color', colour);
    if (entity.model) Reflect.set(entity.model, 'color', colour);
  }
}
