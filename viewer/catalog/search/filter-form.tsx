/** Filters, folded in until they are wanted. */
import { Badge, Button, Chip, Collapse, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconStack2 } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalog, useCatalogState, useCollectionTitle } from '../catalog-context.ts';
import { productName, sensorName } from '../labels.ts';
import { countFilters } from '../state/filters.ts';
import { UNKNOWN } from '../state/overview.ts';

const TYPING_MS = 350;

export function FilterForm() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const filters = useCatalogState((state) => state.filters);
  const count = countFilters(filters);
  const [open, { toggle }] = useDisclosure(count > 0);
  return (
    <>
      <Group gap="xs" mt={8} grow>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconAdjustmentsHorizontal size={17} />}
          rightSection={
            count > 0 ? (
              <Badge size="sm" circle aria-label={t('catalog.filters.count', { number: count })}>
                {count}
              </Badge>
            ) : null
          }
          aria-expanded={open}
          aria-controls="catalog-filters"
          onClick={toggle}
        >
          {t('catalog.filters.title')}
        </Button>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconStack2 size={17} />}
          onClick={() => catalog.openSelection()}
        >
          {t('catalog.select.button')}
        </Button>
      </Group>
      <Collapse expanded={open} id="catalog-filters">
        <FilterFields />
      </Collapse>
    </>
  );
}

function FilterFields() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const filters = useCatalogState((state) => state.filters);
  const facets = useCatalogState((state) => state.overview?.facets);
  const collections = useCatalogState((state) => state.collections);
  const titleOf = useCollectionTitle();
  const ids = [...new Set([...collections.map(({ id }) => id), ...filters.collections])];
  return (
    <Stack gap="sm" pt="sm">
      <MultiSelect
        label={t('catalog.filters.collection')}
        placeholder={filters.collections.length === 0 ? t('catalog.filters.collectionAny') : ''}
        data={ids.map((id) => ({ value: id, label: titleOf(id) }))}
        value={[...filters.collections]}
        onChange={(value) => catalog.setFilters({ collections: value })}
        searchable
        clearable
        size="sm"
      />
      <Choices
        label={t('catalog.filters.sensor')}
        values={facets?.sensors ?? {}}
        chosen={filters.sensors}
        nameOf={(value) => sensorName(t, value)}
        onChange={(sensors) => catalog.setFilters({ sensors })}
      />
      <Choices
        label={t('catalog.filters.product')}
        values={facets?.products ?? {}}
        chosen={filters.products}
        nameOf={(value) => productName(t, value)}
        onChange={(products) => catalog.setFilters({ products })}
      />
      <Choices
        label={t('catalog.filters.year')}
        values={facets?.years ?? {}}
        chosen={filters.years.map(String)}
        nameOf={(value) => value}
        onChange={(years) => catalog.setFilters({ years: years.map(Number) })}
      />
      <NameFilter />
      {countFilters(filters) > 0 && (
        <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => catalog.clearFilters()}>
          {t('catalog.filters.clear')}
        </Button>
      )}
    </Stack>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
  readonly chosen: readonly string[];
  readonly nameOf: (value: string) => string;
  readonly onChange: (chosen: string[]) => void;
}

function Choices({ label, values, chosen, nameOf, onChange }: ChoicesProps) {
  const { t } = useTranslation();
  const known = [...new Set([...Object.keys(values), ...chosen])].filter((value) => value !== UNKNOWN).sort();
  if (known.length === 0) return null;
  return (
    <fieldset className="catalog-choices">
      <Text component="legend" size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <Chip.Group multiple value={[...chosen]} onChange={onChange}>
        <Group gap={6}>
          {known.map((value) => (
            <Chip key={value} value={value} size="xs" radius="sm" variant="light">
              {t('catalog.filters.choice', { name: nameOf(value), number: values[value] ?? 0 })}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </fieldset>
  );
}

function NameFilter() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const text = useCatalogState((state) => state.filters.text);
  const [typed, setTyped] = useState(text);
  const apply = useDebouncedCallback((value: string) => catalog.setFilters({ text: value.trim() }), TYPING_MS);
  useEffect(() => setTyped(text), [text]);
  return (
    <TextInput
      label={t('catalog.filters.text')}
      size="sm"
      maxLength={100}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
    />
  );
}
