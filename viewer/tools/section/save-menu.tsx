/** What can be saved of a section: the numbers on the page, and the papers that the server makes of the same request. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type PaperFormat, type SectionResult, sectionPaper } from '../../api/section.ts';
import { useAppState } from '../../ui/workspace-context.ts';
import type { ChartModel } from '../chart/model.ts';
import { chartSvg } from '../chart/svg.ts';
import { csvText, downloadText } from '../download.ts';
import { headerOf, storedHeader } from '../papers/header.ts';
import type { PaperRun } from '../papers/use-paper.ts';
import { groundLineRows, pointRows } from './chart-data.ts';
import { areaRows } from './section-model.ts';
import { sectionRequest } from './state.ts';

export const SECTION_PAPERS = ['dxf', 'pdf', 'xlsx', 'svg', 'csv'] as const satisfies readonly PaperFormat[];
const SVG_SIZE = { widthPx: 1400, heightPx: 560 } as const;
/** Longest name of a surface. */
const MAX_LABEL = 40;

export interface SaveMenuProps {
  readonly result: SectionResult;
  readonly model: ChartModel;
  readonly titles: readonly string[];
  readonly exaggeration: number | null;
  readonly paper: PaperRun;
  /** In the dialog the menu stands inside of it. */
  readonly inDialog: boolean;
}

export function SaveMenu({ result, model, titles, exaggeration, paper, inDialog }: SaveMenuProps) {
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
  const item = (label: string, onClick: () => void, key?: string) => (
    <Menu.Item key={label} leftSection={<IconDownload size={14} />} data-paper={key} onClick={onClick}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" withinPortal={!inDialog} shadow="md">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          rightSection={<IconChevronDown size={12} />}
          loading={paper.making !== null}
        >
          {t('chart.save')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('chart.onThisPage')}</Menu.Label>
        {item(t('section.csv'), () => csv(`${stem}.csv`, groundLineRows(result, 'distance_m')))}
        {result.points && item(t('section.pointsCsv'), () => csv(`${stem}-points.csv`, pointRows(result)))}
        {result.areas.length > 0 && item(t('section.areasCsv'), areas)}
        {item(t('section.svg'), svg)}
        <Menu.Label>{t('chart.papers')}</Menu.Label>
        {SECTION_PAPERS.map((format) => item(t(`section.papers.${format}`), () => make(format), `section-${format}`))}
      </Menu.Dropdown>
    </Menu>
  );
}
