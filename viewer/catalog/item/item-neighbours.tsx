/** The eight sheets around, as they lie. */
import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCatalog, useCatalogState } from '../catalog-context.ts';
import type { ItemInfo } from '../state/item.ts';
import { DIRECTIONS, neighboursOf } from '../state/overview.ts';
import { PanelSection } from './panel-section.tsx';

export function ItemNeighbours({ item }: { item: ItemInfo }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const sheets = useCatalogState((state) => state.neighbours);
  const { bbox } = item;
  const around = neighboursOf(
    [
      [bbox[0], bbox[1]],
      [bbox[2], bbox[3]],
    ],
    sheets,
  );
  return (
    <PanelSection title={t('catalog.item.neighbours')}>
      {around.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('catalog.item.noNeighbours')}
        </Text>
      ) : (
        <ul className="catalog-neighbours">
          {DIRECTIONS.map((direction) => {
            const here = around.filter((one) => one.direction === direction);
            return (
              <li key={direction} data-direction={direction}>
                <small>{t(`catalog.item.directions.${direction}`)}</small>
                {here.length === 0 && <span className="catalog-dim">–</span>}
                {here.map(({ sheet }) => (
                  <Anchor
                    key={sheet.key}
                    href={`/catalog/${encodeURIComponent(sheet.collection)}/${encodeURIComponent(sheet.id)}`}
                    size="xs"
                    aria-label={t('catalog.item.neighbour', {
                      direction: t(`catalog.item.directions.${direction}`),
                      title: sheet.id,
                    })}
                    onClick={(event) => {
                      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                      event.preventDefault();
                      catalog.choose({ collection: sheet.collection, item: sheet.id }, true);
                    }}
                  >
                    {sheet.code ?? sheet.id}
                  </Anchor>
                ))}
              </li>
            );
          })}
          <li data-direction="c" aria-hidden="true">
            <b>{item.sheet?.code ?? item.id}</b>
          </li>
        </ul>
      )}
    </PanelSection>
  );
}
