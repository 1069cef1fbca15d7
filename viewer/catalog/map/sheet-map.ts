/** The map itself: OpenLayers on a canvas, kept in step with the store. Knows nothing of React and of languages. */

import Feature from 'ol/Feature.js';
import { fromExtent } from 'ol/geom/Polygon.js';
import { type Geometry, LineString, Point, Polygon } from 'ol/geom.js';
import DoubleClickZoom from 'ol/interaction/DoubleClickZoom.js';
import Draw, { createBox } from 'ol/interaction/Draw.js';
import Graticule from 'ol/layer/Graticule.js';
import type TileLayer from 'ol/layer/Tile.js';
import VectorLayer from 'ol/layer/Vector.js';
import OlMap from 'ol/Map.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import { fromLonLat, getPointResolution, toLonLat, transformExtent } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import { Fill, Stroke, Text } from 'ol/style.js';
import View from 'ol/View.js';
import { MUNICIPALITIES } from '#core/places/municipalities.ts';
import type { FoundPlace } from '#core/places/place.ts';
import { watch } from '../../state/store.ts';
import type { Language } from '../../state/url-state.ts';
import { areaGeometry, cornersOf, type LonLatBox, type Position, type SelectionArea } from '../state/area.ts';
import type { CatalogState, Drawing } from '../state/catalog-state.ts';
import type { Cell, Overview, Sheet } from '../state/overview.ts';
import type { Catalog } from '../work.ts';
import { gsiLayer, reliefLayer } from './base-layers.ts';
import { formatAngle } from './format-angle.ts';
import {
  areaStyle,
  cellStyle,
  highlightStyle,
  type Look,
  nameStyle,
  placeStyle,
  sheetStyle,
  stripStyle,
  widthOf,
} from './styles.ts';

/** What the pointer is over: keys of sheets, or of one cell, the topmost first. */
export interface PointedAt {
  readonly x: number;
  readonly y: number;
  readonly keys: readonly string[];
}

export interface SheetMap {
  zoomBy(levels: number): void;
  setDark(dark: boolean): void;
  dispose(): void;
}

/** Before anything is known: the prefecture. */
const START = { lon: 138.35, lat: 35.02, zoom: 8.6 } as const;
const MOVE_MS = 320;
/** Around what the map goes to: top, right (buttons), bottom (legend's foot, credits), left. */
const MARGINS_PX = [44, 68, 56, 44] as const;
/** Collections whose hillshade is shown at once. */
const MAX_RELIEFS = 12;
/** Whole degrees, minutes, seconds. */
const GRATICULE_DEGREES = [
  10,
  5,
  2,
  1,
  ...[30, 20, 10, 5, 2, 1].map((minutes) => minutes / 60),
  ...[30, 20, 10, 5, 2, 1].map((seconds) => seconds / 3600),
];
/** A double click that ends a drawing must not zoom. */
const AFTER_DRAWING_MS = 400;

const VALUE = 'value';
type Value = { readonly sheet: Sheet } | { readonly cell: Cell };

export function createSheetMap(
  target: HTMLElement,
  catalog: Catalog,
  onPoint: (at: PointedAt | null) => void,
): SheetMap {
  const { store } = catalog;
  let look: Look = { colourBy: store.get().colourBy, dark: false };
  let most = 1;
  let disposed = false;
  const asked = store.get().map ?? START;
  const view = new View({
    center: fromLonLat([asked.lon, asked.lat]),
    zoom: asked.zoom,
    minZoom: 4,
    maxZoom: 21,
    enableRotation: false,
  });

  const sheets = new VectorSource<Feature<Polygon>>();
  const sheetLayer = new VectorLayer({
    source: sheets,
    declutter: true,
    zIndex: 5,
    style: (feature, resolution) => {
      const value = feature.get(VALUE) as Value;
      const width = widthOf(feature, resolution);
      return 'sheet' in value ? sheetStyle(value.sheet, width, look) : cellStyle(value.cell, width, most, look);
    },
  });
  const marks = new VectorSource<Feature<Polygon>>();
  const markLayer = new VectorLayer({
    source: marks,
    zIndex: 7,
    style: (feature) => highlightStyle(feature.get('chosen') === true),
  });
  const areas = new VectorSource<Feature<Geometry>>();
  const areaLayer = new VectorLayer({ source: areas, zIndex: 6, style: styleOfArea });
  const names = new VectorSource<Feature<Point>>();
  const nameLayer = new VectorLayer({
    source: names,
    declutter: true,
    zIndex: 4,
    style: (feature) => nameStyle(String(feature.get('name')), look),
  });
  const map = new OlMap({
    target,
    view,
    controls: [],
    layers: [nameLayer, sheetLayer, areaLayer, markLayer],
  });
  let graticule = graticuleLayer(look);
  map.addLayer(graticule);

  /** The rectangle on the ground of a key, wherever it is known from. */
  const ringOf = (key: string): readonly Position[] | null => {
    const feature = sheets.getFeatureById(key) as Feature | null;
    const value = feature?.get(VALUE) as Value | undefined;
    if (value) return 'sheet' in value ? value.sheet.ring : value.cell.ring;
    const { neighbours } = store.get();
    return neighbours.find((sheet) => sheet.key === key)?.ring ?? null;
  };
  const showMarks = () => {
    const { chosen, hovered, item } = store.get();
    marks.clear(true);
    const add = (ring: readonly Position[] | null, isChosen: boolean) => {
      if (!ring || ring.length === 0) return;
      const feature = new Feature(polygonOf(ring));
      feature.set('chosen', isChosen);
      marks.addFeature(feature);
    };
    if (chosen) {
      const known = ringOf(`${chosen.collection}/${chosen.item}`);
      add(known ?? (item.state === 'ready' ? item.value.ring : null), true);
    }
    if (hovered) add(ringOf(hovered), false);
  };
  const showOverview = (overview: Overview | null) => {
    sheets.clear(true);
    if (!overview) return;
    most = Math.max(1, ...overview.cells.map(({ count }) => count));
    sheets.addFeatures([
      ...overview.cells.map((cell) => featureOf(cell.key, cell.ring, { cell })),
      ...overview.sheets.map((sheet) => featureOf(sheet.key, sheet.ring, { sheet })),
    ]);
    showMarks();
  };
  const showArea = ({ area, place }: Pick<CatalogState, 'area' | 'place'>) => {
    areas.clear(true);
    if (place) areas.addFeature(placeFeature(place));
    if (area) areas.addFeature(areaFeature(area));
  };
  const showNames = (language: Language) => {
    names.clear(true);
    for (const { kind, label, lon, lat } of MUNICIPALITIES) {
      if (kind === 'ward') continue;
      const name = language === 'ja' ? label.ja : label.en.replace(/ (City|Town)$/, '');
      const feature = new Feature(new Point(fromLonLat([lon, lat])));
      feature.set('name', name);
      names.addFeature(feature);
    }
  };

  const reliefs = new Map<string, TileLayer>();
  let gsi: TileLayer | null = null;
  const showBase = ({ base, collections }: Pick<CatalogState, 'base' | 'collections'>) => {
    if (gsi) map.removeLayer(gsi);
    gsi = gsiLayer(base);
    if (gsi) map.addLayer(gsi);
    nameLayer.setVisible(gsi === null);
    graticule.setVisible(gsi === null);
    for (const layer of reliefs.values()) layer.setVisible(base === 'relief');
    if (base !== 'relief') return;
    const wanted = collections.filter(({ hasSurfaces }) => hasSurfaces).slice(0, MAX_RELIEFS);
    for (const { id } of wanted) if (!reliefs.has(id)) void addRelief(id);
  };
  const addRelief = async (id: string) => {
    // without its description the map stays plain
    const layer = await reliefLayer(id).catch(() => null);
    if (!layer || reliefs.has(id) || disposed) return;
    reliefs.set(id, layer);
    layer.setVisible(store.get().base === 'relief');
    map.addLayer(layer);
  };

  let draw: Draw | null = null;
  /** The click that ended a drawing chooses nothing. */
  let quietUntil = 0;
  const doubleClick = map
    .getInteractions()
    .getArray()
    .find((one) => one instanceof DoubleClickZoom);
  const setDrawing = (drawing: Drawing | null) => {
    if (draw) map.removeInteraction(draw);
    draw = null;
    if (drawing === null) {
      quietUntil = performance.now() + AFTER_DRAWING_MS;
      window.setTimeout(() => doubleClick?.setActive(true), AFTER_DRAWING_MS);
      return;
    }
    doubleClick?.setActive(false);
    draw = drawOf(drawing);
    draw.on('drawend', ({ feature }) => catalog.select(areaOf(drawing, feature.getGeometry()!, store.get().bufferM)));
    map.addInteraction(draw);
    target.focus({ preventScroll: true });
  };
  const onKey = (event: KeyboardEvent) => {
    if (!draw) return;
    if (event.key === 'Escape') catalog.draw(null);
    else if (event.key === 'Backspace') draw.removeLastPoint();
    else if (event.key === 'Enter') draw.finishDrawing();
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', onKey);

  const keysAt = (event: MapBrowserEvent): string[] =>
    map
      .getFeaturesAtPixel(event.pixel, { layerFilter: (layer) => layer === sheetLayer, hitTolerance: 2 })
      .map((feature) => String(feature.getId()));
  map.on('pointermove', (event) => {
    if (event.dragging || draw) {
      onPoint(null);
      return;
    }
    const keys = keysAt(event);
    target.style.cursor = keys.length > 0 ? 'pointer' : '';
    catalog.hover(keys[0] ?? null);
    onPoint(keys.length > 0 ? { x: event.pixel[0]!, y: event.pixel[1]!, keys } : null);
  });
  const leave = () => {
    catalog.hover(null);
    onPoint(null);
  };
  target.addEventListener('pointerleave', leave);
  map.on('click', (event) => {
    if (draw || performance.now() < quietUntil) return;
    const keys = keysAt(event);
    const { chosen } = store.get();
    // what lies under the chosen one comes next
    const at = chosen ? keys.indexOf(`${chosen.collection}/${chosen.item}`) : -1;
    const key = keys[(at + 1) % Math.max(1, keys.length)];
    const value = key === undefined ? undefined : (sheets.getFeatureById(key) as Feature | null)?.get(VALUE);
    if (value === undefined) return;
    const { sheet, cell } = value as { sheet?: Sheet; cell?: Cell };
    if (cell) catalog.openCell(cell);
    else if (sheet) catalog.choose({ collection: sheet.collection, item: sheet.id });
  });
  map.on('moveend', () => {
    const size = map.getSize();
    const center = view.getCenter();
    if (!size?.[0] || !size[1] || !center) return;
    const [lon, lat] = toLonLat(center);
    const extent = transformExtent(view.calculateExtent(size), 'EPSG:3857', 'EPSG:4326');
    const [west, south, east, north] = extent as [number, number, number, number];
    const box: LonLatBox = [Math.max(-180, west), Math.max(-85, south), Math.min(180, east), Math.min(85, north)];
    catalog.setView({ lon: lon!, lat: lat!, zoom: view.getZoom() ?? START.zoom }, box);
  });

  const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const goToGoal = () => {
    const { goal } = store.get();
    const size = map.getSize();
    if (!goal || !size?.[0] || !size[1]) return;
    const most = Math.min(size[0], size[1]) / 8;
    view.fit(transformExtent([...goal.bbox], 'EPSG:4326', 'EPSG:3857'), {
      size,
      padding: MARGINS_PX.map((margin) => Math.min(margin, most)),
      maxZoom: goal.maxZoom,
      duration: isCalm || store.get().view === null ? 0 : MOVE_MS,
    });
    catalog.goalReached();
  };
  map.on('change:size', goToGoal);

  const repaint = () => {
    for (const layer of [sheetLayer, nameLayer]) layer.changed();
  };
  const unwatch = [
    watch(store, (state) => state.overview, showOverview),
    watch(store, (state) => state.chosen, showMarks),
    watch(store, (state) => state.item, showMarks),
    watch(store, (state) => state.hovered, showMarks),
    watch(
      store,
      (state) => state.area,
      () => showArea(store.get()),
    ),
    watch(
      store,
      (state) => state.place,
      () => showArea(store.get()),
    ),
    watch(store, (state) => state.drawing, setDrawing),
    watch(store, (state) => state.goal, goToGoal),
    watch(store, (state) => state.language, showNames),
    watch(
      store,
      (state) => state.base,
      () => showBase(store.get()),
    ),
    watch(
      store,
      (state) => state.collections,
      () => showBase(store.get()),
    ),
    watch(
      store,
      (state) => state.colourBy,
      (colourBy) => {
        look = { ...look, colourBy };
        repaint();
      },
    ),
  ];
  showNames(store.get().language);
  showArea(store.get());
  showBase(store.get());
  goToGoal();

  return {
    zoomBy(levels) {
      view.animate({ zoom: (view.getZoom() ?? 9) + levels, duration: isCalm ? 0 : 180 });
    },
    setDark(dark) {
      if (dark === look.dark) return;
      look = { ...look, dark };
      const isVisible = graticule.getVisible();
      map.removeLayer(graticule);
      graticule = graticuleLayer(look);
      graticule.setVisible(isVisible);
      map.addLayer(graticule);
      repaint();
    },
    dispose() {
      disposed = true;
      for (const stop of unwatch) stop();
      document.removeEventListener('keydown', onKey);
      target.removeEventListener('pointerleave', leave);
      map.setTarget(undefined);
      map.dispose();
    },
  };
}

const polygonOf = (ring: readonly Position[]): Polygon =>
  new Polygon([[...ring, ring[0]!].map((position) => fromLonLat([...position]))]);

function featureOf(key: string, ring: readonly Position[], value: Value): Feature<Polygon> {
  const feature = new Feature(polygonOf(ring));
  feature.setId(key);
  feature.set(VALUE, value, true);
  return feature;
}

function areaFeature(area: SelectionArea): Feature<Geometry> {
  if (area.kind !== 'line') return new Feature(polygonOf(areaGeometry(area)!.coordinates[0]!.slice(0, -1)));
  const feature = new Feature<Geometry>(new LineString(area.line.map((position) => fromLonLat([...position]))));
  feature.set('bufferM', area.bufferM);
  return feature;
}

/** The sheet that was searched for, or where a name stands: boxes of names say nothing of borders. */
function placeFeature({ sheet, bbox, lon, lat }: FoundPlace): Feature<Geometry> {
  const feature = new Feature<Geometry>(sheet ? polygonOf(cornersOf(bbox)) : new Point(fromLonLat([lon, lat])));
  feature.set('isPlace', true);
  return feature;
}

function styleOfArea(feature: { get(name: string): unknown; getGeometry(): unknown }, resolution: number) {
  if (feature.get('isPlace') === true) return placeStyle;
  const bufferM = feature.get('bufferM');
  if (typeof bufferM !== 'number') return areaStyle;
  const [middle] = [(feature.getGeometry() as LineString).getCoordinateAt(0.5)];
  // metres of the map are longer than those on the ground
  const metresPerPixel = getPointResolution('EPSG:3857', resolution, middle, 'm');
  return stripStyle((2 * bufferM) / metresPerPixel);
}

function drawOf(drawing: Drawing): Draw {
  if (drawing === 'box') return new Draw({ type: 'Circle', geometryFunction: createBox() });
  return new Draw({ type: drawing === 'polygon' ? 'Polygon' : 'LineString' });
}

function areaOf(drawing: Drawing, geometry: Geometry, bufferM: number): SelectionArea {
  if (drawing === 'box') {
    const [west, south, east, north] = transformExtent(geometry.getExtent(), 'EPSG:3857', 'EPSG:4326');
    return { kind: 'box', bbox: [west!, south!, east!, north!] };
  }
  const positions = (points: number[][]) => points.map((point): Position => toLonLat(point) as [number, number]);
  if (geometry instanceof LineString) return { kind: 'line', line: positions(geometry.getCoordinates()), bufferM };
  const [ring = []] = (geometry instanceof Polygon ? geometry : fromExtent(geometry.getExtent())).getCoordinates();
  return { kind: 'polygon', ring: positions(ring).slice(0, -1) };
}

function graticuleLayer({ dark }: Look): Graticule {
  const colour = dark ? 'rgb(255 255 255 / 13%)' : 'rgb(20 40 60 / 15%)';
  const fill = new Fill({ color: dark ? '#8b99a5' : '#7a8893' });
  const font = "11px 'Noto Sans JP Variable', system-ui, sans-serif";
  return new Graticule({
    strokeStyle: new Stroke({ color: colour, width: 1 }),
    showLabels: true,
    wrapX: false,
    zIndex: 3,
    intervals: [...GRATICULE_DEGREES],
    lonLabelPosition: 0.99,
    latLabelPosition: 0.008,
    lonLabelFormatter: (lon) => formatAngle(lon, 'E', 'W'),
    latLabelFormatter: (lat) => formatAngle(lat, 'N', 'S'),
    lonLabelStyle: new Text({ font, fill, textBaseline: 'top', textAlign: 'center' }),
    latLabelStyle: new Text({ font, fill, textBaseline: 'bottom', textAlign: 'start' }),
  });
}
