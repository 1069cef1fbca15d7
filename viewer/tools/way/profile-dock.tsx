/** The longitudinal profile: chart, stations, grades; climb and fall, clearances, water. */
import { ActionIcon, Group, ScrollArea, SegmentedControl, Select, Table, Text } from '@mantine/core';
import { IconCurrentLocation } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProfileResult } from '../../api/way.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { ChartControl } from '../chart/chart.tsx';
import { ChartLegend } from '../chart/chart-legend.tsx';
import { ChartTools } from '../chart/chart-tools.tsx';
import { DockFrame } from '../chart/dock-frame.tsx';
import { CloseDock, DockProgress } from '../chart/dock-parts.tsx';
import { MeasuredChart } from '../chart/measured-chart.tsx';
import { useChartMeasure } from '../chart/use-chart-measure.ts';
import { usePaper } from '../papers/use-paper.ts';
import { ResultBadge } from '../status-badge.tsx';
import { clearanceExtremes, grades, profileChart, profileRows } from './profile-model.ts';
import { ProfileSave } from './profile-save.tsx';
import { useOutdated } from './use-outdated.ts';

const CONTENTS = ['chart', 'table', 'grades'] as const;
type Content = (typeof CONTENTS)[number];

export function ProfileDock({ result }: { result: ProfileResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const hoverM = useAppState((state) => state.way.hoverM);
  const [content, setContent] = useState<Content>('chart');
  const [chosen, setSurface] = useState(result.existing);
  const surface = result.surfaces[chosen] ? chosen : result.existing;
  const [large, setLarge] = useState(false);
  const control = useRef<ChartControl>(null);
  const paper = usePaper();
  const outdated = useOutdated();
  const model = useMemo(() => {
    const [title, distance, elevation] = [t('way.profile'), t('way.distance'), t('way.elevation')];
    const [highest, lowest, steepest] = [t('way.highest'), t('way.lowest'), t('way.steepest')];
    const words = { title, distance, elevation, highest, lowest, steepest, water: t('way.waterShort') };
    return profileChart(result, surface, words);
  }, [result, surface, t]);
  const measuring = useChartMeasure(model);
  return (
    <DockFrame label={t('way.profile')} large={large} onLarge={setLarge}>
      <Group justify="space-between" className="section-dock-head">
        <Group gap="md" className="section-readout">
          <ResultBadge status={outdated ? 'outdated' : 'computed'} testId="way-status" />
          <ChartLegend model={model} hoverM={hoverM} unit="m" decimals={2}>
            {hoverM !== null && <span>{t('section.readout', { distance: formatNumber(hoverM, 2) })}</span>}
          </ChartLegend>
        </Group>
        <Group gap="xs" className="section-dock-tools">
          {content === 'chart' && (
            <ChartTools
              control={control}
              measuring={measuring.measuring}
              onMeasuring={measuring.setMeasuring}
              large={large}
              onLarge={setLarge}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('way.content')}
            value={content}
            onChange={(value) => setContent(CONTENTS.find((name) => name === value) ?? 'chart')}
            data={CONTENTS.map((value) => ({ value, label: t(`way.${value}`) }))}
          />
          <ProfileSave result={result} paper={paper} inDialog={large} />
          {!large && (
            <CloseDock
              label={t('way.close')}
              onClose={() => workspace.way({ type: 'profile', run: { type: 'stopped' } })}
            />
          )}
        </Group>
      </Group>
      <Summary result={result} surface={surface} onSurface={setSurface} />
      <DockProgress paper={paper} />
      {content === 'chart' && (
        <MeasuredChart
          large={large}
          model={model}
          exaggeration={null}
          control={control}
          measuring={measuring}
          onHover={(distanceM) => workspace.way({ type: 'hover', distanceM })}
        />
      )}
      {content === 'table' && <Stations result={result} />}
      {content === 'grades' && <Grades result={result} surface={surface} />}
    </DockFrame>
  );
}

interface SummaryProps {
  readonly result: ProfileResult;
  readonly surface: number;
  readonly onSurface: (surface: number) => void;
}

/** What the way means, as text. */
function Summary({ result, surface, onSurface }: SummaryProps) {
  const { t } = useTranslation();
  const climb = result.climb[surface];
  const { water } = result;
  return (
    <Group gap="md" className="way-summary" data-testid="way-summary">
      {result.surfaces.length > 1 && (
        <Select
          size="xs"
          w={190}
          aria-label={t('way.surfaceOf')}
          allowDeselect={false}
          data={result.surfaces.map(({ name }, index) => ({ value: String(index), label: name }))}
          value={String(surface)}
          onChange={(value) => value !== null && onSurface(Number(value))}
        />
      )}
      {climb && (
        <>
          <span>
            {t('way.up')} <b data-key="up" data-value={climb.upM}>{`${formatNumber(climb.upM, 1)} m`}</b> ·{' '}
            {t('way.down')} <b data-key="down" data-value={climb.downM}>{`${formatNumber(climb.downM, 1)} m`}</b>
          </span>
          {climb.steepest && (
            <span data-key="steepest" data-value={climb.steepest.percent}>
              {t('way.steepestText', {
                percent: formatSigned(climb.steepest.percent, 1),
                from: formatNumber(climb.steepest.fromM, 0),
                to: formatNumber(climb.steepest.toM, 0),
              })}
            </span>
          )}
          {climb.unknownM > 0 && (
            <span className="void-mark">{t('way.unknown', { value: formatNumber(climb.unknownM, 1) })}</span>
          )}
        </>
      )}
      {clearanceExtremes(result).map(({ surface: index, least, most }) => (
        <span key={index} data-key="clearance">
          {t('way.least', {
            title: result.surfaces[index]?.name ?? '',
            least: formatSigned(least.clearanceM, 2),
            leastAt: formatNumber(least.distanceM, 0),
            most: formatSigned(most.clearanceM, 2),
            mostAt: formatNumber(most.distanceM, 0),
          })}
        </span>
      ))}
      {water && (
        <span data-key="water" data-value={water.belowM}>
          {water.below.length === 0
            ? t('way.waterDry', { level: formatNumber(water.levelM, 2) })
            : t('way.waterText', {
                level: formatNumber(water.levelM, 2),
                below: formatNumber(water.belowM, 1),
                deepest: formatNumber(Math.max(...water.below.map(({ deepestM }) => deepestM)), 2),
              })}
        </span>
      )}
    </Group>
  );
}

function Stations({ result }: { result: ProfileResult }) {
  const { t } = useTranslation();
  const { wayWork } = useWorkspace();
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const rows = useMemo(() => profileRows(result), [result]);
  const others = result.surfaces.flatMap(({ name }, index) => (index === result.existing ? [] : [{ name, index }]));
  const hasDesign = rows.some(({ designM }) => designM !== null);
  const heads = [
    t('way.distance'),
    ...result.surfaces.map(({ name }) => name),
    t('way.grade'),
    ...others.map(({ name }) => t('way.above', { title: name })),
    ...(hasDesign ? [t('way.design')] : []),
    ...(result.water ? [t('way.aboveWater')] : []),
  ];
  return (
    <ScrollArea className="section-table" type="auto">
      <Table stickyHeader className="result-table is-small" data-testid="profile-stations">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('way.station')}</Table.Th>
            {heads.map((head, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place, two surfaces may have one name
              <Table.Th key={i} className="number">
                {head}
              </Table.Th>
            ))}
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const height = row.elevationsM.find((one) => one !== null) ?? null;
            const [east = 0, north = 0] = row.position;
            return (
              <Table.Tr key={row.distanceM}>
                <Table.Th scope="row">{row.name}</Table.Th>
                <Table.Td className="number">{formatNumber(row.distanceM, 2)}</Table.Td>
                {row.elevationsM.map((elevation, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place
                  <Table.Td key={i} className="number" data-key={`elevation-${i}`} data-value={elevation ?? ''}>
                    {formatNumber(elevation, 3)}
                  </Table.Td>
                ))}
                <Table.Td className="number">{formatSigned(row.gradePercent, 2)}</Table.Td>
                {others.map(({ index }) => (
                  <Table.Td key={index} className="number">
                    {formatSigned(row.clearancesM[index], 3)}
                  </Table.Td>
                ))}
                {hasDesign && <Table.Td className="number">{formatNumber(row.designM, 3)}</Table.Td>}
                {result.water && <Table.Td className="number">{formatSigned(row.aboveWaterM, 2)}</Table.Td>}
                <Table.Td>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={t('way.lookAt', { name: row.name })}
                    onClick={() =>
                      wayWork.lookAt({ east: east * unitM, north: north * unitM, height: height ?? 0 }, LOOK_RANGE_M)
                    }
                  >
                    <IconCurrentLocation size={15} />
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

const LOOK_RANGE_M = 120;

function Grades({ result, surface }: { result: ProfileResult; surface: number }) {
  const { t } = useTranslation();
  const rows = grades(result.climb[surface] ?? null);
  const heads = [t('way.from'), t('way.to'), t('way.rise'), t('way.grade'), t('way.slopeN')];
  return (
    <ScrollArea className="section-table" type="auto">
      <Table stickyHeader className="result-table is-small" data-testid="profile-grades">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head} className="number">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ fromM, toM, heightM, percent }) => (
            <Table.Tr key={fromM}>
              <Table.Td className="number">{formatNumber(fromM, 2)}</Table.Td>
              <Table.Td className="number">{formatNumber(toM, 2)}</Table.Td>
              <Table.Td className="number">{formatSigned(heightM, 3)}</Table.Td>
              <Table.Td className="number">{formatSigned(percent, 2)}</Table.Td>
              <Table.Td className="number">
                {heightM === 0 ? '–' : `1:${formatNumber((toM - fromM) / Math.abs(heightM), 2)}`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          {t('chart.level')}
        </Text>
      )}
    </ScrollArea>
  );
}
