/** What a plan (平面図) shows, in world coordinates: drawn through a window of a sheet. North is up. */

import type { Alignment } from '../alignment/alignment.ts';
import { axisPlace, axisPolyline } from '../alignment/place-on-axis.ts';
import type { CrossSectionsResult, StationSection } from '../contract/cross-sections.ts';
import { clipToWindow, isInside, type Window } from './clip.ts';
import { LAYERS } from './layers.ts';
import { heightText, niceStep } from './numbers.ts';
import type { Layer, SheetBuilder } from './sheet.ts';
import { textWidthMm } from './text-metrics.ts';

/** A level of contours: lines of [easting, northing]. */
export interface ContourLevel {
  readonly elevationM: number;
  readonly isIndex: boolean;
  readonly lines: readonly (readonly (readonly number[])[])[];
}

/** How the world lies on a sheet. */
export interface PlanView {
  readonly window: Window;
  /** 1000 for 1:1000. */
  readonly scale: number;
  /** Of the window's south-west corner on the paper. */
  readonly x: number;
  readonly y: number;
}

export interface PlanInput {
  readonly result: CrossSectionsResult;
  readonly contours: readonly ContourLevel[];
}

/** The axis as e, n, e, n …; its chords leave it by at most `toleranceM`. */
export function axisLine({ alignment }: CrossSectionsResult, toleranceM: number): number[] {
  const { east, north } = axisPolyline(alignment as Alignment, toleranceM);
  return Array.from(east).flatMap((e, i) => [e, north[i]!]);
}

export function drawPlan(sheet: SheetBuilder, input: PlanInput, view: PlanView): void {
  const pen = new PlanPen(sheet, view);
  for (const level of input.contours) drawContours(pen, level);
  drawGrid(pen);
  const { result } = input;
  for (const station of result.stations) drawSectionLine(pen, station);
  pen.line(LAYERS.axis, axisLine(result, (0.05 * view.scale) / 1000));
  drawStations(pen, result);
  drawNamedPoints(pen, result);
}

/** Keeps drawings inside the window, and texts off each other. */
class PlanPen {
  readonly sheet: SheetBuilder;
  readonly view: PlanView;
  readonly k: number;
  readonly #taken: [number, number, number, number][] = [];

  constructor(sheet: SheetBuilder, view: PlanView) {
    this.sheet = sheet;
    this.view = view;
    this.k = 1000 / view.scale;
  }

  x(east: number): number {
    return this.view.x + (east - this.view.window.minX) * this.k;
  }

  y(north: number): number {
    return this.view.y + (north - this.view.window.minY) * this.k;
  }

  line(layer: Layer, points: readonly number[]): void {
    for (const piece of clipToWindow(points, this.view.window))
      this.sheet.line(
        layer,
        piece.map((value, index) => (index % 2 === 0 ? this.x(value) : this.y(value))),
      );
  }

  /**
   * Writes a text about a place if it is inside the window and nothing stands there yet.
   * @param at world coordinates; `away` moves it on the paper, mm
   */
  label(
    layer: Layer,
    text: string,
    at: { east: number; north: number; away?: readonly [number, number]; rotationDeg?: number; heightMm?: number },
  ): boolean {
    const { heightMm = 2.2, rotationDeg = 0, away = [0, 0] } = at;
    const [x, y] = [this.x(at.east) + away[0], this.y(at.north) + away[1]];
    const [cos, sin] = [Math.cos((rotationDeg * Math.PI) / 180), Math.sin((rotationDeg * Math.PI) / 180)];
    const half = textWidthMm(text, heightMm) / 2;
    const reachX = Math.abs(cos) * half + (Math.abs(sin) * heightMm) / 2;
    const reachY = Math.abs(sin) * half + (Math.abs(cos) * heightMm) / 2;
    const box: [number, number, number, number] = [x - reachX, y - reachY, x + reachX, y + reachY];
    const { window } = this.view;
    const inside =
      box[0] >= this.x(window.minX) &&
      box[1] >= this.y(window.minY) &&
      box[2] <= this.x(window.maxX) &&
      box[3] <= this.y(window.maxY);
    const isFree = this.#taken.every((b) => box[2] < b[0] || b[2] < box[0] || box[3] < b[1] || b[3] < box[1]);
    if (!inside || !isFree) return false;
    this.#taken.push(box);
    this.sheet.text(layer, x, y, text, { heightMm, rotationDeg, align: 'centre', base: 'middle' });
    return true;
  }
}

function drawContours(pen: PlanPen, level: ContourLevel): void {
  const layer = level.isIndex ? LAYERS.indexContour : LAYERS.contour;
  for (const line of level.lines) {
    const points = line.flatMap((vertex) => [vertex[0]!, vertex[1]!]);
    const gap = level.isIndex ? labelContour(pen, points, level.elevationM) : null;
    for (const piece of gap ? cutOut(points, gap) : [points]) pen.line(layer, piece);
  }
}

interface Gap {
  readonly east: number;
  readonly north: number;
  readonly radiusM: number;
}

/** The height in the middle of the longest piece on this sheet, along the line; where it stands, the line is broken. */
function labelContour(pen: PlanPen, points: readonly number[], elevationM: number): Gap | null {
  const longest = clipToWindow(points, pen.view.window).sort((a, b) => b.length - a.length)[0];
  if (!longest || longest.length < 8) return null;
  const i = Math.floor(longest.length / 4) * 2;
  const [ax, ay, east, north] = [longest[i - 2]!, longest[i - 1]!, longest[i]!, longest[i + 1]!];
  const angle = (Math.atan2(north - ay, east - ax) * 180) / Math.PI;
  const rotationDeg = angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle;
  const text = String(Number(heightText(elevationM)));
  const isWritten = pen.label(LAYERS.groundText, text, { east, north, rotationDeg, heightMm: 2 });
  return isWritten ? { east, north, radiusM: (textWidthMm(text, 2) / 2 + 0.6) / pen.k } : null;
}

/** A line without what lies in a circle. */
function cutOut(points: readonly number[], { east, north, radiusM }: Gap): number[][] {
  const pieces: number[][] = [];
  let piece: number[] = [];
  const close = () => {
    if (piece.length >= 4) pieces.push(piece);
    piece = [];
  };
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    const [dx, dy, fx, fy] = [x1 - x0, y1 - y0, x0 - east, y0 - north];
    const [a, b, c] = [dx * dx + dy * dy, 2 * (fx * dx + fy * dy), fx * fx + fy * fy - radiusM * radiusM];
    const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
    const [enter, leave] = a > 0 ? [(-b - root) / (2 * a), (-b + root) / (2 * a)] : [2, 2];
    if (piece.length === 0 && c > 0) piece.push(x0, y0);
    if (root > 0 && enter < 1 && leave > 0) {
      if (enter > 0) piece.push(x0 + enter * dx, y0 + enter * dy);
      close();
      if (leave < 1) piece.push(x0 + leave * dx, y0 + leave * dy, x1, y1);
    } else piece.push(x1, y1);
  }
  close();
  return pieces;
}

/** Crosses every ten centimetres or so, with X (north) and Y (east) as surveyors write them, along two sides. */
function drawGrid(pen: PlanPen): void {
  const { window, scale } = pen.view;
  const step = niceStep((80 * scale) / 1000);
  const arm = (2.5 * scale) / 1000;
  const first = { east: Math.ceil(window.minX / step) * step, north: Math.ceil(window.minY / step) * step };
  for (let east = first.east; east <= window.maxX; east += step) {
    for (let north = first.north; north <= window.maxY; north += step) {
      pen.line(LAYERS.grid, [east - arm, north, east + arm, north]);
      pen.line(LAYERS.grid, [east, north - arm, east, north + arm]);
      const isColumn = east === first.east;
      const isRow = north === first.north;
      if (isColumn) pen.label(LAYERS.grid, `X=${north}`, { east, north, away: [0, 3.6], heightMm: 2 });
      if (isRow) pen.label(LAYERS.grid, `Y=${east}`, { east, north, away: [0, isColumn ? -3.6 : 3.6], heightMm: 2 });
    }
  }
}

function drawSectionLine(pen: PlanPen, { left, right }: StationSection): void {
  pen.line(LAYERS.sectionLine, [left[0]!, left[1]!, right[0]!, right[1]!]);
  for (const [east, north] of [left, right] as [number, number][])
    if (isInside(east, north, pen.view.window)) pen.sheet.circle(LAYERS.sectionLine, pen.x(east), pen.y(north), 0.5);
}

/** Ticks across the axis and the names, upright to it, right of the axis beside the section line. */
function drawStations(pen: PlanPen, { stations }: CrossSectionsResult): void {
  for (const { position, azimuthDeg, name } of stations) {
    const [east, north] = position as [number, number];
    if (!isInside(east, north, pen.view.window)) continue;
    const azimuth = (azimuthDeg * Math.PI) / 180;
    const [sin, cos] = [Math.sin(azimuth), Math.cos(azimuth)];
    const [x, y] = [pen.x(east), pen.y(north)];
    pen.sheet.line(LAYERS.datumLine, [x - 1.5 * cos, y + 1.5 * sin, x + 1.5 * cos, y - 1.5 * sin], {
      lineWidthMm: 0.35,
    });
    const angle = ((-azimuthDeg % 180) + 180) % 180;
    const rotationDeg = angle > 90 ? angle - 180 : angle;
    const reach = textWidthMm(name, 2.2) / 2 + 2.5;
    // along the section line, above it; else on the other side of the axis
    for (const side of [1, -1]) {
      const above = rotationDeg > -90 && rotationDeg <= 90 ? 1.7 : -1.7;
      const up: [number, number] = [
        -Math.sin((rotationDeg * Math.PI) / 180) * above,
        Math.cos((rotationDeg * Math.PI) / 180) * above,
      ];
      const away: [number, number] = [side * reach * cos + up[0], -side * reach * sin + up[1]];
      if (pen.label(LAYERS.stationText, name, { east, north, away, rotationDeg })) break;
    }
  }
}

/** BP, EP, IP, BC, EC, KA, KE: a small circle and the name. */
function drawNamedPoints(pen: PlanPen, { alignment }: CrossSectionsResult): void {
  for (const point of alignment.points) {
    const place = axisPlace(alignment as Alignment, point.distanceM);
    const { east, north } = place;
    if (!isInside(east, north, pen.view.window)) continue;
    pen.sheet.circle(LAYERS.slopeText, pen.x(east), pen.y(north), 0.8);
    const [sin, cos] = [Math.sin(place.azimuthRad), Math.cos(place.azimuthRad)];
    const reach = textWidthMm(point.name, 2.5) / 2 + 2.5;
    for (const [along, across] of [
      [2, -reach],
      [-2, -reach],
      [3, reach],
      [-3, -2 * reach],
      [0, 2.2 * reach],
    ] as const) {
      const away: [number, number] = [along * sin + across * cos, along * cos - across * sin];
      if (pen.label(LAYERS.slopeText, point.name, { east, north, away, heightMm: 2.5 })) break;
    }
  }
}
