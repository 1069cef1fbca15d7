/** What every map of a picture has: a frame with coordinates, a scale bar, north, the hatch of no data, plain numbers. */
import { handyNumber } from '../change/handy-number.ts';
import { type GridSpec, gridBounds } from '../surface/grid.ts';
import { Canvas, type Colour } from './canvas.ts';
import { drawText, textWidth } from './text.ts';

export const MARGIN = 32;
export const INK: Colour = [34, 34, 34];
export const SOFT: Colour = [96, 96, 96];
export const PAPER: Colour = [255, 255, 255];
const VOID: Colour = [226, 226, 226];
const HATCH: Colour = [150, 150, 150];
const HATCH_STEP = 7;
const SMALL = { size: 12, colour: SOFT };

export interface MapFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Pixels per metre. */
  readonly scale: number;
}

/** Ground outside of what is looked at. */
export const OUTSIDE: Colour = [243, 243, 240];
/** Where map and panel begin. */
const HEAD = 112;
const FOOT = 76;
const MAP_WIDTH = 1200;
const MAP_HEIGHT = 1000;
const MIN_BODY = 480;
export const PANEL_WIDTH = 300;

/** A sheet with a map, and a panel beside it. */
export interface MapSheet {
  readonly canvas: Canvas;
  readonly frame: MapFrame;
  /** The map's room; a narrow map stands in its middle. */
  readonly bodyWidth: number;
  readonly panel: { readonly left: number; readonly top: number };
}

/** A sheet as large as the map asks for. @param panelHeight the least height beside the map, pixels */
export function mapSheet({ cols, rows, cellSizeM }: GridSpec, panelHeight: number): MapSheet {
  const pixelsPerCell = Math.min(MAP_WIDTH / cols, MAP_HEIGHT / rows);
  const width = Math.max(1, Math.round(cols * pixelsPerCell));
  const height = Math.max(1, Math.round(rows * pixelsPerCell));
  const bodyWidth = Math.max(width, MIN_BODY);
  const left = MARGIN + Math.floor((bodyWidth - width) / 2);
  const canvas = new Canvas(
    MARGIN + bodyWidth + MARGIN + PANEL_WIDTH + MARGIN,
    HEAD + Math.max(height + FOOT, panelHeight) + MARGIN,
  );
  return {
    canvas,
    frame: { left, top: HEAD, width, height, scale: pixelsPerCell / cellSizeM },
    bodyWidth,
    panel: { left: MARGIN + bodyWidth + MARGIN, top: HEAD },
  };
}

/** Around a map that is drawn: its edge, the scale bar, north, and coordinates where there is a grid. */
export function finishMap({ canvas, frame, bodyWidth }: MapSheet, grid: GridSpec | null, north: string): void {
  if (grid) drawCoordinates(canvas, frame, grid);
  canvas.strokeRect(frame.left - 1, frame.top - 1, frame.width + 2, frame.height + 2, SOFT);
  drawScaleBar(canvas, frame, bodyWidth);
  drawNorth(canvas, MARGIN + bodyWidth - 14, frame.top + frame.height + 14, north);
}

/** Eastings above the frame, northings within its western side. */
function drawCoordinates(canvas: Canvas, { left, top, width, height, scale }: MapFrame, grid: GridSpec): void {
  const { minE, maxE, minN, maxN } = gridBounds(grid);
  const stepM = Math.max(1, handyNumber(180 / scale));
  for (let east = Math.ceil(minE / stepM) * stepM; east <= maxE; east += stepM) {
    const x = Math.round(left + (east - minE) * scale);
    canvas.fillRect(x, top - 6, 1, 6, SOFT);
    if (x < left + width - 20) drawText(canvas, `E ${Math.round(east)}`, x, top - 9, { ...SMALL, align: 'middle' });
  }
  for (let north = Math.ceil(minN / stepM) * stepM; north <= maxN; north += stepM) {
    const y = Math.round(top + (maxN - north) * scale);
    canvas.fillRect(left, y, 6, 1, SOFT);
    const label = `N ${Math.round(north)}`.replace('-', '−');
    if (y > top + 10 && y < top + height - 10) drawText(canvas, label, left + 9, y + 4, { ...SMALL, halo: PAPER });
  }
}

/** A handy length of about a quarter of the picture, in four parts. */
function drawScaleBar(canvas: Canvas, { top, height, scale }: MapFrame, bodyWidth: number): void {
  const left = MARGIN;
  const aboutM = bodyWidth / scale / 4;
  let lengthM = handyNumber(aboutM);
  if (lengthM * scale > 0.45 * bodyWidth) lengthM = handyNumber(aboutM / 2.5);
  const y = top + height + 22;
  const pixels = lengthM * scale;
  for (let part = 0; part < 4; part++) {
    const from = Math.round(left + (part * pixels) / 4);
    const to = Math.round(left + ((part + 1) * pixels) / 4);
    canvas.fillRect(from, y, to - from, 8, part % 2 === 0 ? INK : PAPER);
  }
  canvas.strokeRect(left, y, Math.round(pixels), 8, INK);
  for (const part of [0, 2, 4]) {
    const text = `${plainNumber((lengthM * part) / 4)}${part === 4 ? ' m' : ''}`;
    const number = plainNumber((lengthM * part) / 4);
    // the number stands in the middle of its place, its unit behind it
    drawText(canvas, text, left + (part * pixels) / 4 - textWidth(number, 15) / 2 + (part === 0 ? 4 : 0), y + 26, {
      size: 15,
    });
  }
}

function drawNorth(canvas: Canvas, x: number, y: number, north: string): void {
  canvas.fill([[x, y, x + 9, y + 30, x, y + 24]], INK);
  canvas.fill([[x, y, x - 9, y + 30, x, y + 24]], [170, 170, 170]);
  drawText(canvas, north, x, y + 47, { size: 15, align: 'middle' });
}

export function voidColour(x: number, y: number): Colour {
  return (x + y) % HATCH_STEP === 0 ? HATCH : VOID;
}

/** `1234.5` → `1,235`. */
export function grouped(value: number): string {
  return Math.round(Math.abs(value))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Without an exponent and without needless zeros. */
export function plainNumber(value: number): string {
  return String(Number(value.toFixed(4)));
}
