/** The features as a list: searched, filtered, in an order; and adding one. */
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Pagination,
  Select,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import {
  IconLine,
  IconMapPin,
  IconMapPinOff,
  IconPolygon,
  IconSearch,
  IconSortAscending,
  IconSortDescending,
} from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ledger } from '#core/ledger/ledger.ts';
import { classify } from '#core/ledger/style.ts';
import { type RowFilter, rowsOf } from '#core/ledger/table.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { DRAWN_KINDS, type DrawnKind } from './state.ts';
import { useValueText } from './use-words.ts';

const PAGE = 50;
const ICONS = { point: IconMapPin, line: IconLine, polygon: IconPolygon } as const;

export function ListTab({ ledger }: { readonly ledger: Ledger }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const query = useDeferredValue(useAppState((state) => state.ledger.query));
  const search = useAppState((state) => state.ledger.query.search);
  const narrows = useAppState((state) => state.ledger.narrows);
  const rows = useMemo(() => rowsOf(ledger, query), [ledger, query]);
  const { classes, classOf } = useMemo(() => classify(ledger), [ledger]);
  const words = useValueText();
  const [page, setPage] = useState(1);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const shown = Math.min(page, pages);
  const second = ledger.style.by !== null && ledger.style.by !== ledger.label ? ledger.style.by : secondField(ledger);
  return (
    <Stack gap="sm">
      <AddPart />
      {ledger.features.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('ledger.empty')}
        </Text>
      ) : (
        <>
          <TextInput
            size="sm"
            type="search"
            aria-label={t('ledger.search')}
            placeholder={t('ledger.search')}
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={({ currentTarget }) => {
              setPage(1);
              work.dispatch({ type: 'query', query: { search: currentTarget.value } });
            }}
          />
          <FilterPart ledger={ledger} />
          <OrderPart ledger={ledger} />
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed" role="status" data-testid="ledger-count">
              {t('ledger.shown', {
                value: formatNumber(rows.length, 0),
                all: formatNumber(ledger.features.length, 0),
              })}
            </Text>
            <Checkbox
              size="xs"
              label={t('ledger.narrows')}
              checked={narrows}
              onChange={({ currentTarget }) => work.dispatch({ type: 'narrows', narrows: currentTarget.checked })}
            />
          </Group>
          <ul className="ledger-list" aria-label={t('ledger.features')}>
            {rows.slice((shown - 1) * PAGE, shown * PAGE).map((index) => {
              const feature = ledger.features[index]!;
              const title = words(ledger, feature, ledger.label) || t('ledger.unnamed', { id: feature.id });
              const more = second === null ? '' : words(ledger, feature, second);
              return (
                <li key={feature.id}>
                  <UnstyledButton
                    className="ledger-row"
                    data-feature={feature.id}
                    onClick={() => void work.select(feature.id, true)}
                  >
                    <span className="ledger-swatch" style={{ background: classes[classOf[index]!]?.colour }} />
                    <span className="ledger-row-title">{title}</span>
                    <span className="ledger-row-more">{more}</span>
                    {feature.geometry === null && <IconMapPinOff size={14} aria-label={t('ledger.noPlace')} />}
                  </UnstyledButton>
                </li>
              );
            })}
          </ul>
          {rows.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('ledger.noneFound')}
            </Text>
          )}
          {pages > 1 && (
            <Pagination
              size="sm"
              total={pages}
              value={shown}
              onChange={setPage}
              getControlProps={(control) => ({ 'aria-label': t(`ledger.page.${control}`) })}
              aria-label={t('ledger.pages')}
            />
          )}
        </>
      )}
    </Stack>
  );
}

function secondField({ fields, label }: Ledger): number | null {
  const at = fields.findIndex(({ kind }, index) => index !== label && kind !== 'photo' && kind !== 'link');
  return at < 0 ? null : at;
}

function AddPart() {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const adding = useAppState((state) => state.ledger.adding);
  const drawing = useAppState((state) => state.ledger.drawing);
  if (adding) {
    return (
      <Stack gap="xs" className="ledger-form">
        <Text size="sm" role="status">
          {t(`ledger.drawHint.${adding}`)}
        </Text>
        <DrawingControls drawing={drawing} dispatch={(action) => work.dispatch({ type: 'draw', action })} />
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          onClick={() => work.dispatch({ type: 'adding', kind: null })}
        >
          {t('ledger.cancel')}
        </Button>
      </Stack>
    );
  }
  return (
    <Group gap="xs">
      {DRAWN_KINDS.map((kind: DrawnKind) => {
        const Icon = ICONS[kind];
        return (
          <Button
            key={kind}
            size="xs"
            variant="default"
            leftSection={<Icon size={16} />}
            onClick={() => work.dispatch({ type: 'adding', kind })}
          >
            {t(`ledger.add.${kind}`)}
          </Button>
        );
      })}
    </Group>
  );
}

const NONE = '\u0000none';
const ALL = '\u0000all';
/** More are found by searching. */
const MAX_VALUES = 200;

function FilterPart({ ledger }: { readonly ledger: Ledger }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const filter = useAppState((state) => state.ledger.query.filter);
  const field = filter ? ledger.fields[filter.field] : undefined;
  const words = useValueText();
  const set = (next: RowFilter | null) => work.dispatch({ type: 'query', query: { filter: next } });
  const values = useMemo(() => {
    if (!filter) return [];
    const found = new Set(ledger.features.map((feature) => feature.values[filter.field] ?? null));
    return [...found].slice(0, MAX_VALUES);
  }, [ledger.features, filter]);
  const isRange = field?.kind === 'number' || field?.kind === 'date';
  return (
    <Group gap="xs" wrap="nowrap" align="end">
      <Select
        flex={1}
        size="xs"
        label={t('ledger.filter')}
        placeholder={t('ledger.filterNone')}
        clearable
        data={ledger.fields.flatMap(({ name, kind }, index) =>
          kind === 'photo' || kind === 'link' ? [] : [{ value: String(index), label: name }],
        )}
        value={filter ? String(filter.field) : null}
        onChange={(value) => set(value === null ? null : { field: Number(value), low: null, high: null })}
      />
      {filter && field && !isRange && (
        <Select
          flex={1}
          size="xs"
          searchable
          allowDeselect={false}
          label={t('ledger.filterValue')}
          value={filter.value === undefined ? ALL : filter.value === null ? NONE : String(filter.value)}
          data={[
            { value: ALL, label: t('ledger.filterAll') },
            ...values.map((value) => ({
              value: value === null ? NONE : String(value),
              label: value === null ? t('ledger.noValue') : words.value(field, value),
            })),
          ]}
          onChange={(text) => {
            if (text === ALL) return set({ field: filter.field, low: null, high: null });
            const value = values.find((one) => (one === null ? NONE : String(one)) === text);
            set({ field: filter.field, value: value ?? null });
          }}
        />
      )}
      {filter &&
        field &&
        isRange &&
        (['low', 'high'] as const).map((end) =>
          field.kind === 'number' ? (
            <NumberInput
              key={end}
              flex={1}
              size="xs"
              label={t(`ledger.${end}`)}
              value={filter[end] ?? ''}
              hideControls
              onChange={(value) => set({ ...filter, [end]: typeof value === 'number' ? value : null })}
            />
          ) : (
            <TextInput
              key={end}
              flex={1}
              size="xs"
              type="date"
              label={t(`ledger.${end}`)}
              value={String(filter[end] ?? '')}
              onChange={({ currentTarget }) => set({ ...filter, [end]: currentTarget.value || null })}
            />
          ),
        )}
    </Group>
  );
}

function OrderPart({ ledger }: { readonly ledger: Ledger }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const order = useAppState((state) => state.ledger.query.order);
  const Icon = order?.descending ? IconSortDescending : IconSortAscending;
  return (
    <Group gap="xs" wrap="nowrap" align="end">
      <Select
        flex={1}
        size="xs"
        label={t('ledger.order')}
        placeholder={t('ledger.orderNone')}
        clearable
        data={ledger.fields.map(({ name }, index) => ({ value: String(index), label: name }))}
        value={order ? String(order.field) : null}
        onChange={(value) =>
          work.dispatch({
            type: 'query',
            query: { order: value === null ? null : { field: Number(value), descending: order?.descending ?? false } },
          })
        }
      />
      <ActionIcon
        variant="default"
        size={30}
        disabled={order === null}
        aria-pressed={order?.descending ?? false}
        aria-label={t('ledger.descending')}
        title={t('ledger.descending')}
        onClick={() =>
          order && work.dispatch({ type: 'query', query: { order: { ...order, descending: !order.descending } } })
        }
      >
        <Icon size={16} />
      </ActionIcon>
    </Group>
  );
}
