/**
 * Sheets of cross-sections (横断図). Heights and lengths in one scale: 1:100, or the next that lets every section fit.
 * Sections stand in columns with their centre lines above each other: a road's from below upwards, a river's from above
 * downwards, then the next column, then the next sheet.
 */
import type { CrossSectionsResult } from '../contract/cross-sections.ts';
import type { PaperLanguage } from '../contract/paper-header.ts';
import { drawingArea, frameSheet, type LegendEntry, type PaperContext, type Rect } from './frame.ts';
import { LAYERS, surfaceLayers } from './layers.ts';
import { drawSection, figureBox, type SectionFigure, type SectionStyle, sectionStyle } from './section-figure.ts';
import { type Sheet, SheetBuilder } from './sheet.ts';
import { say } from './words.ts';

const SCALES = [100, 200, 500, 1000, 2500, 5000, 10_000];
const GAP = 6;

/** The first scale at which every section fits the sheet. */
export function sectionScale(result: CrossSectionsResult, lang: PaperLanguage, area: Rect): number {
  const fits = (scale: number) => {
    const style = sectionStyle(result, lang, scale);
    return result.stations.every((station) => {
      const box = figureBox(station, style);
      return box.right - box.left <= area.width - GAP && box.top - box.bottom <= area.height - 2 * GAP;
    });
  };
  return SCALES.find(fits) ?? SCALES.at(-1)!;
}

export function sectionLegend(result: CrossSectionsResult, lang: PaperLanguage): LegendEntry[] {
  const layers = surfaceLayers(result.surfaces, result.existing);
  const entries: LegendEntry[] = result.surfaces.map((surface, index) => ({
    text: surface.name,
    layer: layers[index]!,
    mark: 'line',
  }));
  if (result.compared !== null) {
    entries.push({ text: `${say(lang, 'cut')} CA`, layer: LAYERS.cut, mark: 'area', angleDeg: 45 });
    entries.push({ text: `${say(lang, 'fill')} BA`, layer: LAYERS.fill, mark: 'area', angleDeg: 135 });
  }
  if (result.stations.some((station) => station.points))
    entries.push({ text: say(lang, 'points'), layer: LAYERS.points, mark: 'dots' });
  return entries;
}

interface Placed {
  readonly station: CrossSectionsResult['stations'][number];
  /** Of the centre line on the datum line. */
  readonly x: number;
  readonly y: number;
}

/** Where each section goes, sheet by sheet. */
export function packSections(result: CrossSectionsResult, style: SectionStyle, area: Rect): Placed[][] {
  const boxes = result.stations.map((station) => figureBox(station, style));
  const width = Math.max(0, ...boxes.map((box) => box.right - box.left));
  const columns = Math.max(1, Math.floor((area.width - GAP) / (width + GAP)));
  const pitch = area.width / columns;
  const upwards = result.style === 'road';
  const sheets: Placed[][] = [];
  let sheet: Placed[] = [];
  let column = 0;
  let used = GAP;
  result.stations.forEach((station, index) => {
    const box = boxes[index]!;
    const height = box.top - box.bottom;
    if (used > GAP && used + height + GAP > area.height) {
      used = GAP;
      column += 1;
      if (column === columns) {
        sheets.push(sheet);
        sheet = [];
        column = 0;
      }
    }
    const x = area.x + column * pitch + (pitch - (box.right - box.left)) / 2 - box.left;
    const y = upwards ? area.y + used - box.bottom : area.y + area.height - used - box.top;
    sheet.push({ station, x, y });
    used += height + GAP;
  });
  if (sheet.length > 0) sheets.push(sheet);
  return sheets;
}

export function lookingText(result: CrossSectionsResult, lang: PaperLanguage): string {
  if (result.style === 'river') return say(lang, 'lookingDown');
  return say(lang, result.looking === 'forward' ? 'looking' : 'lookingBack');
}

/** All sheets; one with a remark when there is no section. */
export function crossSectionSheets(result: CrossSectionsResult, context: PaperContext): Sheet[] {
  const { lang, paper } = context;
  const area = drawingArea(paper);
  const scale = sectionScale(result, lang, area);
  const style = sectionStyle(result, lang, scale);
  const pages = packSections(result, style, area);
  if (pages.length === 0) pages.push([]);
  const legend = sectionLegend(result, lang);
  return pages.map((page, index) => {
    const sheet = new SheetBuilder();
    for (const { station, x, y } of page) {
      const figure: SectionFigure = drawSection(station, style);
      sheet.place(figure.drawing, x, y);
    }
    if (page.length === 0) {
      const [x, y] = [area.x + area.width / 2, area.y + area.height / 2];
      sheet.text(LAYERS.stationText, x, y, say(lang, 'none'), { heightMm: 5, align: 'centre' });
    }
    return frameSheet(sheet, context, {
      drawing: say(lang, 'crossSections'),
      scale: `V=H=1:${scale} (${paper})`,
      number: index + 1,
      count: pages.length,
      legend,
      remarks: result.leftM > 0 && result.rightM > 0 ? [lookingText(result, lang)] : [],
    });
  });
}
