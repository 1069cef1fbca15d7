/** The dock under the picture: the section's chart, table or areas, its read-out, and its downloads. */
import { ActionIcon, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionResult } from '../../api/section.ts';
import { titleIn } from '../../state/title.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useLabels } from '../alignment/use-labels.ts';
import { HeightChart } from '../chart/chart.tsx';
import { type ChartModel, ordinateAt } from '../chart/model.ts';
import { inkCss } from '../chart/on-dark.ts';
import { chartSvg } from '../chart/svg.ts';
import { csvText, downloadText } from '../download.ts';
import { groundLineRows, pointRows } from './chart-data.ts';
import { areaRows, sectionModel } from './section-model.ts';
import { AreasTable, SectionTable } from './section-tables.tsx';

const EXAGGERATIONS = ['fit', '1', '2', '5'] as const;
type Exaggeration = (typeof EXAGGERATIONS)[number];
const CONTENTS = ['chart', 'table', 'areas'] as const;
type Content = (typeof CONTENTS)[number];
const SVG_SIZE = { widthPx: 1400, heightPx: 560 } as const;

export function SectionChartDock() {
  const tool = useAppState((state) => state.tool);
  const run = useAppState((state) => state.section.run);
  return tool === 'section' && run.state === 'done' ? <Dock result={run.result} /> : null;
}

/** The names of the surfaces, in the page's language: collections first, then those that were added. */
function useSurfaceTitles(result: SectionResult): string[] {
  const collections = useAppState((state) => state.collections);
  const language = useAppState((state) => state.language);
  const settings = useAppState((state) => state.section.settings);
  const labelOf = useLabels();
  return useMemo(
    () =>
      result.surfaces.map(({ collection }, index) => {
        const added = settings.more[index - settings.surfaces.length];
        if (added) return labelOf(added);
        return titleIn(language, collections.find(({ id }) => id === collection)?.title ?? collection);
      }),
    [result, collections, language, settings, labelOf],
  );
}

function Dock({ result }: { result: SectionResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const pair = useAppState((state) => state.section.pair);
  const [content, setContent] = useState<Content>('chart');
  const [exaggeration, setExaggeration] = useState<Exaggeration>('fit');
  const titles = useSurfaceTitles(result);
  const model = useMemo(() => {
    const words = { title: t('section.chart'), distance: t('section.distance'), elevation: t('section.elevation') };
    return sectionModel(result, titles, words, pair);
  }, [result, titles, pair, t]);
  const scale = exaggeration === 'fit' ? null : Number(exaggeration);
  return (
    <section className="section-dock" aria-label={t('section.title')}>
      <Group justify="space-between" className="section-dock-head">
        <Readout result={result} model={model} />
        <Group gap="xs" className="section-dock-tools">
          {content === 'chart' && (
            <SegmentedControl
              size="xs"
              aria-label={t('section.exaggeration')}
              value={exaggeration}
              onChange={(value) => setExaggeration(value as Exaggeration)}
              data={EXAGGERATIONS.map((value) => ({ value, label: value === 'fit' ? t('section.fit') : `×${value}` }))}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('section.title')}
            value={content}
            onChange={(value) => setContent(CONTENTS.find((name) => name === value) ?? 'chart')}
            data={[
              { value: 'chart', label: t('section.chartTab') },
              { value: 'table', label: t('section.table') },
              ...(result.areas.length > 0 ? [{ value: 'areas', label: t('section.areas') }] : []),
            ]}
          />
          <Downloads result={result} model={model} titles={titles} exaggeration={scale} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('section.close')}
            onClick={() => workspace.section({ type: 'stopped' })}
          >
            <IconX size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {content === 'chart' && (
        <HeightChart
          model={model}
          exaggeration={scale}
          onHover={(distanceM) => workspace.section({ type: 'hover', distanceM })}
        />
      )}
      {content === 'table' && <SectionTable result={result} titles={titles} />}
      {content === 'areas' && <AreasTable result={result} titles={titles} />}
    </section>
  );
}

/** Legend and the values under the pointer in one line. */
function Readout({ result, model }: { result: SectionResult; model: ChartModel }) {
  const { t } = useTranslation();
  const hoverM = useAppState((state) => state.section.hoverDistanceM);
  const pair = useAppState((state) => state.section.pair);
  const area = pair === null ? undefined : result.areas[pair];
  const elevations = model.lines.map(({ parts }) => (hoverM === null ? null : ordinateAt(parts, hoverM)));
  const [first, last] = area ? [elevations[area.existing], elevations[area.compared]] : [];
  const { points } = result;
  return (
    <Group gap="md" className="section-readout">
      {model.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, two may have one name
        <span key={index}>
          <i style={{ background: inkCss(line.colour), height: line.widthPx + 1 }} />
          {result.surfaces[index]?.kind === 'design' ? line.label : t('section.ground', { title: line.label })}
          {hoverM !== null && <b> {formatNumber(elevations[index], 2)} m</b>}
        </span>
      ))}
      {hoverM !== null && <span>{t('section.readout', { distance: formatNumber(hoverM, 2) })}</span>}
      {hoverM !== null && first != null && last != null && (
        <span>{t('section.difference', { value: formatSigned(last - first, 2) })}</span>
      )}
      {hoverM === null && area && (
        <span>
          <i className="is-cut" /> {t('section.cut')} <b>{formatNumber(area.cutM2, 2)}</b> <i className="is-fill" />{' '}
          {t('section.fill')} <b>{formatNumber(area.fillM2, 2)}</b>
        </span>
      )}
      {hoverM === null && points && (
        <Text size="xs" c="dimmed" span>
          {points.returned < points.total
            ? t('section.thinned', { total: formatNumber(points.total), returned: formatNumber(points.returned) })
            : t('section.total', { total: formatNumber(points.total) })}
        </Text>
      )}
    </Group>
  );
}

interface DownloadProps {
  readonly result: SectionResult;
  readonly model: ChartModel;
  readonly titles: readonly string[];
  readonly exaggeration: number | null;
}

function Downloads({ result, model, titles, exaggeration }: DownloadProps) {
  const { t } = useTranslation();
  const csv = (name: string, rows: (string | number | null)[][]) => downloadText(name, 'text/csv', csvText(rows));
  const areas = () => {
    const heads = ['existing', 'compared', 'cut_m2', 'fill_m2', 'covered_m', 'void_m'];
    csv('section-areas.csv', [heads, ...areaRows(result, titles)]);
  };
  const svg = () => downloadText('section.svg', 'image/svg+xml', chartSvg(model, { ...SVG_SIZE, exaggeration }));
  const button = (label: string, onClick: () => void) => (
    <Button key={label} size="compact-xs" variant="default" leftSection={<IconDownload size={14} />} onClick={onClick}>
      {label}
    </Button>
  );
  return (
    <>
      {button(t('section.csv'), () => csv('section.csv', groundLineRows(result, 'distance_m')))}
      {result.points && button(t('section.pointsCsv'), () => csv('section-points.csv', pointRows(result)))}
      {result.areas.length > 0 && button(t('section.areasCsv'), areas)}
      {button(t('section.svg'), svg)}
    </>
  );
}
