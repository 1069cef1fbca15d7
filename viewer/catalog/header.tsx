/** The bar at the top: name, link to the viewer, request, link, colours, language. */
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconBulb, IconCube, IconLink, IconUserCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ColourSchemeButton } from '../ui/colour-scheme.tsx';
import { LanguageButton } from '../ui/language-button.tsx';
import { PageBrand } from '../ui/page-brand.tsx';
import { useCopy } from '../ui/use-copy.ts';
import { useCatalog, useCatalogState } from './catalog-context.ts';
import { catalogAddress } from './follow-address.ts';
import { RequestForm } from './request/request-form.tsx';

export function CatalogHeader() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const language = useCatalogState((state) => state.language);
  const copy = useCopy();
  const [asking, setAsking] = useState(false);
  const viewerUrl = `/?lang=${language}`;
  return (
    <header className="page-header is-beside">
      <PageBrand viewerUrl={viewerUrl} title={t('catalog.title')} />
      <Group gap={6} wrap="nowrap" justify="flex-end">
        <Button
          variant="subtle"
          color="gray.1"
          size="compact-sm"
          leftSection={<IconBulb size={18} stroke={1.7} />}
          visibleFrom="sm"
          onClick={() => setAsking(true)}
        >
          {t('catalog.requestUse')}
        </Button>
        <Button
          component="a"
          href={viewerUrl}
          variant="subtle"
          color="gray.1"
          size="compact-sm"
          leftSection={<IconCube size={18} stroke={1.7} />}
        >
          {t('catalog.viewer')}
        </Button>
        <Tooltip label={t('catalog.copyLink')}>
          <ActionIcon
            variant="subtle"
            color="gray.1"
            size="lg"
            aria-label={t('catalog.copyLink')}
            onClick={() =>
              copy(new URL(catalogAddress(catalog.store), window.location.href).href, t('catalog.linkCopied'))
            }
          >
            <IconLink size={20} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('account.open')}>
          <ActionIcon
            component="a"
            href={`/account?lang=${language}&return=${encodeURIComponent(`/catalog?lang=${language}`)}`}
            variant="subtle"
            color="gray.1"
            size="lg"
            aria-label={t('account.open')}
          >
            <IconUserCircle size={20} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <ColourSchemeButton />
        <LanguageButton language={language} setLanguage={(next) => catalog.setLanguage(next)} />
      </Group>
      {asking && <RequestForm onClose={() => setAsking(false)} />}
    </header>
  );
}
