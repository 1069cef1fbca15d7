/** The result of a volume: the three numbers, what they mean, how sure they are, and how they came about. */
import { Accordion, Badge, Code, Group, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { VolumeResult } from '../../api/volume.ts';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { ResultBadge } from '../status-badge.tsx';
import { areaName } from './area-names.ts';
import { inLanguage } from './methods.ts';
import { ReportPart } from './report-part.tsx';
import { ResultButtons } from './result-buttons.tsx';
import { extentRows, qualityWords, type ResultRow, significantRows, tieText, volumeRows } from './result-rows.ts';
import { BlockTable, LayerTable, MethodTable, RowTable, SoilTable } from './result-tables.tsx';
import { VerdictBadge } from './verdict-badge.tsx';

export function VolumeResultView({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const showHeatMap = useAppState((state) => state.volume.showHeatMap);
  const top = useRef<HTMLDivElement>(null);
  // The result stands below the form: bring it into sight when it arrives.
  // Newer browsers answer with a promise, which must not become the effect's clean-up.
  useEffect(() => {
    void top.current?.scrollIntoView({ block: 'start' });
  }, []);
  const { methods, spread, blocks, soil, tie, surfaces } = result;
  return (
    <Stack gap="sm" className="volume-result" ref={top}>
      <Group justify="space-between" gap="xs">
        <Title order={3} size="h6">
          {t('volume.result')}
        </Title>
        <ResultBadge status="computed" testId="volume-status" />
        {result.quality.isEstimate && (
          <Badge variant="outline" radius="sm" tt="none" title={t('volume.estimateNote')}>
            {t('volume.estimateUse')}
          </Badge>
        )}
      </Group>
      <MainTable result={result} />
      <Text size="sm" fw={600} data-testid="volume-words">
        {inLanguage(t, result.words)}
      </Text>
      <Text size="xs" data-testid="volume-method">
        {t('volume.method')}: {inLanguage(t, result.methodName)}
      </Text>
      <Quality result={result} />
      {methods && <MethodTable methods={methods} {...(spread ? { spread } : {})} />}
      {blocks && <BlockTable result={result} blocks={blocks} />}
      {soil && <SoilTable soil={soil} />}
      {tie && (
        <Text size="xs" data-testid="volume-tie">
          {t('tie.value')}: <b>{tieText(t, tie)}</b> · {t(tie.applied ? 'tie.applied' : 'tie.notApplied')}
        </Text>
      )}
      {(['existing', 'compared'] as const).map((side) => (
        <LayerTable key={side} side={side} report={surfaces[side]} />
      ))}
      <WarningList warnings={result.warnings} />
      <Text size="xs" c="dimmed">
        {t('volume.intervalNote')}
      </Text>
      {result.difference ? (
        <Switch
          label={t('volume.heatMap')}
          description={t('volume.heatMapNote')}
          checked={showHeatMap}
          onChange={(event) => workspace.volume({ type: 'heatMap', show: event.currentTarget.checked })}
        />
      ) : (
        <Text size="xs" c="dimmed">
          {t('volume.heatMapNone')}
        </Text>
      )}
      <Details result={result} />
      <ResultButtons result={result} />
      <ReportPart />
    </Stack>
  );
}

function MainTable({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const name = useAppState((state) => areaName(state.volume));
  const significant = significantRows(t, result);
  // methods that tell net alone, and single surfaces, have none
  const hasSignificant = significant.some(({ value }) => value !== null);
  const lod = formatNumber(result.significant.lodM, 2);
  return (
    <Table withRowBorders className="result-table" data-testid="volume-table">
      <Table.Thead>
        {name !== '' && (
          <Table.Tr>
            <Table.Th colSpan={hasSignificant ? 3 : 2} data-testid="volume-name" className="is-name">
              {name}
            </Table.Th>
          </Table.Tr>
        )}
        <Table.Tr>
          <Table.Th>{t('volume.quantity')}</Table.Th>
          <Table.Th className="number">{t('volume.value')}</Table.Th>
          {hasSignificant && (
            <Table.Th className="number is-note" title={t('volume.significant', { lod })}>
              {t('volume.beyond', { lod })}
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {volumeRows(t, result).map((row) => (
          <Table.Tr key={row.key} className={`is-${row.key}`}>
            <Table.Th scope="row">{row.label}</Table.Th>
            <Table.Td
              className="number"
              data-value={row.value ?? ''}
              data-key={row.key}
              title={row.value === null ? undefined : `${row.value} ${row.unit}`}
            >
              <b>{row.text}</b> {row.unit}
              {row.interval && (
                <div className="interval" title={t('volume.interval')}>
                  95 %: {row.interval}
                </div>
              )}
            </Table.Td>
            {hasSignificant && <SignificantCell row={significant.find(({ key }) => key === row.key)} />}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The same volume without what the scatter of the points can explain. */
function SignificantCell({ row }: { row: ResultRow | undefined }) {
  if (!row) return <Table.Td />;
  return (
    <Table.Td
      className="number"
      data-value={row.value ?? ''}
      data-key={`significant-${row.key}`}
      title={`${row.value} ${row.unit}`}
    >
      {row.text} {row.unit}
    </Table.Td>
  );
}

/** What the data are good for, with the reasons. */
function Quality({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const { verdict, reasons } = qualityWords(t, result);
  return (
    <div data-testid="volume-quality">
      <VerdictBadge verdict={result.quality.verdict}>{verdict}</VerdictBadge>
      {reasons.map((reason) => (
        <Text size="xs" c="dimmed" key={reason}>
          {reason}
        </Text>
      ))}
    </div>
  );
}

function Details({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const method = inLanguage(t, result.methodName);
  const sampling = result.sampling === 'tin' ? t('volume.samplingTin') : t('volume.samplingMean');
  return (
    <>
      <RowTable rows={extentRows(t, result)} />
      <Accordion variant="separated" chevronPosition="left" multiple>
        <Accordion.Item value="details">
          <Accordion.Control>{t('volume.details')}</Accordion.Control>
          <Accordion.Panel>
            <Stack gap={6}>
              <Text size="xs">
                {t('volume.method')}: {method} · {sampling} · {result.cellSizeM} m
              </Text>
              <Text size="xs">
                {t('volume.pointsUsed')}:{' '}
                {t('volume.pointsPair', {
                  existing: formatNumber(result.points.existing),
                  compared: formatNumber(result.points.compared),
                })}
              </Text>
              {result.provenance.items.map((item) => (
                <Text size="xs" key={`${item.id}${item.version ?? ''}`}>
                  {t('volume.provenance')}: {item.id} · {formatDay(item.datetime ?? null)} · {item.verticalDatum ?? '–'}
                  {item.version && <Code ml={6}>{item.version}</Code>}
                </Text>
              ))}
              {result.provenance.surfaces?.map((surface) => (
                <Text size="xs" key={surface.id}>
                  {t('volume.provenance')}: {surface.name} · {surface.verticalDatum ?? '–'}
                  <Code ml={6}>{surface.version}</Code>
                </Text>
              ))}
              {result.provenance.requestHash && (
                <Text size="xs">
                  {t('volume.hash')}: <Code>{result.provenance.requestHash.slice(0, 16)}</Code>
                </Text>
              )}
              {result.provenance.software && <Text size="xs">{result.provenance.software}</Text>}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </>
  );
}
