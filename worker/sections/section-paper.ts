/** A paper of measured sections as a job's file. */
import type { CrossSectionsRequest } from '#core/contract/cross-sections.ts';
import type { PaperHeader } from '#core/contract/paper-header.ts';
import type { ContourLevel } from '#core/drawing/plan-content.ts';
import type { FileResult } from '../file-result.ts';
import { makePaper, type Paper } from '../papers/papers.ts';
import type { MeasuredSections } from './measure-sections.ts';
import { planContours } from './plan-contours.ts';

/** Formats that show the plan. */
const WITH_PLAN: ReadonlySet<string> = new Set(['zip', 'pdf', 'svg', 'dxf-plan']);

export async function sectionPaper(
  { result, sources }: MeasuredSections,
  { format, header, lang, existing }: Pick<CrossSectionsRequest, 'format' | 'header' | 'lang' | 'existing'>,
): Promise<FileResult> {
  const ground = sources[existing];
  const contours =
    WITH_PLAN.has(format) && ground?.kind === 'points' ? levelsOf(await planContours(ground, result)) : [];
  const paper = await makePaper(result, format, { header: datedHeader(header), lang, contours });
  return fileOf(paper);
}

/** Papers carry the day on which they are made, unless another is asked for. */
export const datedHeader = (header: PaperHeader): PaperHeader => ({
  ...header,
  date: header.date ?? new Date().toISOString().slice(0, 10),
});

export function fileOf({ fileName, mediaType, bytes }: Paper): FileResult {
  return {
    kind: 'file',
    mediaType,
    fileName,
    title: fileName,
    bytes:
      bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
        ? (bytes as Uint8Array<ArrayBuffer>)
        : new Uint8Array(bytes),
  };
}

export function levelsOf(contours: Awaited<ReturnType<typeof planContours>>): ContourLevel[] {
  const levels = new Map<number, { elevationM: number; isIndex: boolean; lines: [number, number][][] }>();
  for (const { elevationM, isIndex, line } of contours) {
    const level = levels.get(elevationM) ?? { elevationM, isIndex, lines: [] };
    level.lines.push(line);
    levels.set(elevationM, level);
  }
  return [...levels.values()];
}
