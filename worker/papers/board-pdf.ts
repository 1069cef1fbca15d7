/**
 * A board for the wall of a meeting: A3 across, one to four pictures with their words, a key plan with the directions of view,
 * sources. Millimetres from the upper left corner.
 */
import type { BoardCamera, BoardRequest } from '#core/contract/board.ts';
import { cleanText, fitText, wrapText } from '#core/drawing/text-metrics.ts';
import { RequestError } from '#core/errors.ts';
import { jpegSize } from '#core/picture/jpeg-size.ts';
import { createPdf, type PdfPage, POINTS_PER_MM, pdfBytes } from './pdf.ts';

/** Outline of a collection's data in degrees. */
export interface BoardOutline {
  readonly title: string;
  readonly bbox: readonly [west: number, south: number, east: number, north: number];
}

const WIDTH = 420;
const HEIGHT = 297;
const MARGIN = 12;
const HEAD = 22;
const SIDE = 92;
const GAP = 6;
const MAX_SIDE_PX = 8_192;
const INK = '#17324a';
const TEXT = '#1d2730';
const GREY = '#55616b';
const RED = '#b40000';

const WORDS = {
  ja: {
    keyPlan: '位置図',
    sources: '出典',
    processed: '上記を加工して作成',
    simulated: 'シミュレーション画像',
    made: '作成日',
    data: '点群データの範囲',
    note: '矢印は各画像の注視点と視線の向き',
  },
  en: {
    keyPlan: 'Key plan',
    sources: 'Sources',
    processed: 'Made by processing the above',
    simulated: 'Simulated image',
    made: 'Made on',
    data: 'Extent of the point clouds',
    note: 'Arrows: what each picture looks at, and in which direction',
  },
} as const;

/** @param sources names with licences, in the order in which they are to stand @throws {RequestError} INVALID_INPUT for what is no JPEG */
export async function boardToPdf(
  request: BoardRequest,
  { outlines, sources }: { readonly outlines: readonly BoardOutline[]; readonly sources: readonly string[] },
): Promise<Uint8Array> {
  const { title, lang, date } = request;
  const words = WORDS[lang];
  const pdf = createPdf({ title: cleanText(title), author: 'Tengun', subject: words.sources, date, lang });
  pdf.addPage({ size: [WIDTH * POINTS_PER_MM, HEIGHT * POINTS_PER_MM], margin: 0 });
  const sheet = new Sheet(pdf);
  sheet.box(0, 0, WIDTH, HEAD, INK);
  const head = fitText(cleanText(title), WIDTH - 2 * MARGIN - 60, 10);
  sheet.text(head.text, MARGIN, (HEAD - head.heightMm) / 2, { heightMm: head.heightMm, bold: true, colour: '#fff' });
  if (date) sheet.text(`${words.made} ${date}`, WIDTH - MARGIN - 60, HEAD / 2 - 2, { width: 60, colour: '#fff' });
  const sideLeft = WIDTH - MARGIN - SIDE;
  const top = HEAD + GAP + 2;
  drawPictures(sheet, request, { left: MARGIN, top, width: sideLeft - GAP - MARGIN, height: HEIGHT - MARGIN - top });
  const planBottom = drawKeyPlan(sheet, request, outlines, { left: sideLeft, top, width: SIDE, height: SIDE + 24 });
  drawSources(sheet, lang, [...sources, ...request.credits], { left: sideLeft, top: planBottom + GAP, width: SIDE });
  return await pdfBytes(pdf);
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function drawPictures(sheet: Sheet, { pictures, lang }: BoardRequest, { left, top, width, height }: Frame): void {
  const columns = pictures.length > 2 ? 2 : 1;
  const rows = Math.ceil(pictures.length / columns);
  const cellWidth = (width - GAP * (columns - 1)) / columns;
  const cellHeight = (height - GAP * (rows - 1)) / rows;
  for (const [index, picture] of pictures.entries()) {
    const frame = {
      left: left + (index % columns) * (cellWidth + GAP),
      top: top + Math.floor(index / columns) * (cellHeight + GAP),
      width: cellWidth,
      height: cellHeight,
    };
    drawPicture(sheet, picture, index, frame, WORDS[lang].simulated);
  }
}

function drawPicture(
  sheet: Sheet,
  { jpeg, title = '', text = '', simulated = false }: BoardRequest['pictures'][number],
  index: number,
  { left, top, width, height }: Frame,
  mark: string,
): void {
  const bytes = Buffer.from(jpeg, 'base64');
  const size = jpegSize(bytes);
  const path = `inputs.pictures[${index}].jpeg`;
  if (!size || size.widthPx < 1 || size.heightPx < 1) {
    throw new RequestError('INVALID_INPUT', `${path}: expected a JPEG file in base64`, { path });
  }
  if (Math.max(size.widthPx, size.heightPx) > MAX_SIDE_PX) {
    throw new RequestError(
      'INVALID_INPUT',
      `${path}: expected at most ${MAX_SIDE_PX} pixels a side, seen ${size.widthPx} × ${size.heightPx}`,
      { path },
    );
  }
  const body = 3.6;
  const lines = wrapText(cleanText(text), (width - 4) / body, 4);
  const caption = 8 + lines.length * body * 1.45 + (lines.length > 0 ? 2 : 0);
  const room = height - caption;
  const scale = Math.min(width / size.widthPx, room / size.heightPx);
  const [w, h] = [size.widthPx * scale, size.heightPx * scale];
  const [x, y] = [left + (width - w) / 2, top + (room - h) / 2];
  sheet.box(left, top, width, room, '#eef2f5');
  try {
    sheet.image(bytes, x, y, w, h);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RequestError('INVALID_INPUT', `${path}: expected a JPEG file that can be shown: ${message}`, { path });
  }
  if (simulated) {
    sheet.box(x, y, 44, 7.5, RED);
    sheet.text(mark, x, y + 1.9, { heightMm: 3.6, bold: true, colour: '#fff', width: 44, centred: true });
  }
  sheet.badge(index + 1, left + 3.2, top + room + 4.2);
  const name = fitText(cleanText(title), width - 10, 4.6);
  sheet.text(name.text, left + 8, top + room + 2, { heightMm: name.heightMm, bold: true, colour: INK });
  for (const [line, words] of lines.entries()) {
    sheet.text(words, left + 8, top + room + 8.6 + line * body * 1.45, { heightMm: body });
  }
}

/** @returns its lower edge */
function drawKeyPlan(
  sheet: Sheet,
  { pictures, lang }: BoardRequest,
  outlines: readonly BoardOutline[],
  { left, top, width, height }: Frame,
): number {
  const words = WORDS[lang];
  sheet.text(words.keyPlan, left, top, { heightMm: 4.6, bold: true, colour: INK });
  const cameras = pictures.flatMap(({ camera }, index) => (camera ? [{ camera, index }] : []));
  const box = planBox(
    outlines,
    cameras.map(({ camera }) => camera),
  );
  const frame = { left, top: top + 8, width, height: height - 8 - 14 };
  sheet.box(frame.left, frame.top, frame.width, frame.height, '#f5f7f9');
  if (!box) return frame.top + frame.height;
  const place = planScale(box, frame);
  sheet.clip(frame);
  for (const { bbox, title } of outlines) {
    const [x0, y0] = place.at(bbox[0], bbox[3]);
    const [x1, y1] = place.at(bbox[2], bbox[1]);
    sheet.outline(x0, y0, Math.max(0.6, x1 - x0), Math.max(0.6, y1 - y0), '#3f78ab', '#dbe6ef');
    const name = fitText(cleanText(title), Math.max(20, x1 - x0 - 2), 2.6);
    sheet.text(name.text, x0 + 1, y0 + 1, { heightMm: name.heightMm, colour: INK });
  }
  for (const { camera, index } of cameras) {
    const [x, y] = place.at(camera.lon, camera.lat);
    sheet.arrow(x, y, camera.headingDeg, 11, RED);
    sheet.badge(index + 1, x, y);
  }
  sheet.unclip();
  sheet.outline(frame.left, frame.top, frame.width, frame.height, GREY, null);
  sheet.arrow(frame.left + frame.width - 7, frame.top + 14, 0, 10, TEXT);
  sheet.text('N', frame.left + frame.width - 9, frame.top + 0.6, {
    heightMm: 3.2,
    bold: true,
    width: 4,
    centred: true,
  });
  const below = frame.top + frame.height + 2;
  const bar = niceLength((frame.width * 0.45) / place.mmPerMetre);
  const barMm = bar * place.mmPerMetre;
  sheet.box(left, below + 1, barMm / 2, 1.4, TEXT);
  sheet.outline(left + barMm / 2, below + 1, barMm / 2, 1.4, TEXT, null);
  sheet.text(bar >= 1000 ? `${bar / 1000} km` : `${bar} m`, left + barMm + 2, below, { heightMm: 3 });
  sheet.text(`□ ${words.data}`, left, below + 4.4, { heightMm: 2.8, colour: GREY });
  sheet.text(words.note, left, below + 8.6, { heightMm: 2.8, colour: GREY });
  return below + 12;
}

function drawSources(
  sheet: Sheet,
  lang: BoardRequest['lang'],
  sources: readonly string[],
  { left, top, width }: Omit<Frame, 'height'>,
): void {
  const words = WORDS[lang];
  sheet.text(words.sources, left, top, { heightMm: 4.6, bold: true, colour: INK });
  const letter = 2.9;
  let y = top + 7;
  const lines = [...new Set(sources)].flatMap((source) => wrapText(`・${cleanText(source)}`, width / letter));
  for (const line of [...lines, '', words.processed, 'Tengun']) {
    if (y > HEIGHT - MARGIN - letter) return;
    sheet.text(line, left, y, { heightMm: letter });
    y += letter * 1.5;
  }
}

/** What the key plan shows: the data and the cameras beside them, with room around. */
function planBox(outlines: readonly BoardOutline[], cameras: readonly BoardCamera[]): BoardOutline['bbox'] | null {
  const boxes = [...outlines.map(({ bbox }) => bbox), ...cameras.map(({ lon, lat }) => [lon, lat, lon, lat] as const)];
  if (boxes.length === 0) return null;
  const least = (index: 0 | 1) => Math.min(...boxes.map((box) => box[index]));
  const most = (index: 2 | 3) => Math.max(...boxes.map((box) => box[index]));
  const [west, south, east, north] = [least(0), least(1), most(2), most(3)];
  const pad = Math.max(0.0008, 0.14 * Math.max(east - west, north - south));
  return [west - pad, south - pad, east + pad, north + pad];
}

/** A plan whose scale is the same along both axes, in the middle of its frame. */
function planScale([west, south, east, north]: BoardOutline['bbox'], { left, top, width, height }: Frame) {
  const metresPerDegree = 111_320;
  const acrossM = (east - west) * metresPerDegree * Math.cos((((south + north) / 2) * Math.PI) / 180);
  const upM = (north - south) * metresPerDegree;
  const mmPerMetre = Math.min(width / acrossM, height / upM);
  const [wide, tall] = [acrossM * mmPerMetre, upM * mmPerMetre];
  return {
    mmPerMetre,
    at: (lon: number, lat: number): [number, number] => [
      left + (width - wide) / 2 + ((lon - west) / (east - west)) * wide,
      top + (height - tall) / 2 + ((north - lat) / (north - south)) * tall,
    ],
  };
}

/** 1, 2 or 5 times a power of ten, not above. */
function niceLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  return ([5, 2].find((step) => step * power <= metres) ?? 1) * power;
}

interface TextStyle {
  readonly heightMm?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  /** The text ends at its right edge, or stands in its middle. */
  readonly width?: number;
  readonly centred?: boolean;
}

/** Drawing in millimetres. */
class Sheet {
  readonly #pdf: PdfPage;

  constructor(pdf: PdfPage) {
    this.#pdf = pdf;
  }

  /** One line; y is its upper edge. */
  text(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { heightMm = 3.4, bold = false, colour = TEXT, width = 0, centred = false } = style;
    const k = POINTS_PER_MM;
    this.#pdf.font(bold ? 'bold' : 'text').fontSize(heightMm * k);
    const free = width === 0 ? 0 : width - this.#pdf.widthOfString(text) / k;
    this.#pdf.fillColor(colour);
    const at = x + (centred ? free / 2 : free);
    this.#pdf.text(text, at * k, (y + heightMm * 0.88) * k, { lineBreak: false, baseline: 'alphabetic' });
  }

  box(x: number, y: number, width: number, height: number, fill: string): void {
    const k = POINTS_PER_MM;
    this.#pdf.rect(x * k, y * k, width * k, height * k).fill(fill);
  }

  outline(x: number, y: number, width: number, height: number, line: string, fill: string | null): void {
    const k = POINTS_PER_MM;
    const path = this.#pdf.lineWidth(0.25 * k).rect(x * k, y * k, width * k, height * k);
    if (fill === null) path.stroke(line);
    else path.fillAndStroke(fill, line);
  }

  image(bytes: Buffer, x: number, y: number, width: number, height: number): void {
    const k = POINTS_PER_MM;
    this.#pdf.image(bytes, x * k, y * k, { width: width * k, height: height * k });
  }

  badge(value: number, x: number, y: number): void {
    const k = POINTS_PER_MM;
    this.#pdf.circle(x * k, y * k, 2.9 * k).fill(INK);
    this.text(String(value), x - 3, y - 1.7, { heightMm: 3.4, bold: true, colour: '#fff', width: 6, centred: true });
  }

  /** From a place in a direction clockwise from the top of the sheet. */
  arrow(x: number, y: number, headingDeg: number, lengthMm: number, colour: string): void {
    const k = POINTS_PER_MM;
    const pdf = this.#pdf;
    pdf.save();
    pdf.translate(x * k, y * k).rotate(headingDeg);
    pdf
      .lineWidth(0.7 * k)
      .moveTo(0, 0)
      .lineTo(0, -(lengthMm - 2.4) * k)
      .stroke(colour);
    pdf
      .moveTo(0, -lengthMm * k)
      .lineTo(1.5 * k, -(lengthMm - 3) * k)
      .lineTo(-1.5 * k, -(lengthMm - 3) * k)
      .fill(colour);
    pdf.restore();
  }

  clip({ left, top, width, height }: Frame): void {
    const k = POINTS_PER_MM;
    this.#pdf.save();
    this.#pdf.rect(left * k, top * k, width * k, height * k).clip();
  }

  unclip(): void {
    this.#pdf.restore();
  }
}
