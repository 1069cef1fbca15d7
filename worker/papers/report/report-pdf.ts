/** Lays a report out on pages: cover block, facts, sections; every page ends with credit, request and page number. */

import { tableWord } from '#core/drawing/table-words.ts';
import { cleanText, fitText, wrapText } from '#core/drawing/text-metrics.ts';
import { FormatError } from '#core/errors.ts';
import { createPdf, drawSheet, type PdfPage, POINTS_PER_MM, pdfBytes } from '../pdf.ts';
import type { Report, ReportFigure, ReportPart, ReportTable } from './report.ts';
import { reportWord } from './report-words.ts';

/** Portrait, mm. */
const SIZES = { A4: [210, 297], A3: [297, 420] } as const;
const MARGIN = { side: 18, top: 18, bottom: 24 };
const LINE = 1.45;
const BODY = 3.4;
const CELL = { pad: 1.4, heightMm: 2.9 };
const RED: [number, number, number] = [180, 0, 0];
const GREY: [number, number, number] = [90, 90, 90];
const BLACK: [number, number, number] = [0, 0, 0];

/** Where the next line goes; pages are added when there is no room. Millimetres from the upper left corner. */
class Cursor {
  readonly pdf: PdfPage;
  readonly width: number;
  readonly height: number;
  y = MARGIN.top;

  constructor(pdf: PdfPage, paper: 'A4' | 'A3') {
    this.pdf = pdf;
    [this.width, this.height] = SIZES[paper];
    this.newPage();
  }

  get left(): number {
    return MARGIN.side;
  }

  get room(): number {
    return this.width - 2 * MARGIN.side;
  }

  get below(): number {
    return this.height - MARGIN.bottom - this.y;
  }

  newPage(): void {
    this.pdf.addPage({ size: [this.width * POINTS_PER_MM, this.height * POINTS_PER_MM], margin: 0 });
    this.y = MARGIN.top;
  }

  /** Begins a new page unless `heightMm` fits on this one. @returns whether it did */
  need(heightMm: number): boolean {
    if (heightMm <= this.below || this.y === MARGIN.top) return false;
    this.newPage();
    return true;
  }

  /** One line of text; y is its upper edge. */
  text(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { heightMm = BODY, bold = false, colour = BLACK, align = 'left', width = 0 } = style;
    const { pdf } = this;
    pdf.font(bold ? 'bold' : 'text').fontSize(heightMm * POINTS_PER_MM);
    const length = pdf.widthOfString(text) / POINTS_PER_MM;
    const shift = align === 'right' ? width - length : align === 'centre' ? (width - length) / 2 : 0;
    pdf.fillColor(colour);
    pdf.text(text, (x + shift) * POINTS_PER_MM, (y + heightMm * 0.88) * POINTS_PER_MM, {
      lineBreak: false,
      baseline: 'alphabetic',
    });
  }

  rule(x0: number, y0: number, x1: number, y1: number, widthMm = 0.15): void {
    const k = POINTS_PER_MM;
    this.pdf
      .lineWidth(widthMm * k)
      .moveTo(x0 * k, y0 * k)
      .lineTo(x1 * k, y1 * k)
      .stroke(BLACK);
  }

  box(x: number, y: number, width: number, height: number, fill: [number, number, number]): void {
    const k = POINTS_PER_MM;
    this.pdf.rect(x * k, y * k, width * k, height * k).fill(fill);
  }
}

interface TextStyle {
  readonly heightMm?: number;
  readonly bold?: boolean;
  readonly colour?: [number, number, number];
  readonly align?: 'left' | 'right' | 'centre';
  /** In which `align` counts. */
  readonly width?: number;
}

export async function reportToPdf(report: Report): Promise<Uint8Array> {
  const { header, lang } = report;
  const pdf = createPdf(
    {
      title: cleanText([header.projectName, report.title, report.subject].filter(Boolean).join(' ')),
      author: cleanText(header.author ?? '') || cleanText(header.office ?? '') || 'Tengun',
      subject: cleanText(`${report.credit} ${report.requestHash}`),
      date: header.date,
      lang,
    },
    // the footers say how many pages there are
    { bufferPages: true },
  );
  const cursor = new Cursor(pdf, report.paper);
  drawCover(cursor, report);
  report.sections.forEach((section, index) => {
    // a heading is not left alone at the foot of a page
    cursor.need(14 + leadHeight(cursor, section.parts[0]));
    cursor.y += 5;
    cursor.text(`${index + 1}. ${cleanText(section.heading)}`, cursor.left, cursor.y, { heightMm: 4.6, bold: true });
    cursor.y += 6;
    cursor.rule(cursor.left, cursor.y, cursor.left + cursor.room, cursor.y, 0.3);
    cursor.y += 2.5;
    for (const part of section.parts) drawPart(cursor, part);
  });
  drawFooters(cursor, report);
  return pdfBytes(pdf);
}

function drawCover(cursor: Cursor, report: Report): void {
  const { header, lang, label } = report;
  const title = fitText(report.title, cursor.room - 34, 8);
  cursor.text(title.text, cursor.left, cursor.y, { heightMm: title.heightMm, bold: true });
  if (label) {
    const fitted = fitText(label, 28, 5);
    const x = cursor.left + cursor.room - 32;
    cursor.box(x, cursor.y - 1, 32, 9, [255, 238, 214]);
    cursor.text(fitted.text, x, cursor.y + 1, {
      heightMm: fitted.heightMm,
      bold: true,
      colour: RED,
      align: 'centre',
      width: 32,
    });
  }
  cursor.y += 12;
  const lines = [
    ['projectName', header.projectName],
    ['routeName', header.routeName],
    ['stations', header.station],
    ['office', header.office],
    ['author', header.author],
    ['date', header.date],
  ] as const;
  const rows = lines.filter(([, value]) => value).map(([name, value]) => [tableWord(lang, name), value!] as const);
  const subject = report.subject ? [[reportWord(lang, 'subject'), report.subject] as const] : [];
  drawFacts(cursor, [...rows, ...subject], false);
  cursor.y += 4;
  drawFacts(cursor, report.facts, true);
}

/** Name and value in a frame; the key facts larger. */
function drawFacts(cursor: Cursor, facts: readonly (readonly [string, string])[], isKey: boolean): void {
  const heightMm = isKey ? 3.8 : 3.2;
  const labelWidth = cursor.room * (isKey ? 0.42 : 0.22);
  for (const [name, value] of facts) {
    const lines = wrapText(value, (cursor.room - labelWidth - 4) / heightMm, 4);
    const label = fitText(name, labelWidth - 3, heightMm);
    const height = Math.max(1, lines.length) * heightMm * LINE + 1.6;
    cursor.need(height);
    if (isKey) cursor.box(cursor.left, cursor.y, labelWidth, height, [238, 242, 247]);
    cursor.text(label.text, cursor.left + 1.5, cursor.y + 1.4, { heightMm: label.heightMm, bold: isKey });
    lines.forEach((line, index) => {
      cursor.text(line, cursor.left + labelWidth + 2, cursor.y + 1.4 + index * heightMm * LINE, {
        heightMm,
        bold: isKey,
      });
    });
    cursor.rule(cursor.left, cursor.y, cursor.left + cursor.room, cursor.y);
    cursor.y += height;
    cursor.rule(cursor.left, cursor.y, cursor.left + cursor.room, cursor.y);
  }
}

function drawPart(cursor: Cursor, part: ReportPart): void {
  switch (part.kind) {
    case 'paragraph': {
      const isWarning = part.style === 'warning';
      drawLines(cursor, wrapText(part.text, cursor.room / BODY), 0, {
        bold: part.style === 'strong',
        colour: isWarning ? RED : BLACK,
      });
      cursor.y += 1.5;
      return;
    }
    case 'list':
      for (const item of part.items) {
        const lines = wrapText(item, (cursor.room - 5) / BODY);
        cursor.need(BODY * LINE);
        cursor.text('・', cursor.left, cursor.y);
        drawLines(cursor, lines, 4.5, {});
      }
      cursor.y += 1.5;
      return;
    case 'table':
      drawTable(cursor, part);
      return;
    case 'figure':
      drawFigure(cursor, part);
  }
}

function drawLines(cursor: Cursor, lines: readonly string[], indent: number, style: TextStyle): void {
  for (const line of lines) {
    cursor.need(BODY * LINE);
    cursor.text(line, cursor.left + indent, cursor.y, style);
    cursor.y += BODY * LINE;
  }
}

function drawTable(cursor: Cursor, table: ReportTable): void {
  const columns = table.head.length;
  const shares = table.widths ?? table.head.map(() => 1);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => (share / total) * cursor.room);
  const { pad, heightMm } = CELL;
  const linesOf = (values: readonly string[], maxLines: number) =>
    widths.map((width, column) => wrapText(values[column] ?? '', (width - 2 * pad) / heightMm, maxLines));
  const rowHeight = (cells: readonly string[][]) =>
    Math.max(1, ...cells.map((lines) => lines.length)) * heightMm * LINE + 2 * 0.8;
  const head = linesOf(table.head, 3);
  const drawRow = (cells: readonly string[][], style: { head?: boolean; bold?: boolean }) => {
    const height = rowHeight(cells);
    if (style.head) cursor.box(cursor.left, cursor.y, cursor.room, height, [232, 238, 244]);
    let x = cursor.left;
    cells.forEach((lines, column) => {
      const align = style.head ? 'centre' : (table.align?.[column] ?? (column === 0 ? 'left' : 'right'));
      const width = widths[column]! - 2 * pad;
      lines.forEach((line, index) => {
        const y = cursor.y + 0.8 + 0.6 + index * heightMm * LINE;
        cursor.text(line, x + pad, y, { heightMm, bold: style.head || style.bold || false, align, width });
      });
      cursor.rule(x, cursor.y, x, cursor.y + height);
      x += widths[column]!;
    });
    cursor.rule(x, cursor.y, x, cursor.y + height);
    cursor.rule(cursor.left, cursor.y, x, cursor.y);
    cursor.y += height;
    cursor.rule(cursor.left, cursor.y, x, cursor.y);
  };
  const caption = () => {
    if (!table.caption) return;
    cursor.text(fitText(table.caption, cursor.room, BODY).text, cursor.left, cursor.y, { bold: true });
    cursor.y += BODY * LINE + 0.5;
  };
  // heading and one row at least stay together
  cursor.need(rowHeight(head) + 2 * heightMm * LINE + 10);
  caption();
  if (columns === 0) return;
  drawRow(head, { head: true });
  table.rows.forEach((row, index) => {
    const cells = linesOf(row, 6);
    const isTotal = table.hasTotal === true && index === table.rows.length - 1;
    if (cursor.need(rowHeight(cells))) drawRow(head, { head: true });
    drawRow(cells, { bold: isTotal });
  });
  cursor.y += 3.5;
}

/** Room that the beginning of a part needs below its heading. */
function leadHeight(cursor: Cursor, part: ReportPart | undefined): number {
  return part?.kind === 'figure' ? figureSize(cursor, part).height + 8 : 14;
}

function figureSize(cursor: Cursor, figure: ReportFigure): { width: number; height: number; scale: number } {
  const most = Math.min(figure.heightMm ?? 110, cursor.height - MARGIN.top - MARGIN.bottom - 10);
  const isSheet = !(figure.picture instanceof Uint8Array);
  const size = sizeOf(figure.picture);
  const scale = Math.min(cursor.room / size.width, most / size.height, isSheet ? 1 : Number.POSITIVE_INFINITY);
  return { width: size.width * scale, height: size.height * scale, scale };
}

function drawFigure(cursor: Cursor, figure: ReportFigure): void {
  const { pdf } = cursor;
  const { width, height, scale } = figureSize(cursor, figure);
  cursor.need(height + 8);
  const x = cursor.left + (cursor.room - width) / 2;
  const at = { x: x * POINTS_PER_MM, y: cursor.y * POINTS_PER_MM };
  if (figure.picture instanceof Uint8Array) {
    const options = { width: width * POINTS_PER_MM, height: height * POINTS_PER_MM };
    pdf.image(Buffer.from(figure.picture), at.x, at.y, options);
  } else drawSheet(pdf, figure.picture, { ...at, scale });
  cursor.y += height + 1.5;
  const caption = fitText(figure.caption, cursor.room, 3);
  cursor.text(caption.text, cursor.left, cursor.y, { heightMm: caption.heightMm, align: 'centre', width: cursor.room });
  cursor.y += 6.5;
}

const PNG_SIGNATURE = '137,80,78,71,13,10,26,10';

/** Of a drawing in millimetres, of a PNG in pixels. */
function sizeOf(picture: ReportFigure['picture']): { width: number; height: number } {
  if (!(picture instanceof Uint8Array)) return { width: picture.widthMm, height: picture.heightMm };
  if (picture.length < 24 || picture.subarray(0, 8).join() !== PNG_SIGNATURE)
    throw new FormatError('picture of a report: expected a PNG', { offset: 0 });
  const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0 || width * height > 1e8)
    throw new FormatError('picture of a report: expected at most 100 million pixels', {
      offset: 16,
      actual: `${width} x ${height}`,
    });
  return { width, height };
}

function drawFooters(cursor: Cursor, report: Report): void {
  const { pdf } = cursor;
  const { start, count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(start + page);
    const y = cursor.height - 15;
    cursor.rule(cursor.left, y - 1.5, cursor.left + cursor.room, y - 1.5);
    const small = { heightMm: 2.4, colour: GREY };
    const number = `${page + 1} / ${count}`;
    cursor.text(number, cursor.left, y, { ...small, heightMm: 3, align: 'right', width: cursor.room });
    const lines = [report.credit, `${report.software}  ${report.requestHash}`, report.link ?? ''].filter(
      (line) => line !== '',
    );
    lines.forEach((line, index) => {
      const fitted = fitText(line, cursor.room - 18, 2.4);
      cursor.text(fitted.text, cursor.left, y + index * 3.3, { ...small, heightMm: fitted.heightMm });
    });
  }
}
