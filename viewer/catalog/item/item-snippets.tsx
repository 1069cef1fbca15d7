/** Code to copy, filled with the real addresses of this server. */
import { ActionIcon, Anchor, ScrollArea, Tabs, Text, Tooltip } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '../../ui/use-copy.ts';
import { useCatalogState } from '../catalog-context.ts';
import { snippetFacts } from '../snippets/facts.ts';
import { SNIPPETS, type SnippetName, writeSnippet } from '../snippets/snippets.ts';
import type { ItemInfo } from '../state/item.ts';
import { PanelSection } from './panel-section.tsx';

/** Step by step, for printing, with the addresses of this item. */
function guideUrl({ collection, id }: ItemInfo, language: string): string {
  return `/catalog/guide?${new URLSearchParams({ lang: language, collection, item: id })}`;
}

export function ItemSnippets({ item }: { item: ItemInfo }) {
  const { t } = useTranslation();
  const copy = useCopy();
  const language = useCatalogState((state) => state.language);
  const collection = useCatalogState((state) => state.collections.find(({ id }) => id === item.collection) ?? null);
  const facts = snippetFacts(item, collection, window.location.origin);
  const words = t('catalog.snippets.words', { returnObjects: true });
  const guide = {
    points: t('catalog.snippets.qgis.points'),
    vpc: t('catalog.snippets.qgis.vpc'),
    xyz: t('catalog.snippets.qgis.xyz'),
    crs: t('catalog.snippets.qgis.crs', { crs: facts.crs ?? t('catalog.item.unknown') }),
    credit: t('catalog.snippets.qgis.credit', { credit: facts.credit }),
  };
  return (
    <PanelSection title={t('catalog.snippets.title')}>
      <Tabs defaultValue="curl" variant="pills" keepMounted={false} className="catalog-snippets">
        <Tabs.List aria-label={t('catalog.snippets.label')}>
          {SNIPPETS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`catalog.snippets.names.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SNIPPETS.map((name: SnippetName) => {
          const text = writeSnippet(name, facts, words, guide);
          const label = t('catalog.snippets.copy', { name: t(`catalog.snippets.names.${name}`) });
          return (
            <Tabs.Panel key={name} value={name} pt="xs">
              <Text size="xs" c="dimmed" mb={6}>
                {t(`catalog.snippets.notes.${name}`)}
              </Text>
              {name === 'qgis' && (
                <Anchor size="sm" mb={6} display="inline-block" target="_blank" href={guideUrl(item, language)}>
                  {t('catalog.snippets.guide')}
                </Anchor>
              )}
              <div className="catalog-code">
                <ScrollArea.Autosize mah={320} type="auto">
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long code is scrolled by keyboard too */}
                  <pre tabIndex={0}>
                    <code>{text}</code>
                  </pre>
                </ScrollArea.Autosize>
                <Tooltip label={label}>
                  <ActionIcon
                    variant="default"
                    className="catalog-code-copy"
                    aria-label={label}
                    onClick={() => void copy(text)}
                  >
                    <IconCopy size={17} />
                  </ActionIcon>
                </Tooltip>
              </div>
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </PanelSection>
  );
}
