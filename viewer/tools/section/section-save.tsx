/** What can be saved of a section: the numbers on the page, and the papers that the server makes of the same request. */
import { useTranslation } from 'react-i18next';
import { type PaperFormat, type SectionResult, sectionPaper } from '../../api/section.ts';
import { useAppState } from '../../ui/workspace-context.ts';
import type { ChartModel } from '../chart/model.ts';
import { type SaveItem, SaveMenu } from '../chart/save-menu.tsx';
import { chartSvg } from '../chart/svg.ts';
import { csvText, downloadText } from '../download.ts';
import { headerOf, storedHeader } from '../papers/header.ts';
import type { PaperRun } from '../papers/use-paper.ts';
import { groundLineRows, pointRows } from './chart-data.ts';
import { areaRows } from './section-model.ts';
import { sectionRequest } from './state.ts';

const SECTION_PAPERS = ['dxf', 'pdf', 'xlsx', 'svg', 'csv'] as const satisfies readonly PaperFormat[];
const SVG_SIZE = { widthPx: 1400, heightPx: 560 } as const;
/** Longest name of a surface. */
const MAX_LABEL = 40;

interface SectionSaveProps {
  readonly result: SectionResult;
  readonly model: ChartModel;
  readonly titles: readonly string[];
  readonly exaggeration: number | null;
  readonly paper: PaperRun;
  /** In the dialog the menu stands inside of it. */
  readonly inDialog: boolean;
}

export function SectionSave({ result, model, titles, exaggeration, paper, inDialog }: SectionSaveProps) {
  const { t } = useTranslation();
  const section = useAppState((state) => state.section);
  const frame = useAppState((state) => state.frame);
  const lang = useAppState((state) => state.language);
  const stem = section.name.trim() || 'section';
  const csv = (name: string, rows: (string | number | null)[][]) => downloadText(name, 'text/csv', csvText(rows));
  const areas = () => {
    const heads = ['existing', 'compared', 'cut_m2', 'fill_m2', 'covered_m', 'void_m'];
    csv(`${stem}-areas.csv`, [heads, ...areaRows(result, titles)]);
  };
  const svg = () => downloadText(`${stem}.svg`, 'image/svg+xml', chartSvg(model, { ...SVG_SIZE, exaggeration }));
  const make = (format: PaperFormat) => {
    if (!frame) return;
    const stored = headerOf(storedHeader());
    const header = section.name.trim() === '' ? stored : { ...stored, station: section.name.trim() };
    const labels = titles.map((title, i) => title.slice(0, MAX_LABEL) || String(i + 1));
    const request = { ...sectionRequest(section, frame), labels };
    paper.make(format, (options) => sectionPaper(request, { format, header, lang }, options));
  };
  const files: SaveItem[] = [
    { label: t('section.csv'), onClick: () => csv(`${stem}.csv`, groundLineRows(result, 'distance_m')) },
    ...(result.points
      ? [{ label: t('section.pointsCsv'), onClick: () => csv(`${stem}-points.csv`, pointRows(result)) }]
      : []),
    ...(result.areas.length > 0 ? [{ label: t('section.areasCsv'), onClick: areas }] : []),
    { label: t('section.svg'), onClick: svg },
  ];
  const papers = SECTION_PAPERS.map((format) => ({
    label: t(`section.papers.${format}`),
    id: `section-${format}`,
    onClick: () => make(format),
  }));
  return <SaveMenu files={files} papers={papers} busy={paper.making !== null} inDialog={inDialog} />;
}
