/** The difference map as a picture for people: map, legend, scale, dates and the largest changes. */
import { differenceColour } from '../change/ramp.ts';
import { type AreaGeometry, type Polygon, ringsOf } from '../geometry/polygon.ts';
import { type GridSpec, gridBounds } from '../surface/grid.ts';
import type { Canvas } from './canvas.ts';
import { CHANGE_WORDS, type ChangeWords } from './change-words.ts';
import {
  finishMap,
  grouped,
  INK,
  MARGIN,
  type MapFrame,
  mapSheet,
  OUTSIDE,
  PANEL_WIDTH,
  PAPER,
  plainNumber,
  SOFT,
  voidColour,
} from './map-parts.ts';
import { drawText } from './text.ts';

export interface PictureChange {
  readonly kind: 'cut' | 'fill';
  readonly volumeM3: number;
  readonly centroid: readonly [east: number, north: number];
  /** Metres. */
  readonly outline: AreaGeometry;
}

export interface ChangePicture {
  readonly lang: 'ja' | 'en';
  readonly grid: GridSpec;
  readonly cellAreasM2: Float64Array;
  /** NaN is no data where the cell has an area. */
  readonly differencesM: Float64Array;
  /** Colours reach from −rangeM to +rangeM. */
  readonly rangeM: number;
  /** The largest first. */
  readonly changes: readonly PictureChange[];
  /** Days, or what a surface is. */
  readonly existing: string;
  readonly compared: string;
  readonly totals: {
    readonly cutM3: number;
    readonly fillM3: number;
    readonly netM3: number;
    readonly coveredAreaM2: number;
  };
  readonly lodM: number;
  readonly minThicknessM: number;
  /** Metres. */
  readonly area: Polygon;
  readonly crs: string;
  /** Whether metres are the unit of the system: then the frame carries coordinates. */
  readonly isMetric: boolean;
}

const PANEL_HEIGHT = 690;
const MAX_NAMED = 6;

export function drawChangePicture(picture: ChangePicture): Canvas {
  const words = CHANGE_WORDS[picture.lang];
  const sheet = mapSheet(picture.grid, PANEL_HEIGHT);
  const { canvas, frame, panel } = sheet;
  drawHead(canvas, picture, words);
  drawMap(canvas, frame, picture);
  drawOutlines(canvas, frame, picture);
  finishMap(sheet, picture.isMetric ? picture.grid : null, words.north);
  drawPanel(canvas, panel.left, panel.top, picture, words);
  return canvas;
}

function drawHead(canvas: Canvas, { existing, compared }: ChangePicture, words: ChangeWords): void {
  drawText(canvas, words.title, MARGIN, 48, { size: 30 });
  const dates = `${words.existing} ${existing}  →  ${words.compared} ${compared}`;
  drawText(canvas, dates, MARGIN, 76, { size: 17, colour: SOFT });
}

/** Pixels that hold several cells show their mean. */
function drawMap(canvas: Canvas, { left, top, width, height }: MapFrame, picture: ChangePicture): void {
  const { grid, cellAreasM2, differencesM, rangeM } = picture;
  const begin = (pixel: number, size: number, count: number) => Math.floor((pixel * count) / size);
  for (let y = 0; y < height; y++) {
    // rows run from the south, pixels from the north
    const first = begin(height - 1 - y, height, grid.rows);
    const last = Math.max(first + 1, begin(height - y, height, grid.rows));
    for (let x = 0; x < width; x++) {
      const west = begin(x, width, grid.cols);
      const east = Math.max(west + 1, begin(x + 1, width, grid.cols));
      let sum = 0;
      let count = 0;
      let isInside = false;
      for (let row = first; row < last; row++) {
        for (let cell = row * grid.cols + west; cell < row * grid.cols + east; cell++) {
          if (cellAreasM2[cell] === 0) continue;
          isInside = true;
          if (Number.isNaN(differencesM[cell]!)) continue;
          sum += differencesM[cell]!;
          count++;
        }
      }
      if (count > 0) canvas.set(left + x, top + y, differenceColour(sum / count / rangeM));
      else canvas.set(left + x, top + y, isInside ? voidColour(left + x, top + y) : OUTSIDE);
    }
  }
}

function drawOutlines(canvas: Canvas, frame: MapFrame, { grid, changes, area }: ChangePicture): void {
  const { minE, maxN } = gridBounds(grid);
  const toPixel = (east: number, north: number): [number, number] => [
    frame.left + (east - minE) * frame.scale,
    frame.top + (maxN - north) * frame.scale,
  ];
  for (const { east, north } of ringsOf(area)) {
    const corners = Array.from(east, (e, i) => toPixel(e, north[i]!));
    canvas.stroke([...corners, corners[0]!].flat(), 1, SOFT);
  }
  for (const { outline } of changes) {
    const rings = outline.type === 'Polygon' ? outline.coordinates : outline.coordinates.flat();
    for (const ring of rings) {
      const way = ring.flatMap((position) => toPixel(position[0]!, position[1]!));
      canvas.stroke(way, 1.3, INK);
    }
  }
  for (const [i, { centroid }] of changes.slice(0, MAX_NAMED).entries()) {
    const [x, y] = toPixel(centroid[0], centroid[1]);
    drawText(canvas, `${i + 1}`, x, y + 8, { size: 22, align: 'middle', halo: PAPER });
  }
}

function drawPanel(canvas: Canvas, left: number, top: number, picture: ChangePicture, words: ChangeWords): void {
  const { rangeM, totals, lodM, minThicknessM, grid, crs, changes } = picture;
  const barTop = top + 34;
  drawText(canvas, words.higher, left, top + 18, { size: 16 });
  drawBar(canvas, left, barTop, 240, rangeM);
  drawText(canvas, words.lower, left, barTop + 240 + 24, { size: 16 });
  let y = barTop + 240 + 44;
  for (let row = 0; row < 16; row++)
    for (let col = 0; col < 26; col++) canvas.set(left + col, y + row, voidColour(col, row));
  canvas.strokeRect(left, y, 26, 16, SOFT);
  drawText(canvas, words.noData, left + 36, y + 14, { size: 15 });
  y += 28;
  canvas.stroke([left + 1, y + 13, left + 9, y + 3, left + 25, y + 6, left + 20, y + 14, left + 1, y + 13], 1.3, INK);
  drawText(canvas, words.outlined, left + 36, y + 14, { size: 15 });
  y += 44;
  const lines: [string, string][] = [
    [words.fill, `${grouped(totals.fillM3)} m³`],
    [words.cut, `${grouped(totals.cutM3)} m³`],
    [words.net, `${signed(totals.netM3)} m³`],
    [words.covered, `${grouped(totals.coveredAreaM2)} m²`],
    [words.detection, `±${lodM.toFixed(2)} m`],
    ...(minThicknessM === lodM ? [] : [[words.thickness, `${plainNumber(minThicknessM)} m`] as [string, string]]),
    [words.cell, `${plainNumber(grid.cellSizeM)} m`],
    [words.system, crs],
  ];
  for (const [name, value] of lines) {
    drawText(canvas, name, left, y, { size: 15, colour: SOFT });
    drawText(canvas, value, left + PANEL_WIDTH, y, { size: 15, align: 'right' });
    y += 22;
  }
  y += 16;
  drawText(canvas, words.largest, left, y, { size: 16 });
  if (changes.length === 0) drawText(canvas, words.none, left + PANEL_WIDTH, y, { size: 15, align: 'right' });
  for (const [i, { kind, volumeM3 }] of changes.slice(0, MAX_NAMED).entries()) {
    y += 22;
    drawText(canvas, `${i + 1}`, left + 14, y, { size: 15, align: 'right' });
    drawText(canvas, words[kind], left + 26, y, { size: 15 });
    drawText(canvas, `${grouped(volumeM3)} m³`, left + PANEL_WIDTH, y, { size: 15, align: 'right' });
  }
}

/** Colours from fill at the top to cut at the bottom, with numbers; the ends stand for what lies beyond too. */
function drawBar(canvas: Canvas, left: number, top: number, height: number, rangeM: number): void {
  for (let row = 0; row < height; row++) {
    canvas.fillRect(left, top + row, 26, 1, differenceColour(1 - (2 * (row + 0.5)) / height));
  }
  canvas.strokeRect(left, top, 26, height, SOFT);
  for (const quarter of [2, 1, 0, -1, -2]) {
    const value = (rangeM * quarter) / 2;
    const y = top + Math.round(((2 - quarter) / 4) * (height - 1));
    canvas.fillRect(left + 26, y, 6, 1, SOFT);
    const beyond = quarter === 2 ? '≥ ' : quarter === -2 ? '≤ ' : '';
    const sign = value > 0 ? '+' : value < 0 ? '−' : '';
    drawText(canvas, `${beyond}${sign}${plainNumber(Math.abs(value))} m`, left + 40, y + 5, { size: 15 });
  }
}

function signed(value: number): string {
  const sign = Math.round(value) > 0 ? '+' : Math.round(value) < 0 ? '−' : '';
  return `${sign}${grouped(value)}`;
}
