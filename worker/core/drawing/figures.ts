/** Drawings without a frame, as tight as what they show: figures of reports. */
import type { CrossSectionsResult, StationSection } from '../contract/cross-sections.ts';
import type { PaperLanguage } from '../contract/paper-header.ts';
import { drawMassHaul } from './mass-haul-sheet.ts';
import { niceStep } from './numbers.ts';
import { type ContourLevel, drawPlan } from './plan-content.ts';
import { extentOf } from './plan-sheets.ts';
import { drawSection, figureBox, sectionStyle } from './section-figure.ts';
import { type Sheet, SheetBuilder } from './sheet.ts';

/** One section at the largest round scale at which it is at most `widthMm` wide. */
export function sectionFigure(
  result: CrossSectionsResult,
  station: StationSection,
  { lang, widthMm }: { lang: PaperLanguage; widthMm: number },
): Sheet & { readonly scale: number } {
  const wide = (scale: number) => {
    const box = figureBox(station, sectionStyle(result, lang, scale));
    return box.right - box.left;
  };
  const scale = [100, 200, 300, 500, 1000, 2500].find((s) => wide(s) <= widthMm) ?? 5000;
  const figure = drawSection(station, sectionStyle(result, lang, scale));
  const sheet = new SheetBuilder();
  sheet.place(figure.drawing, -figure.left, -figure.bottom);
  return { ...sheet.finish(station.name, figure.right - figure.left, figure.top - figure.bottom), scale };
}

/** Axis, sections and contours on a sheet of the given width, north up. */
export function keyPlan(
  result: CrossSectionsResult,
  { widthMm, heightMm, contours = [] }: { widthMm: number; heightMm: number; contours?: readonly ContourLevel[] },
): Sheet & { readonly scale: number } {
  const extent = extentOf(result);
  const [spanE, spanN] = [extent.maxX - extent.minX, extent.maxY - extent.minY];
  const least = Math.max((spanE * 1000) / (widthMm - 8), (spanN * 1000) / (heightMm - 8), 100);
  const scale = niceStep(least);
  const [east, north] = [(extent.minX + extent.maxX) / 2, (extent.minY + extent.maxY) / 2];
  const height = Math.min(heightMm, (spanN * 1000) / scale + 24);
  const [halfE, halfN] = [(widthMm * scale) / 2000, (height * scale) / 2000];
  const window = { minX: east - halfE, minY: north - halfN, maxX: east + halfE, maxY: north + halfN };
  const sheet = new SheetBuilder();
  drawPlan(sheet, { result, contours }, { window, scale, x: 0, y: 0 });
  return { ...sheet.finish('plan', widthMm, height), scale };
}

/** The mass-haul diagram; null without volumes. */
export function massHaulFigure(
  result: CrossSectionsResult,
  { lang, widthMm, heightMm }: { lang: PaperLanguage; widthMm: number; heightMm: number },
): (Sheet & { readonly scaleText: string }) | null {
  const drawn = drawMassHaul(result, lang, { x: 0, y: 0, width: widthMm, height: heightMm });
  return drawn && { ...drawn.drawing.finish('mass', widthMm, heightMm), scaleText: drawn.scale };
}
