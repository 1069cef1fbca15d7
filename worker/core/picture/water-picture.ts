/** Depths of standing water as a picture for people: shaded ground, depth classes, legend, scale, numbers. */

import { hornGradient } from '../relief/height-field.ts';
import { hillshade, MAP_SUN } from '../relief/hillshade.ts';
import { type GridSpec, gridBounds } from '../surface/grid.ts';
import { DEPTH_CLASSES, depthClassOf } from '../water/depth-classes.ts';
import type { Canvas, Colour } from './canvas.ts';
import {
  finishMap,
  grouped,
  INK,
  MARGIN,
  type MapFrame,
  mapSheet,
  OUTSIDE,
  PANEL_WIDTH,
  plainNumber,
  SOFT,
  voidColour,
} from './map-parts.ts';
import { drawText } from './text.ts';
import { WATER_WORDS, type WaterWords } from './water-words.ts';

export interface WaterPicture {
  readonly lang: 'ja' | 'en';
  readonly grid: GridSpec;
  readonly cellAreasM2: Float64Array;
  /** Ground with walls and channels, metres; NaN is no data where the cell has an area. */
  readonly heights: Float64Array;
  /** Metres; NaN is dry. */
  readonly depths: Float64Array;
  readonly seedCells: readonly number[];
  readonly levelM: number;
  readonly areaM2: number;
  readonly volumeM3: number;
  readonly maxDepthM: number;
  /** Null: never. */
  readonly edgeLevelM: number | null;
  readonly isOpen: boolean;
  /** Name and day of the ground. */
  readonly ground: string;
  readonly datum: string | null;
  readonly crs: string;
  /** Whether metres are the unit of the system: then the frame carries coordinates. */
  readonly isMetric: boolean;
}

const PANEL_HEIGHT = 600;
const SEED: Colour = [200, 30, 40];
/** Of the water over the shaded ground. */
const WATER_SHARE = 0.82;

export function drawWaterPicture(picture: WaterPicture): Canvas {
  const words = WATER_WORDS[picture.lang];
  const sheet = mapSheet(picture.grid, PANEL_HEIGHT);
  const { canvas, frame, panel } = sheet;
  drawText(canvas, `${words.title}  ${words.level} ${picture.levelM.toFixed(2)} m`, MARGIN, 48, { size: 30 });
  drawText(canvas, words.simulated, MARGIN, 76, { size: 17, colour: SOFT });
  drawMap(canvas, frame, picture);
  drawSeeds(canvas, frame, picture);
  finishMap(sheet, picture.isMetric ? picture.grid : null, words.north);
  drawPanel(canvas, panel.left, panel.top, picture, words);
  return canvas;
}

/** The cell under each pixel; of many cells the one in the middle. */
function drawMap(canvas: Canvas, { left, top, width, height }: MapFrame, picture: WaterPicture): void {
  const { grid, cellAreasM2, heights, depths } = picture;
  const shade = shadeOf(grid, heights);
  for (let y = 0; y < height; y++) {
    // rows run from the south, pixels from the north
    const row = Math.min(grid.rows - 1, Math.floor(((height - y - 0.5) * grid.rows) / height));
    for (let x = 0; x < width; x++) {
      const col = Math.min(grid.cols - 1, Math.floor(((x + 0.5) * grid.cols) / width));
      const cell = row * grid.cols + col;
      canvas.set(left + x, top + y, colourOf(cell, left + x, top + y));
    }
  }

  function colourOf(cell: number, x: number, y: number): Colour {
    if (cellAreasM2[cell] === 0) return OUTSIDE;
    if (Number.isNaN(heights[cell]!)) return voidColour(x, y);
    const light = Math.round(120 + 130 * shade[cell]!);
    const depth = depths[cell]!;
    if (!(depth > 0)) return [light, light, light];
    const { colour } = DEPTH_CLASSES[depthClassOf(depth)]!;
    const mixed = (part: number) => Math.round(WATER_SHARE * part + (1 - WATER_SHARE) * light);
    return [mixed(colour[0]), mixed(colour[1]), mixed(colour[2])];
  }
}

function shadeOf({ cols, rows, cellSizeM }: GridSpec, heights: Float64Array): Float32Array {
  const flip = (from: { readonly [i: number]: number }, into: Float32Array) => {
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) into[(rows - 1 - row) * cols + col] = from[row * cols + col]!;
    }
    return into;
  };
  const fromNorth = flip(heights, new Float32Array(heights.length));
  const shade = hillshade(hornGradient({ cols, rows, stepM: cellSizeM, heights: fromNorth }), [MAP_SUN]);
  return flip(shade, new Float32Array(shade.length));
}

/** Most cells of seeds that are marked one by one. */
const MAX_MARKED = 2_000;

function drawSeeds(canvas: Canvas, frame: MapFrame, { grid, seedCells }: WaterPicture): void {
  const { minE, maxN } = gridBounds(grid);
  const every = Math.max(1, Math.ceil(seedCells.length / MAX_MARKED));
  for (let i = 0; i < seedCells.length; i += every) {
    const cell = seedCells[i]!;
    const east = (grid.firstCol + (cell % grid.cols) + 0.5) * grid.cellSizeM;
    const north = (grid.firstRow + Math.floor(cell / grid.cols) + 0.5) * grid.cellSizeM;
    const x = Math.round(frame.left + (east - minE) * frame.scale);
    const y = Math.round(frame.top + (maxN - north) * frame.scale);
    canvas.fillRect(x - 3, y - 3, 7, 7, SEED);
  }
}

function drawPanel(canvas: Canvas, left: number, top: number, picture: WaterPicture, words: WaterWords): void {
  let y = top + 18;
  drawText(canvas, words.depth, left, y, { size: 16 });
  y += 14;
  const swatch = (colour: Colour | null, text: string) => {
    for (let row = 0; row < 16; row++) {
      for (let col = 0; col < 26; col++) canvas.set(left + col, y + row, colour ?? voidColour(col, row));
    }
    canvas.strokeRect(left, y, 26, 16, SOFT);
    drawText(canvas, text, left + 36, y + 14, { size: 15 });
    y += 26;
  };
  for (const { fromM, toM, colour } of DEPTH_CLASSES.toReversed()) {
    const [from, to] = [plainNumber(fromM), toM === null ? '' : plainNumber(toM)];
    swatch(colour, toM === null ? words.over(from) : fromM === 0 ? words.under(to) : words.between(from, to));
  }
  swatch(null, words.noData);
  canvas.fillRect(left + 10, y + 5, 7, 7, SEED);
  drawText(canvas, words.seed, left + 36, y + 14, { size: 15 });
  y += 46;
  const bound = picture.isOpen ? '≥ ' : '';
  const lines: [string, string][] = [
    [words.level, `${picture.levelM.toFixed(2)} m`],
    [words.area, `${bound}${grouped(picture.areaM2)} m²`],
    [words.volume, `${bound}${grouped(picture.volumeM3)} m³`],
    [words.deepest, `${picture.maxDepthM.toFixed(2)} m`],
    [words.edge, picture.edgeLevelM === null ? '–' : `${picture.edgeLevelM.toFixed(2)} m`],
    [words.cell, `${plainNumber(picture.grid.cellSizeM)} m`],
    [words.system, picture.crs],
    [words.datum, picture.datum ?? words.unknown],
    [words.ground, picture.ground],
  ];
  for (const [name, value] of lines) {
    drawText(canvas, name, left, y, { size: 15, colour: SOFT });
    drawText(canvas, value, left + PANEL_WIDTH, y, { size: 15, align: 'right', colour: INK });
    y += 22;
  }
  y += 14;
  for (const text of [...(picture.isOpen ? [words.open] : []), ...words.still]) {
    drawText(canvas, text, left, y, { size: 13, colour: SOFT });
    y += 19;
  }
}
