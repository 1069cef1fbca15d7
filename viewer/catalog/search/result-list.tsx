/** What the map shows, as a list: the same data for keyboard and screen reader. */
import { ActionIcon, Alert, Anchor, Button, Group, Loader, Stack, Text, Tooltip } from '@mantine/core';
import { IconCube, IconFocus2, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import { useCatalog, useCatalogState, useCollectionTitle } from '../catalog-context.ts';
import { formatCount } from '../format-size.ts';
import { sensorShort, usePageLanguage, yearsText } from '../labels.ts';
import { colourOf, commonest, shownValue } from '../map/colours.ts';
import { boxOfRing, type Cell, type Sheet, sharesGround } from '../state/overview.ts';
import { viewerUrl } from '../viewer-url.ts';

const PAGE = 60;

export function ResultList() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const overview = useCatalogState((state) => state.overview);
  const load = useCatalogState((state) => state.overviewLoad);
  const place = useCatalogState((state) => state.place);
  const language = usePageLanguage();
  const [grown, setGrown] = useState({ of: overview, rows: PAGE });
  // another list begins at its beginning
  const shown = grown.of === overview ? grown.rows : PAGE;

  if (load.state === 'failed') {
    return (
      <div className="catalog-list">
        <Alert variant="light" color="red">
          {t('catalog.list.failed', { message: load.message })}
          <Button mt="xs" size="compact-sm" variant="light" color="red" onClick={() => catalog.retry()}>
            {t('catalog.retry')}
          </Button>
        </Alert>
      </div>
    );
  }
  if (!overview) {
    return (
      <div className="catalog-list">
        <Group justify="center" p="xl">
          <Loader size="sm" aria-label={t('catalog.loading')} />
        </Group>
      </div>
    );
  }
  const { cells } = overview;
  const sheets = place
    ? overview.sheets.filter(({ ring }) => sharesGround(place.bbox, boxOfRing(ring)))
    : overview.sheets;
  const count = cells.length > 0 ? overview.matched : sheets.length;
  const points = cells.length > 0 || !place ? overview.points : sheets.reduce((sum, sheet) => sum + sheet.points, 0);
  const title = place
    ? t('catalog.list.titlePlace', { place: place.sheet ? place.sheet.code : place.label[language] })
    : t('catalog.list.title');
  const rows = Math.max(cells.length, sheets.length);
  return (
    <section className="catalog-list" aria-label={title} aria-busy={load.state === 'loading'}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" className="catalog-list-head">
        <div>
          <h2 className="catalog-h2">{title}</h2>
          <Text size="xs" c="dimmed" aria-live="polite">
            {t('catalog.list.count', { number: formatNumber(count), points: formatCount(points, language) })}
          </Text>
        </div>
        {place && (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconX size={14} />}
            onClick={() => catalog.choosePlace(null)}
          >
            {t('catalog.list.all')}
          </Button>
        )}
      </Group>
      {cells.length > 0 && (
        <Text size="xs" c="dimmed" mb={8}>
          {t('catalog.list.cells', { number: formatNumber(overview.matched), cells: formatNumber(cells.length) })}
        </Text>
      )}
      {count === 0 && <Nothing />}
      <ul className="catalog-rows">
        {cells.slice(0, shown).map((cell) => (
          <CellRow key={cell.key} cell={cell} />
        ))}
        {sheets.slice(0, shown).map((sheet) => (
          <SheetRow key={sheet.key} sheet={sheet} />
        ))}
      </ul>
      {rows > shown && (
        <Button
          variant="light"
          size="compact-md"
          fullWidth
          mt="xs"
          onClick={() => setGrown({ of: overview, rows: shown + 2 * PAGE })}
        >
          {t('catalog.list.more', { number: Math.min(2 * PAGE, rows - shown) })}
        </Button>
      )}
      <Collections />
    </section>
  );
}

function Nothing() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const isAnywhere = useCatalogState((state) => state.everywhere !== null);
  return (
    <Stack gap={4} py="lg" align="center" ta="center">
      <Text fw={500}>{t('catalog.list.empty')}</Text>
      {isAnywhere && (
        <>
          <Text size="sm" c="dimmed">
            {t('catalog.list.emptyHint')}
          </Text>
          <Button variant="light" size="compact-sm" mt={6} onClick={() => catalog.showEverything()}>
            {t('catalog.list.toAll')}
          </Button>
        </>
      )}
    </Stack>
  );
}

function SheetRow({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const language = usePageLanguage();
  const colourBy = useCatalogState((state) => state.colourBy);
  const isHovered = useCatalogState((state) => state.hovered === sheet.key);
  const isChosen = useCatalogState((state) => `${state.chosen?.collection}/${state.chosen?.item}` === sheet.key);
  const titleOf = useCollectionTitle();
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const points = formatCount(sheet.points, language);
  const years = yearsText(t, sheet);
  return (
    <li>
      <button
        ref={row}
        type="button"
        className="catalog-row"
        data-hovered={isHovered || undefined}
        aria-pressed={isChosen}
        onClick={() => catalog.choose({ collection: sheet.collection, item: sheet.id })}
        onMouseEnter={() => catalog.hover(sheet.key)}
        onMouseLeave={() => catalog.hover(null)}
        onFocus={() => catalog.hover(sheet.key)}
        onBlur={() => catalog.hover(null)}
      >
        <span className="legend-swatch" style={{ background: colourOf(colourBy, shownValue(colourBy, sheet)) }} />
        <span className="catalog-row-text">
          <span className="catalog-row-title">{sheet.id}</span>
          <span className="catalog-row-facts">
            {`${titleOf(sheet.collection)} · ${sensorShort(t, sheet.sensor)} · ${years}`}
          </span>
        </span>
        <span className="catalog-row-number">{t('catalog.list.points', { value: points })}</span>
      </button>
    </li>
  );
}

function CellRow({ cell }: { cell: Cell }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const language = usePageLanguage();
  const colourBy = useCatalogState((state) => state.colourBy);
  const isHovered = useCatalogState((state) => state.hovered === cell.key);
  const facts = { number: formatNumber(cell.count), points: formatCount(cell.points, language) };
  const [lon, lat] = cell.ring[0]!;
  const value = commonest(colourBy === 'sensor' ? cell.sensors : cell.years);
  return (
    <li>
      <button
        type="button"
        className="catalog-row"
        data-hovered={isHovered || undefined}
        onClick={() => catalog.openCell(cell)}
        onMouseEnter={() => catalog.hover(cell.key)}
        onMouseLeave={() => catalog.hover(null)}
        onFocus={() => catalog.hover(cell.key)}
        onBlur={() => catalog.hover(null)}
      >
        <span className="legend-swatch" style={{ background: colourOf(colourBy, value) }} />
        <span className="catalog-row-text">
          <span className="catalog-row-title">{cell.code ?? `${lon.toFixed(2)}, ${lat.toFixed(2)}`}</span>
          <span className="catalog-row-facts">{t('catalog.list.points', { value: facts.points })}</span>
        </span>
        <span className="catalog-row-number">{t('catalog.map.cellCount', { number: facts.number })}</span>
        <span className="visually-hidden">{t('catalog.list.zoomHere')}</span>
      </button>
    </li>
  );
}

function Collections() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const collections = useCatalogState((state) => state.collections);
  const counts = useCatalogState((state) => state.overview?.facets.collections);
  const language = usePageLanguage();
  const titleOf = useCollectionTitle();
  if (collections.length === 0) return null;
  return (
    <section className="catalog-collections" aria-label={t('catalog.list.collections')}>
      <h2 className="catalog-h2">{t('catalog.list.collections')}</h2>
      <ul className="catalog-rows">
        {collections.map((collection) => (
          <li key={collection.id} className="catalog-collection">
            <div className="catalog-row-text">
              <span className="catalog-row-title">{titleOf(collection.id)}</span>
              <span className="catalog-row-facts">
                {t('catalog.list.collectionItems', { number: formatNumber(counts?.[collection.id] ?? 0) })}
                {collection.pointCount !== null &&
                  ` · ${t('catalog.list.points', { value: formatCount(collection.pointCount, language) })}`}
              </span>
            </div>
            {collection.bbox && (
              <Tooltip label={t('catalog.list.zoomCollection', { title: titleOf(collection.id) })}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('catalog.list.zoomCollection', { title: titleOf(collection.id) })}
                  onClick={() => collection.bbox && catalog.goTo(collection.bbox)}
                >
                  <IconFocus2 size={18} />
                </ActionIcon>
              </Tooltip>
            )}
            <Anchor
              href={viewerUrl(collection.id, null, language)}
              size="sm"
              className="catalog-open"
              aria-label={t('catalog.list.openCollection', { title: titleOf(collection.id) })}
            >
              <IconCube size={16} />
              {t('catalog.item.open3d')}
            </Anchor>
          </li>
        ))}
      </ul>
    </section>
  );
}
