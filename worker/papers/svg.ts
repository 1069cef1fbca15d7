/** A sheet as SVG: one picture in millimetres, texts as texts, a group for each layer. */
import { INK, type Rgb, TINT } from '#core/drawing/colours.ts';
import { hatchLines } from '#core/drawing/hatch-lines.ts';
import type { Entity, Layer, Sheet, TextEntity } from '#core/drawing/sheet.ts';
import { DASHES } from './line-types.ts';
import { BASE_SHIFT } from './text-base.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

const hex = (rgb: Rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
/** Micrometres are enough; no −0. */
const mm = (value: number) => String(Math.round(value * 1000) / 1000 + 0);

/** @returns a whole document, UTF-8 */
export function sheetToSvg(sheet: Sheet): string {
  const { widthMm, heightMm, name } = sheet;
  const layers = new Map(sheet.layers.map((layer) => [layer.name, layer]));
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${mm(widthMm)}mm" height="${mm(heightMm)}mm" viewBox="0 0 ${mm(widthMm)} ${mm(heightMm)}" `,
    `font-family="'BIZ UDGothic','Noto Sans JP','MS Gothic',monospace" fill="none" stroke-linecap="round" stroke-linejoin="round">\n`,
    `<title>${escapeXml(name)}</title>\n<rect width="${mm(widthMm)}" height="${mm(heightMm)}" fill="#fff"/>\n`,
  ];
  let open = '';
  for (const entity of sheet.entities) {
    // entities keep their order; neighbours of one layer share a group
    if (entity.layer !== open) {
      if (open !== '') parts.push('</g>\n');
      const { colour, lineWidthMm } = layers.get(entity.layer)!;
      parts.push(
        `<g data-layer="${escapeXml(entity.layer)}" stroke="${hex(INK[colour])}" stroke-width="${lineWidthMm}">\n`,
      );
      open = entity.layer;
    }
    parts.push(entityToSvg(entity, layers.get(entity.layer)!, heightMm), '\n');
  }
  if (open !== '') parts.push('</g>\n');
  parts.push('</svg>\n');
  return parts.join('');
}

function path(points: readonly number[], heightMm: number, closed: boolean): string {
  let d = '';
  for (let i = 0; i + 1 < points.length; i += 2)
    d += `${i === 0 ? 'M' : 'L'}${mm(points[i]!)} ${mm(heightMm - points[i + 1]!)}`;
  return closed ? `${d}Z` : d;
}

function entityToSvg(entity: Entity, layer: Layer, height: number): string {
  const ink = hex(INK[layer.colour]);
  switch (entity.kind) {
    case 'polyline': {
      const dashes = DASHES[entity.lineType ?? layer.lineType];
      const dash = dashes.length > 0 ? ` stroke-dasharray="${dashes.join(' ')}" stroke-linecap="butt"` : '';
      const width = entity.lineWidthMm === undefined ? '' : ` stroke-width="${entity.lineWidthMm}"`;
      return `<path d="${path(entity.points, height, entity.closed)}"${dash}${width}/>`;
    }
    case 'text':
      return textToSvg(entity, ink, height);
    case 'fill': {
      const d = entity.rings.map((ring) => path(ring, height, true)).join('');
      const area = `<path d="${d}" fill="${hex(TINT[layer.colour])}" fill-rule="evenodd" stroke="none"/>`;
      if (entity.angleDeg === null) return area;
      const lines = hatchLines(entity.rings, entity.angleDeg, 2);
      let strokes = '';
      for (let i = 0; i + 3 < lines.length; i += 4) strokes += path(lines.slice(i, i + 4), height, false);
      return strokes === '' ? area : `${area}<path d="${strokes}"/>`;
    }
    case 'circle': {
      const fill = entity.filled ? ` fill="${ink}"` : '';
      return `<circle cx="${mm(entity.x)}" cy="${mm(height - entity.y)}" r="${mm(entity.radiusMm)}"${fill}/>`;
    }
    case 'dots': {
      let d = '';
      for (let i = 0; i + 1 < entity.points.length; i += 2)
        d += `M${mm(entity.points[i]!)} ${mm(height - entity.points[i + 1]!)}h0`;
      return `<path d="${d}" stroke-width="${mm(2 * entity.radiusMm)}"/>`;
    }
  }
}

const ANCHOR = { left: 'start', centre: 'middle', right: 'end' } as const;

function textToSvg(text: TextEntity, ink: string, height: number): string {
  const turn = text.rotationDeg === 0 ? '' : ` rotate(${mm(-text.rotationDeg)})`;
  return (
    `<text transform="translate(${mm(text.x)} ${mm(height - text.y)})${turn}" y="${mm(-BASE_SHIFT[text.base] * text.heightMm)}" ` +
    `font-size="${mm(text.heightMm)}" text-anchor="${ANCHOR[text.align]}" fill="${ink}" stroke="none">${escapeXml(text.text)}</text>`
  );
}
