/** 土積図: the mass curve, and what it says about hauls, as a table too. */
import { ScrollArea, Table, Text } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionsResult, SectionVolumes } from '../../api/sections.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { type ChartControl, HeightChart } from '../chart/chart.tsx';
import { ChartLegend } from '../chart/chart-legend.tsx';
import { ChartTools } from '../chart/chart-tools.tsx';
import { lobeRows, massModel, meanHaulM, nearestStation } from './station-model.ts';
import { useWords } from './use-words.ts';

export function MassView({ result }: { result: SectionsResult }) {
  const { t } = useTranslation();
  const { volumes } = result;
  if (!volumes) return <Text p="md">{t('alignment.noVolumes')}</Text>;
  return (
    <div className="station-view is-wide">
      <MassChart result={result} volumes={volumes} />
      <LobeTable volumes={volumes} style={result.style} />
    </div>
  );
}

function MassChart({ result, volumes }: { result: SectionsResult; volumes: SectionVolumes }) {
  const workspace = useWorkspace();
  const index = useAppState((state) => state.alignment.station);
  const [hoverM, setHoverM] = useState<number | null>(null);
  const words = useWords();
  const control = useRef<ChartControl>(null);
  const model = useMemo(() => massModel(result, volumes, index, words), [result, volumes, index, words]);
  const legend = useMemo(() => ({ ...model, lines: model.lines.slice(0, 1) }), [model]);
  return (
    <div className="station-chart">
      <div className="chart-bar">
        <ChartLegend model={legend} hoverM={hoverM} unit="m³" decimals={1} />
        <ChartTools control={control} />
      </div>
      <HeightChart
        model={model}
        exaggeration={null}
        control={control}
        onHover={setHoverM}
        onPick={(distanceM) => workspace.alignment({ type: 'station', index: nearestStation(result, distanceM) })}
      />
    </div>
  );
}

function LobeTable({ volumes, style }: { volumes: SectionVolumes; style: SectionsResult['style'] }) {
  const { t } = useTranslation();
  const pitchM = useAppState((state) => state.alignment.settings.pitchM);
  const rows = useMemo(() => lobeRows(volumes, style, pitchM), [volumes, style, pitchM]);
  const mean = meanHaulM(volumes);
  return (
    <section className="soil-side is-lobes" aria-label={t('alignment.lobes')}>
      <Text size="sm" fw={600} mb={4}>
        {t('alignment.lobes')}
      </Text>
      <ScrollArea type="auto" className="lobe-scroll">
        <Table withRowBorders stickyHeader className="result-table is-small" data-testid="lobes">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('alignment.kind')}</Table.Th>
              <Table.Th>{t('alignment.from')}</Table.Th>
              <Table.Th>{t('alignment.to')}</Table.Th>
              <Table.Th className="number">{t('alignment.volume')}</Table.Th>
              <Table.Th>{t('alignment.direction')}</Table.Th>
              <Table.Th className="number">{t('alignment.haul')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.key}>
                <Table.Th scope="row">{t(`alignment.kinds.${row.kind}`)}</Table.Th>
                <Table.Td>{row.from}</Table.Td>
                <Table.Td>{row.to}</Table.Td>
                <Table.Td className="number">{formatNumber(row.volumeM3, 1)}</Table.Td>
                <Table.Td>{row.direction ? t(`alignment.directions.${row.direction}`) : '–'}</Table.Td>
                <Table.Td className="number">{formatNumber(row.haulM, 1)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      {mean !== null && (
        <Text size="xs" mt={4}>
          {t('alignment.meanHaul', { value: formatNumber(mean, 1) })}
        </Text>
      )}
    </section>
  );
}
