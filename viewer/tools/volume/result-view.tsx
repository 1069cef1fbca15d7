/** The result of a volume: the three numbers, what they mean, how sure they are, and how they came about. */
import { Accordion, Button, Code, Group, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconDownload, IconLink } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { VolumeResult } from '../../api/volume.ts';
import { sceneUrl } from '../../ui/document.ts';
import { formatDay, formatNumber, formatSigned } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { csvText, downloadText } from '../download.ts';
import { methodName } from './methods.ts';
import { extentRows, netInWords, type ResultRow, resultAsText, significantRows, volumeRows } from './result-rows.ts';

export function VolumeResultView({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const showHeatMap = useAppState((state) => state.volume.showHeatMap);
  const rows = volumeRows(t, result);
  const top = useRef<HTMLDivElement>(null);
  // The result stands below the form: bring it into sight when it arrives.
  // Newer browsers answer with a promise, which must not become the effect's clean-up.
  useEffect(() => {
    void top.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <Stack gap="sm" className="volume-result" ref={top}>
      <Title order={3} size="h6">
        {t('volume.result')}
      </Title>
      <Table withRowBorders className="result-table" data-testid="volume-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('volume.quantity')}</Table.Th>
            <Table.Th className="number">{t('volume.value')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.key} className={`is-${row.key}`}>
              <Table.Th scope="row">{row.label}</Table.Th>
              <Table.Td className="number" data-value={row.value ?? ''} data-key={row.key}>
                <b>{row.text}</b> {row.unit}
                {row.interval && (
                  <div className="interval" title={t('volume.interval')}>
                    95 %: {row.interval}
                  </div>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" data-testid="volume-method">
        {t('volume.method')}: {methodName(t, result.method)}
      </Text>
      {result.methods && <MethodTable methods={result.methods} />}
      <Text size="sm" fw={500}>
        {netInWords(t, result)}
      </Text>
      <Text size="xs" c="dimmed">
        {t('volume.intervalNote')}
      </Text>
      <WarningList warnings={result.warnings} />
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
    </Stack>
  );
}

/** What every method finds, side by side. */
function MethodTable({ methods }: { methods: NonNullable<VolumeResult['methods']> }) {
  const { t } = useTranslation();
  return (
    <Table withRowBorders className="result-table is-small" data-testid="volume-methods">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('volume.byMethod')}</Table.Th>
          <Table.Th className="number">{t('volume.cut')}</Table.Th>
          <Table.Th className="number">{t('volume.fill')}</Table.Th>
          <Table.Th className="number">{t('volume.net')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {methods.map(({ method, cutM3, fillM3, netM3 }) => (
          <Table.Tr key={method}>
            <Table.Th scope="row">{methodName(t, method)}</Table.Th>
            <Table.Td className="number">{formatNumber(cutM3, 1)}</Table.Td>
            <Table.Td className="number">{formatNumber(fillM3, 1)}</Table.Td>
            <Table.Td className="number">{formatSigned(netM3, 1)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RowTable({ rows }: { rows: readonly ResultRow[] }) {
  return (
    <Table withRowBorders className="result-table is-small">
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.key}>
            <Table.Th scope="row">{row.label}</Table.Th>
            <Table.Td className="number">
              {row.text} {row.unit}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Details({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const significant = significantRows(t, result);
  const method = methodName(t, result.method);
  const sampling = result.sampling === 'tin' ? t('volume.samplingTin') : t('volume.samplingMean');
  return (
    <>
      <RowTable rows={extentRows(t, result)} />
      <Accordion variant="separated" chevronPosition="left" multiple>
        {significant.length > 0 && (
          <Accordion.Item value="significant">
            <Accordion.Control>
              {t('volume.significant', { lod: formatNumber(result.significant?.lodM, 3) })}
            </Accordion.Control>
            <Accordion.Panel>
              <RowTable rows={significant} />
            </Accordion.Panel>
          </Accordion.Item>
        )}
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
              {result.provenance?.items?.map((item) => (
                <Text size="xs" key={`${item.id}${item.version ?? ''}`}>
                  {t('volume.provenance')}: {item.id} · {formatDay(item.datetime ?? null)} · {item.verticalDatum ?? '–'}
                  {item.version && <Code ml={6}>{item.version}</Code>}
                </Text>
              ))}
              {result.provenance?.requestHash && (
                <Text size="xs">
                  {t('volume.hash')}: <Code>{result.provenance.requestHash.slice(0, 16)}</Code>
                </Text>
              )}
              {result.provenance?.software && <Text size="xs">{result.provenance.software}</Text>}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </>
  );
}

function ResultButtons({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const copy = async (text: string, message: string) => {
    try {
      await navigator.clipboard.writeText(text);
      notifications.show({ message, autoClose: 2500 });
    } catch {
      notifications.show({ message: t('share.failed'), color: 'red' });
    }
  };
  const csv = () =>
    csvText([
      [t('volume.quantity'), t('volume.value'), '', t('volume.interval')],
      ...[...volumeRows(t, result), ...extentRows(t, result)].map((row) => [
        row.label,
        row.value,
        row.unit,
        row.interval,
      ]),
    ]);
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconCopy size={16} />}
        onClick={() => copy(resultAsText(t, result, sceneUrl(store)), t('volume.copied'))}
      >
        {t('volume.copy')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={16} />}
        onClick={() => downloadText('volume.csv', 'text/csv', csv())}
      >
        {t('volume.csv')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={16} />}
        onClick={() => downloadText('volume.json', 'application/json', `${JSON.stringify(result, null, 2)}\n`)}
      >
        {t('volume.json')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconLink size={16} />}
        onClick={() => copy(sceneUrl(store), t('share.copied'))}
      >
        {t('volume.link')}
      </Button>
    </Group>
  );
}
