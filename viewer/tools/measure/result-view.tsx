/** The numbers of the selected measurement: the estimate, or what the server computed on each surface, with errors and provenance. */
import { Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MeasureResult, SurfaceMeasure } from '#core/contract/measure.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useTitles } from '../../ui/workspace-context.ts';
import type { MeasurementRecord } from './record.ts';
import { computedRows, estimatedRows, type Row, rowDigits, rowText } from './rows.ts';

export interface ResultViewProps {
  readonly record: MeasurementRecord;
  readonly vertices: readonly SitePosition[];
  readonly isMoving: boolean;
}

export function ResultView({ record, vertices, isMoving }: ResultViewProps) {
  const result = isMoving ? null : (record.computed?.result ?? null);
  if (!result) return <RowTable rows={estimatedRows(record.kind, vertices)} isEstimate />;
  return (
    <Stack gap="xs">
      {result.surfaces.map((surface, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place in the request, two may have one name
        <SurfaceResult key={index} kind={record.kind} surface={surface} isOne={result.surfaces.length === 1} />
      ))}
      <WarningList
        warnings={result.warnings.map((one) => ({ ...one, code: one.code === 'VOID' ? 'VOID_SHAPE' : one.code }))}
      />
      <Provenance result={result} />
    </Stack>
  );
}

function SurfaceResult({
  kind,
  surface,
  isOne,
}: {
  kind: MeasurementRecord['kind'];
  surface: SurfaceMeasure;
  isOne: boolean;
}) {
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const collection = collections.find(({ id }) => id === surface.collection);
  return (
    <div data-testid="measure-surface" data-collection={surface.collection}>
      {!isOne && (
        <Text size="xs" fw={600}>
          {collection ? titleOf(collection) : surface.collection}
        </Text>
      )}
      <RowTable rows={computedRows(kind, surface)} />
    </div>
  );
}

function RowTable({ rows, isEstimate = false }: { rows: readonly Row[]; isEstimate?: boolean }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  const hasErrors = rows.some(({ error }) => error != null);
  return (
    <Table className="measure-table" withRowBorders={false} verticalSpacing={2} horizontalSpacing={6}>
      {hasErrors && (
        <Table.Thead className="visually-hidden">
          <Table.Tr>
            <Table.Th>{t('measure.item')}</Table.Th>
            <Table.Th>{t('measure.value')}</Table.Th>
            <Table.Th>{t('measure.error')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
      )}
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.key} data-key={row.key} data-value={rowDigits(row)} data-main={row.main === true}>
            <Table.Th scope="row">{t(`measure.row.${row.key}`)}</Table.Th>
            <Table.Td>
              <span title={rowDigits(row)}>
                {isEstimate ? '≈ ' : ''}
                {rowText(row)}
              </span>
            </Table.Td>
            {hasErrors && (
              <Table.Td className="measure-error">
                {row.error == null ? null : (
                  <Tooltip label={t('measure.errorHelp')} multiline w={260}>
                    <span title={String(row.error)}>±{formatNumber(row.error, errorDecimals(row.error))}</span>
                  </Tooltip>
                )}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Two figures of an error are enough. */
const errorDecimals = (error: number) => (error > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(error)))) : 0);

function Provenance({ result }: { result: MeasureResult }) {
  const { t } = useTranslation();
  const { items, requestHash, software } = result.provenance;
  return (
    <details className="measure-provenance">
      <summary>{t('measure.provenance')}</summary>
      <Stack gap={2} mt={4}>
        {items.map(({ collection, id, datetime, verticalDatum, accuracyM, version }) => (
          <Text size="xs" key={`${collection}/${id}`}>
            {`${collection}/${id} · ${formatDay(datetime)} · ${verticalDatum ?? '–'} · `}
            {accuracyM === null ? t('measure.accuracyUnknown') : t('measure.accuracy', { value: accuracyM })}
            {` · ${version}`}
          </Text>
        ))}
        <Group gap={4} wrap="nowrap">
          <Text size="xs" c="dimmed">
            {t('measure.hash')}
          </Text>
          <Text size="xs" ff="monospace" truncate title={requestHash}>
            {requestHash}
          </Text>
        </Group>
        <Text size="xs" c="dimmed">
          {software}
        </Text>
      </Stack>
    </details>
  );
}
