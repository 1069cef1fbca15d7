/** One box for places, sheets, coordinates and items, with suggestions. */
import { CloseButton, Combobox, Group, Loader, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconSquare } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPlace } from '#core/places/place.ts';
import { findPlaces } from '../../api/places.ts';
import { PlaceOption } from '../../ui/place-option.tsx';
import { findSheets } from '../api.ts';
import { useCatalog, useCatalogState } from '../catalog-context.ts';
import { sensorShort, yearsText } from '../labels.ts';
import { NO_FILTERS } from '../state/filters.ts';
import type { Sheet } from '../state/overview.ts';

const TYPING_MS = 200;
const MAX_ITEMS = 5;
/** Shorter texts stand in too many names. */
const LEAST_ITEM_TEXT = 4;

interface Found {
  readonly text: string;
  readonly places: readonly FoundPlace[];
  readonly items: readonly Sheet[];
}

export function SearchBox({ onUse }: { onUse: () => void }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const search = useCatalogState((state) => state.search);
  const [typed] = useDebouncedValue(search.trim(), TYPING_MS);
  const [found, setFound] = useState<Found | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const firstLink = useRef(search !== '' && catalog.store.get().chosen === null && catalog.store.get().map === null);

  useEffect(() => {
    if (typed === '') {
      setFound(null);
      return undefined;
    }
    const controller = new AbortController();
    const run = async () => {
      const text = typed.replace(/\s/g, '');
      const [places, items] = await Promise.all([
        findPlaces(typed, controller.signal),
        text.length < LEAST_ITEM_TEXT || !/^[\w.-]+$/.test(text)
          ? []
          : findSheets({ filters: { ...NO_FILTERS, text }, limit: MAX_ITEMS }, controller.signal).then(
              ({ sheets }) => sheets,
            ),
      ]);
      setFound({ text: typed, places, items });
      // a link with a search and nothing else opens at its first place
      if (firstLink.current && places[0]) catalog.choosePlace(places[0]);
      firstLink.current = false;
    };
    run().catch(() => undefined);
    return () => controller.abort();
  }, [typed, catalog]);

  const submit = (value: string) => {
    const [kind, at] = [value.slice(0, 1), Number(value.slice(1))];
    if (kind === 'p') {
      const place = found?.places[at];
      if (place) {
        catalog.setSearch(place.sheet?.code ?? place.label[catalog.store.get().language]);
        catalog.choosePlace(place);
      }
    } else {
      const item = found?.items[at];
      if (item) catalog.choose({ collection: item.collection, item: item.id }, true);
    }
    combobox.closeDropdown();
    onUse();
  };
  const isWaiting = typed !== '' && found?.text !== typed;
  return (
    <Combobox store={combobox} onOptionSubmit={submit} withinPortal>
      <Combobox.Target>
        <TextInput
          size="md"
          className="catalog-search-box"
          aria-label={t('catalog.search.label')}
          placeholder={t('catalog.search.placeholder')}
          leftSection={<IconSearch size={18} />}
          value={search}
          rightSection={
            isWaiting ? (
              <Loader size={16} />
            ) : search === '' ? null : (
              <CloseButton
                aria-label={t('catalog.search.clear')}
                onClick={() => {
                  catalog.setSearch('');
                  catalog.choosePlace(null);
                }}
              />
            )
          }
          onChange={(event) => {
            catalog.setSearch(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || combobox.getSelectedOptionIndex() >= 0 || event.nativeEvent.isComposing)
              return;
            event.preventDefault();
            if (found?.places[0]) submit('p0');
            else if (found?.items[0]) submit('i0');
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={typed === '' || found === null}>
        <Combobox.Options aria-label={t('catalog.search.suggestions')} mah={360} style={{ overflowY: 'auto' }}>
          {found?.places.map((place, i) => (
            <PlaceOption key={`${place.kind} ${place.label.ja}`} place={place} value={`p${i}`} />
          ))}
          {(found?.items.length ?? 0) > 0 && (
            <Combobox.Group label={t('catalog.search.items')}>
              {found?.items.map((item, i) => (
                <Combobox.Option key={item.key} value={`i${i}`}>
                  <Group gap="xs" wrap="nowrap">
                    <IconSquare size={16} className="catalog-dim" />
                    <div className="catalog-option">
                      <Text size="sm" truncate>
                        {item.id}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {`${sensorShort(t, item.sensor)} · ${yearsText(t, item)}`}
                      </Text>
                    </div>
                  </Group>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          )}
          {found && found.places.length + found.items.length === 0 && (
            <Combobox.Empty>{t('catalog.search.none')}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
