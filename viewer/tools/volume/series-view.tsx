/** Placed, moved and remaining volume over all open epochs: a chart, and every pair as a table. */
import { Table, Text } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import type { SeriesResult } from '../../api/volume.ts';
import { useIsDark } from '../../ui/colour-scheme.tsx';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { chartAxis } from '../chart/chart.tsx';
import { CHART_FONT } from '../chart/draw-model.ts';
import { chartPaper, inkCss } from '../chart/on-dark.ts';
import { SearchPart } from './search-part.tsx';
import { canFollow } from './state.ts';

/** Placed warm, moved cold, remaining dark: as fill and cut are coloured elsewhere. */
const LINES = [
  { key: 'placedM3', colour: '#b2182b' },
  { key: 'movedM3', colour: '#2166ac' },
  { key: 'remainingM3', colour: '#343a40' },
] as const;
const CHART_HEIGHT_PX = 190;

export function SeriesView() {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const titleOf = useTitles();
  const run = useAppState((state) => state.volume.series);
  const possible = useAppState((state) => canFollow(state.volume, state.collections.length));
  if (!possible) return null;
  return (
    <SearchPart
      label={t('series.run')}
      icon={<IconTimeline size={16} />}
      run={run}
      onRun={() => void work.followEpochs(titleOf)}
      onStop={() => work.stop('series')}
    >
      {(result) => <Series result={result} />}
    </SearchPart>
  );
}

function Series({ result }: { result: SeriesResult }) {
  const { t } = useTranslation();
  const label = (epoch: number) => result.epochs[epoch]?.label ?? String(epoch);
  return (
    <section aria-label={t('series.title')} data-testid="series">
      <Text size="sm" fw={600}>
        {t('series.title')}
      </Text>
      <SeriesChart result={result} />
      <Table className="result-table is-small">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('series.epoch')}</Table.Th>
            {LINES.map(({ key, colour }) => (
              <Table.Th className="number" key={key} style={{ color: inkCss(colour) }}>
                {t(`series.${key}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.cumulative.map((step) => (
            <Table.Tr key={step.epoch}>
              <Table.Th scope="row">{label(step.epoch)}</Table.Th>
              <Table.Td className="number">{formatNumber(step.placedM3, 1)}</Table.Td>
              <Table.Td className="number">{formatNumber(step.movedM3, 1)}</Table.Td>
              <Table.Td className="number">{formatSigned(step.remainingM3, 1)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Table className="result-table is-small">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('series.pair')}</Table.Th>
            <Table.Th className="number">{t('volume.cut')}</Table.Th>
            <Table.Th className="number">{t('volume.fill')}</Table.Th>
            <Table.Th className="number">{t('volume.net')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.pairs.map(({ from, to, cutM3, fillM3, netM3 }) => (
            <Table.Tr key={`${from}-${to}`}>
              <Table.Th scope="row">
                {label(from)} → {label(to)}
              </Table.Th>
              <Table.Td className="number">{formatNumber(cutM3, 1)}</Table.Td>
              <Table.Td className="number">{formatNumber(fillM3, 1)}</Table.Td>
              <Table.Td className="number">{formatSigned(netM3, 1)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t('series.note', { share: formatNumber((100 * result.coveredAreaM2) / result.areaM2, 1) })}
      </Text>
      <WarningList warnings={result.warnings} />
    </section>
  );
}

/** Month of the survey, where it is known: names are long, and the chart is narrow. */
function shortLabel(epoch: SeriesResult['epochs'][0] | undefined): string {
  return epoch?.datetime?.slice(0, 7) ?? epoch?.label.slice(0, 8) ?? '';
}

function SeriesChart({ result }: { result: SeriesResult }) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const steps = result.cumulative;
    const data: uPlot.AlignedData = [
      steps.map(({ epoch }) => epoch),
      ...LINES.map(({ key }) => steps.map((step) => step[key])),
    ];
    const paper = chartPaper(isDark);
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: CHART_HEIGHT_PX,
        legend: { show: false },
        scales: { x: { time: false, range: [-0.2, steps.length - 0.8] } },
        axes: [
          {
            ...chartAxis('', 30, paper),
            splits: () => steps.map(({ epoch }) => epoch),
            values: (_chart, epochs) => epochs.map((epoch) => shortLabel(result.epochs[epoch])),
          },
          { ...chartAxis('m³', 66, paper), values: (_chart, values) => values.map((value) => formatNumber(value)) },
        ],
        series: [
          {},
          ...LINES.map(({ key, colour }) => ({
            label: t(`series.${key}`),
            stroke: paper.ink(colour),
            width: 2,
            points: { show: true, size: 7, fill: paper.ink(colour) },
          })),
        ],
      },
      data,
      element,
    );
    let gone = false;
    void document.fonts.load(CHART_FONT, result.epochs.map(({ label }) => label).join('')).then(
      () => gone || chart.redraw(false, true),
      () => undefined,
    );
    return () => {
      gone = true;
      chart.destroy();
    };
  }, [result, t, isDark]);
  return <div ref={holder} role="img" aria-label={t('series.chart')} />;
}
