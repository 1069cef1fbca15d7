/** Licence, credit lines to copy, whom to ask. */
import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCollectionTitle } from '../catalog-context.ts';
import { CopyText } from '../copy-text.tsx';
import { type ItemInfo, serverOf } from '../state/item.ts';
import { PanelSection } from './panel-section.tsx';

export function ItemLicence({ item }: { item: ItemInfo }) {
  const { t } = useTranslation();
  const titleOf = useCollectionTitle();
  const { licence, attribution, contacts } = item;
  const words = {
    credit: attribution ?? titleOf(item.collection),
    title: titleOf(item.collection),
    licence: licence.name,
    url: `${serverOf(item.self, window.location.origin)}/catalog/${encodeURIComponent(item.collection)}/${encodeURIComponent(item.id)}`,
  };
  return (
    <PanelSection title={t('catalog.item.licence')}>
      <Text size="sm" mb={6}>
        {t('catalog.item.licenceTerms')}:{' '}
        {licence.url ? (
          <Anchor href={licence.url} target="_blank" rel="noopener license" size="sm">
            {licence.name}
          </Anchor>
        ) : (
          licence.name || t('catalog.item.unknown')
        )}
      </Text>
      <CopyText
        label={t('catalog.item.credit')}
        copyLabel={t('catalog.item.copyCredit')}
        text={t('catalog.item.creditText', words)}
      />
      <CopyText
        label={t('catalog.item.creditChanged')}
        copyLabel={t('catalog.item.copyCreditChanged')}
        text={t('catalog.item.creditChangedText', words)}
      />
      {contacts.length > 0 && (
        <Text size="sm" mt={8}>
          {t('catalog.item.contact')}:{' '}
          {contacts.map(({ name, href }, i) => (
            <span key={`${name} ${href}`}>
              {i > 0 && ' · '}
              {href ? (
                <Anchor href={href} size="sm" rel="noopener">
                  {name}
                </Anchor>
              ) : (
                name
              )}
            </span>
          ))}
        </Text>
      )}
    </PanelSection>
  );
}
