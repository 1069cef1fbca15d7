/** The section of the current station beside the list of all. */
import { Button, ScrollArea, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionsResult, StationSection } from '../../api/sections.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { ChartControl } from '../chart/chart.tsx';
import { ChartLegend } from '../chart/chart-legend.tsx';
import { ChartTools } from '../chart/chart-tools.tsx';
import { ScaleControl } from '../chart/dock-parts.tsx';
import { MeasuredChart } from '../chart/measured-chart.tsx';
import { chartSvg } from '../chart/svg.ts';
import { useChartMeasure } from '../chart/use-chart-measure.ts';
import { downloadText } from '../download.ts';
import type { ViewProps } from './chart-desk.ts';
import { shortStation, stationModel, stationRows } from './station-model.ts';
import { useWords } from './use-words.ts';

const SCALES = [null, 1, 2] as const;
const SVG_SIZE = { widthPx: 1200, heightPx: 560 } as const;

export function StationView({ result, desk }: ViewProps<SectionsResult>) {
  const index = useAppState((state) => state.alignment.station);
  const station = result.stations[index];
  return (
    <div className="station-view">
      <StationList result={result} />
      {station && <StationChart result={result} station={station} desk={desk} />}
    </div>
  );
}

function StationChart({ result, station, desk }: ViewProps<SectionsResult> & { readonly station: StationSection }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const hoverM = useAppState((state) => state.alignment.hoverOffsetM);
  const words = useWords();
  const { slopes, setSlopes, exaggeration, setExaggeration } = desk;
  const full = useMemo(() => stationModel(result, station, words), [result, station, words]);
  const model = useMemo(() => (slopes ? full : { ...full, texts: [] }), [full, slopes]);
  const corners = useMemo(() => station.lines.map(({ simplified }) => ({ parts: simplified })), [station]);
  const measuring = useChartMeasure(model, corners, desk.measure);
  const control = useRef<ChartControl>(null);
  const { area } = station;
  const svg = () => {
    const name = `${shortStation(station.name).replace(/[^\w.+-]/g, '_')}.svg`;
    downloadText(name, 'image/svg+xml', chartSvg(model, { ...SVG_SIZE, exaggeration }));
  };
  return (
    <div className="station-chart">
      <div className="chart-bar">
        <ChartLegend model={model} hoverM={hoverM} unit="m" decimals={2}>
          {hoverM !== null && <span>{t('alignment.readout', { offset: formatNumber(hoverM, 2) })}</span>}
          {hoverM === null && area && (
            <span data-testid="station-areas">
              <i className="is-cut" /> {t('alignment.cutArea', { value: formatNumber(area.cutM2, 2) })}{' '}
              <i className="is-fill" /> {t('alignment.fillArea', { value: formatNumber(area.fillM2, 2) })}
            </span>
          )}
          {hoverM === null && <span className="looking">{t(`alignment.${lookingOf(result)}`)}</span>}
        </ChartLegend>
        <ChartTools
          control={control}
          measuring={measuring.measuring}
          onMeasuring={measuring.setMeasuring}
          slopes={slopes}
          onSlopes={setSlopes}
        />
        <ScaleControl scales={SCALES} value={exaggeration} onChange={setExaggeration} />
        <Button size="compact-xs" variant="default" leftSection={<IconDownload size={14} />} onClick={svg}>
          {t('section.svg')}
        </Button>
      </div>
      <MeasuredChart
        model={model}
        exaggeration={exaggeration}
        control={control}
        measuring={measuring}
        across
        onHover={(offsetM) => workspace.alignment({ type: 'hover', offsetM })}
      />
    </div>
  );
}

const lookingOf = ({ style, looking }: SectionsResult) => (style === 'river' ? 'river' : looking);

function StationList({ result }: { result: SectionsResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const index = useAppState((state) => state.alignment.station);
  const rows = useMemo(() => stationRows(result), [result]);
  const current = useRef<HTMLTableRowElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row that `current` means changes with the station
  useEffect(() => {
    void current.current?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  return (
    <ScrollArea className="station-list" type="auto">
      <Table
        stickyHeader
        className="result-table is-small"
        data-testid="stations"
        aria-label={t('alignment.stationList')}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('alignment.station')}</Table.Th>
            {(['gh', 'fh', 'ca', 'ba'] as const).map((name) => (
              <Table.Th className="number" key={name}>
                {t(`alignment.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={row.index}
              ref={row.index === index ? current : null}
              className={row.index === index ? 'is-current' : ''}
              onClick={() => workspace.alignment({ type: 'station', index: row.index })}
            >
              <Table.Th scope="row">
                <button
                  type="button"
                  className="station-button"
                  aria-current={row.index === index ? 'true' : undefined}
                >
                  {row.name}
                </button>
                {row.voidM !== null && (
                  <span className="void-mark" title={t('alignment.void', { value: formatNumber(row.voidM, 1) })}>
                    {t('alignment.noData')}
                  </span>
                )}
              </Table.Th>
              <Table.Td className="number">{formatNumber(row.groundM, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(row.designM, 2)}</Table.Td>
              <Table.Td className="number" data-key="cut" data-value={row.cutM2 ?? ''}>
                {formatNumber(row.cutM2, 1)}
              </Table.Td>
              <Table.Td className="number" data-key="fill" data-value={row.fillM2 ?? ''}>
                {formatNumber(row.fillM2, 1)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
