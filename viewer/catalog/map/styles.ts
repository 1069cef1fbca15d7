/** How sheets, cells, names and drawn areas look on the map. */
import type { FeatureLike } from 'ol/Feature.js';
import { Circle, Fill, Stroke, Style, Text } from 'ol/style.js';
import type { Cell, Sheet } from '../state/overview.ts';
import type { ColourBy } from '../state/url.ts';
import { colourOf, commonest, shownValue } from './colours.ts';

export interface Look {
  readonly colourBy: ColourBy;
  readonly dark: boolean;
}

const FONT = "'Noto Sans JP Variable', system-ui, sans-serif";
/** A sheet narrower than this on the screen has no room for its code, pixels. */
const LABEL_WIDTH_PX = 96;
const HIGHLIGHT = '#ff5d3d';

function label(text: string, { dark }: Look, size = 12): Text {
  return new Text({
    text,
    font: `600 ${size}px ${FONT}`,
    fill: new Fill({ color: dark ? '#f2f6f9' : '#1b2a36' }),
    stroke: new Stroke({ color: dark ? 'rgb(16 22 28 / 85%)' : 'rgb(255 255 255 / 90%)', width: 3 }),
    overflow: true,
  });
}

export function sheetStyle(sheet: Sheet, widthPx: number, look: Look): Style {
  const value = shownValue(look.colourBy, sheet);
  return new Style({
    fill: new Fill({ color: colourOf(look.colourBy, value, 0.16) }),
    stroke: new Stroke({ color: colourOf(look.colourBy, value, 0.95), width: 1.4 }),
    ...(widthPx >= LABEL_WIDTH_PX ? { text: label(sheet.code ?? sheet.id, look) } : {}),
  });
}

export function cellStyle({ count, sensors, years }: Cell, widthPx: number, most: number, look: Look): Style {
  const value = commonest(look.colourBy === 'sensor' ? sensors : years);
  const share = 0.16 + 0.44 * Math.sqrt(count / Math.max(1, most));
  return new Style({
    fill: new Fill({ color: colourOf(look.colourBy, value, share) }),
    stroke: new Stroke({ color: colourOf(look.colourBy, value, 0.9), width: 1 }),
    ...(widthPx >= 26 ? { text: label(count.toLocaleString('en'), look, 11) } : {}),
  });
}

export const highlightStyle = (isChosen: boolean): Style[] => [
  new Style({ stroke: new Stroke({ color: 'rgb(255 255 255 / 90%)', width: isChosen ? 6 : 5 }), zIndex: 1 }),
  new Style({
    stroke: new Stroke({ color: isChosen ? HIGHLIGHT : '#17324a', width: isChosen ? 3.2 : 2.4 }),
    fill: new Fill({ color: isChosen ? 'rgb(255 93 61 / 14%)' : 'rgb(23 50 74 / 10%)' }),
    zIndex: 2,
  }),
];

export const nameStyle = (name: string, look: Look): Style =>
  new Style({
    text: new Text({
      text: name,
      font: `500 11.5px ${FONT}`,
      fill: new Fill({ color: look.dark ? '#93a4b3' : '#5f6f7c' }),
      stroke: new Stroke({ color: look.dark ? 'rgb(20 26 32 / 80%)' : 'rgb(255 255 255 / 85%)', width: 3 }),
    }),
  });

/** The sheet that was searched for, and the middle of any other place. */
export const placeStyle: Style[] = [
  new Style({ stroke: new Stroke({ color: 'rgb(255 255 255 / 90%)', width: 5 }) }),
  new Style({
    stroke: new Stroke({ color: '#b3261e', width: 2, lineDash: [2, 5] }),
    image: new Circle({
      radius: 6,
      fill: new Fill({ color: '#b3261e' }),
      stroke: new Stroke({ color: '#fff', width: 2 }),
    }),
  }),
];

/** The rim of an area, on any background. */
export const areaStyle: Style[] = [
  new Style({
    stroke: new Stroke({ color: 'rgb(255 255 255 / 90%)', width: 5 }),
    fill: new Fill({ color: 'rgb(255 196 37 / 9%)' }),
  }),
  new Style({ stroke: new Stroke({ color: '#8a5a00', width: 2.4, lineDash: [8, 5] }) }),
];

/** A line and the strip around it, as wide as it is on the ground. */
export function stripStyle(widthPx: number): Style[] {
  return [
    new Style({
      stroke: new Stroke({
        color: 'rgb(255 196 37 / 35%)',
        width: Math.max(4, widthPx),
        lineCap: 'round',
        lineJoin: 'round',
      }),
    }),
    new Style({ stroke: new Stroke({ color: '#8a5a00', width: 2.4 }) }),
  ];
}

/** Width of a feature's box on the screen, pixels. */
export function widthOf(feature: FeatureLike, resolution: number): number {
  const extent = feature.getGeometry()?.getExtent();
  return extent ? (extent[2]! - extent[0]!) / resolution : 0;
}
