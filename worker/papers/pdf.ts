/** Sheets as PDF: each a page of its true size, vectors and selectable text, the Japanese font embedded and subset. */
import PDFDocument from 'pdfkit';
import { INK, TINT } from '#core/drawing/colours.ts';
import { hatchLines } from '#core/drawing/hatch-lines.ts';
import type { Entity, Layer, Sheet, TextEntity } from '#core/drawing/sheet.ts';
import { boldFont, regularFont } from './fonts.ts';
import { DASHES } from './line-types.ts';
import { paperDay } from './paper-day.ts';
import { BASE_SHIFT } from './text-base.ts';

export type PdfPage = PDFKit.PDFDocument;

export const POINTS_PER_MM = 72 / 25.4;

export interface DocumentInfo {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** `2026-03-31`; without it a fixed day, so that the same input gives the same bytes. */
  readonly date: string | undefined;
  readonly lang: 'ja' | 'en';
}

/** An empty document with the fonts `text` and `bold`. Its dates and id follow from `info` alone. */
export function createPdf(info: DocumentInfo, { bufferPages = false } = {}): PdfPage {
  const date = paperDay(info.date);
  const pdf = new PDFDocument({
    autoFirstPage: false,
    bufferPages,
    pdfVersion: '1.7',
    lang: info.lang === 'ja' ? 'ja-JP' : 'en-GB',
    displayTitle: true,
    info: {
      Title: info.title,
      Author: info.author,
      Subject: info.subject,
      Creator: 'Tengun',
      Producer: 'Tengun (pdfkit)',
      CreationDate: date,
      ModDate: date,
    },
    font: '',
  });
  pdf.registerFont('text', regularFont());
  pdf.registerFont('bold', boldFont());
  pdf.font('text');
  return pdf;
}

/** Ends the document and gathers its bytes. */
export function pdfBytes(pdf: PdfPage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    pdf.on('error', reject);
    pdf.end();
  });
}

export async function sheetsToPdf(sheets: readonly Sheet[], info: DocumentInfo): Promise<Uint8Array> {
  const pdf = createPdf(info);
  for (const sheet of sheets) {
    pdf.addPage({ size: [sheet.widthMm * POINTS_PER_MM, sheet.heightMm * POINTS_PER_MM], margin: 0 });
    drawSheet(pdf, sheet, { x: 0, y: 0, scale: 1 });
  }
  return pdfBytes(pdf);
}

/**
 * Draws a sheet onto the current page.
 * @param at its upper left corner in points, and how much smaller or larger than true size
 */
export function drawSheet(pdf: PdfPage, sheet: Sheet, at: { x: number; y: number; scale: number }): void {
  const layers = new Map(sheet.layers.map((layer) => [layer.name, layer]));
  const k = POINTS_PER_MM * at.scale;
  pdf.save();
  // millimetres, y still downwards: texts would stand on their heads otherwise
  pdf.transform(k, 0, 0, k, at.x, at.y);
  pdf.lineCap('round').lineJoin('round');
  for (const entity of sheet.entities) drawEntity(pdf, entity, layers.get(entity.layer)!, sheet.heightMm);
  pdf.restore();
}

const mm = (value: number) => Math.round(value * 1000) / 1000;

function trace(pdf: PdfPage, points: readonly number[], height: number, closed: boolean): void {
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [mm(points[i]!), mm(height - points[i + 1]!)];
    if (i === 0) pdf.moveTo(x, y);
    else pdf.lineTo(x, y);
  }
  if (closed) pdf.closePath();
}

function drawEntity(pdf: PdfPage, entity: Entity, layer: Layer, height: number): void {
  const ink = [...INK[layer.colour]] as [number, number, number];
  switch (entity.kind) {
    case 'polyline': {
      const dashes = DASHES[entity.lineType ?? layer.lineType];
      pdf.lineWidth(entity.lineWidthMm ?? layer.lineWidthMm);
      trace(pdf, entity.points, height, entity.closed);
      // round ends would close the short gaps
      if (dashes.length > 0) {
        // pdfkit takes a list here; its types know a single length only
        pdf
          .lineCap('butt')
          .dash(dashes as unknown as number, {})
          .stroke(ink);
        pdf.undash().lineCap('round');
      } else pdf.stroke(ink);
      return;
    }
    case 'text':
      drawText(pdf, entity, ink, height);
      return;
    case 'fill': {
      for (const ring of entity.rings) trace(pdf, ring, height, true);
      pdf.fill([...TINT[layer.colour]] as [number, number, number], 'even-odd');
      if (entity.angleDeg === null) return;
      const lines = hatchLines(entity.rings, entity.angleDeg, 2);
      if (lines.length === 0) return;
      for (let i = 0; i + 3 < lines.length; i += 4) trace(pdf, lines.slice(i, i + 4), height, false);
      pdf.lineWidth(layer.lineWidthMm).stroke(ink);
      return;
    }
    case 'circle':
      pdf.lineWidth(layer.lineWidthMm).circle(mm(entity.x), mm(height - entity.y), entity.radiusMm);
      if (entity.filled) pdf.fill(ink);
      else pdf.stroke(ink);
      return;
    case 'dots':
      pdf.lineWidth(2 * entity.radiusMm);
      for (let i = 0; i + 1 < entity.points.length; i += 2) {
        const [x, y] = [mm(entity.points[i]!), mm(height - entity.points[i + 1]!)];
        pdf.moveTo(x, y).lineTo(x, y);
      }
      pdf.stroke(ink);
  }
}

function drawText(pdf: PdfPage, text: TextEntity, ink: [number, number, number], height: number): void {
  pdf.font('text').fontSize(text.heightMm);
  const width = pdf.widthOfString(text.text);
  const left = text.align === 'left' ? 0 : text.align === 'centre' ? -width / 2 : -width;
  const angle = (-text.rotationDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  pdf.save();
  pdf.transform(cos, sin, -sin, cos, text.x, height - text.y);
  pdf.fillColor(ink);
  pdf.text(text.text, left, -BASE_SHIFT[text.base] * text.heightMm, { lineBreak: false, baseline: 'alphabetic' });
  pdf.restore();
}
