/** The numbers of the selected measurement: the estimate, or what the server computed on each surface, with errors and provenance. */
import { Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MeasureResult } from '#core/contract/measure.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { formatDay } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useTitles } from '../../ui/workspace-context.ts';
import type { MeasurementRecord } from './record.ts';
import { computedRows, errorText, estimatedRows, type Row, rowDigits, rowText } from './rows.ts';

export interface ResultViewProps {
  readonly record: MeasurementRecord;
  readonly vertices: readonly SitePosition[];
  readonly isMoving: boolean;
}

/** More surfaces than these stand below each other. */
const MAX_COLUMNS = 2;

export function ResultView({ record, vertices, isMoving }: ResultViewProps) {
  const { kind } = record;
  const result = isMoving ? null : (record.computed?.result ?? null);
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  if (!result) return <RowTable columns={[{ rows: estimatedRows(kind, vertices) }]} isEstimate />;
  const columns = result.surfaces.map((surface): Column => {
    const collection = collections.find(({ id }) => id === surface.collection);
    return {
      collection: surface.collection,
      title: collection ? titleOf(collection) : surface.collection,
      rows: computedRows(kind, surface),
    };
  });
  const groups = columns.length > MAX_COLUMNS ? columns.map((column) => [column]) : [columns];
  const warnings = result.warnings.map((one) => ({ ...one, code: one.code === 'VOID' ? 'VOID_SHAPE' : one.code }));
  return (
    <Stack gap="xs">
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place in the request, two may have one name
        <RowTable key={index} columns={group} hasTitles={columns.length > 1} />
      ))}
      <WarningList warnings={warnings} />
      <Provenance result={result} />
    </Stack>
  );
}

interface Column {
  readonly collection?: string;
  readonly title?: string;
  readonly rows: readonly Row[];
}

interface RowTableProps {
  readonly columns: readonly Column[];
  readonly hasTitles?: boolean;
  readonly isEstimate?: boolean;
}

function RowTable({ columns, hasTitles = false, isEstimate = false }: RowTableProps) {
  const { t } = useTranslation();
  const keys = [...new Set(columns.flatMap(({ rows }) => rows.map(({ key }) => key)))];
  if (keys.length === 0) return null;
  return (
    <Table className="measure-table" withRowBorders={false} verticalSpacing={2} horizontalSpacing={6}>
      <Table.Thead className={hasTitles ? undefined : 'visually-hidden'}>
        <Table.Tr>
          <Table.Th>
            <span className="visually-hidden">{t('measure.item')}</span>
          </Table.Th>
          {columns.map(({ title }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place in the request
            <Table.Th key={index} className="measure-column">
              {title ?? t('measure.value')}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key}>
            <Table.Th scope="row">{t(`measure.row.${key}`)}</Table.Th>
            {columns.map(({ collection, rows }, index) => (
              <ValueCell
                // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place in the request
                key={index}
                row={rows.find((row) => row.key === key)}
                collection={collection}
                isEstimate={isEstimate}
              />
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface ValueCellProps {
  readonly row: Row | undefined;
  readonly collection: string | undefined;
  readonly isEstimate: boolean;
}

function ValueCell({ row, collection, isEstimate }: ValueCellProps) {
  const { t } = useTranslation();
  if (!row) return <Table.Td />;
  return (
    <Table.Td data-collection={collection} data-key={row.key} data-value={rowDigits(row)} data-main={row.main === true}>
      <span title={rowDigits(row)}>
        {isEstimate ? '≈ ' : ''}
        {rowText(row)}
      </span>
      {row.error != null && (
        <Tooltip label={t('measure.errorHelp')} multiline w={260}>
          <span className="measure-error" title={String(row.error)}>
            {errorText(row)}
          </span>
        </Tooltip>
      )}
    </Table.Td>
  );
}

function Provenance({ result }: { result: MeasureResult }) {
  const { t } = useTranslation();
  const { items, requestHash, software } = result.provenance;
  return (
    <details className="measure-details">
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
