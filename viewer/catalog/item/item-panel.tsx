/** Everything about one item. */
import { ActionIcon, Alert, Badge, Button, Group, Loader, Text, Tooltip } from '@mantine/core';
import { IconBulb, IconCube, IconDownload, IconFocus2, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import { ownPath } from '../api.ts';
import { useCatalog, useCatalogState, useCollectionTitle } from '../catalog-context.ts';
import { productName, sensorName, usePageLanguage } from '../labels.ts';
import { RequestForm } from '../request/request-form.tsx';
import { isProduct, isSensor } from '../state/filters.ts';
import type { ItemInfo } from '../state/item.ts';
import { warningKind } from '../state/item.ts';
import { viewerUrl } from '../viewer-url.ts';
import { ItemFacts } from './item-facts.tsx';
import { ItemFiles } from './item-files.tsx';
import { ItemHandOut } from './item-hand-out.tsx';
import { ItemLicence } from './item-licence.tsx';
import { ItemNeighbours } from './item-neighbours.tsx';
import { ItemSnippets } from './item-snippets.tsx';
import { PanelSection } from './panel-section.tsx';
import { usesOf } from './uses.ts';

export function ItemPanel() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const chosen = useCatalogState((state) => state.chosen);
  const item = useCatalogState((state) => state.item);
  const titleOf = useCollectionTitle();
  const shown = item.state === 'ready' ? item.value : null;
  return (
    <section
      className="catalog-panel-body"
      aria-label={t('catalog.item.label', { title: shown?.title ?? chosen?.item ?? '' })}
    >
      <div className="catalog-panel-head">
        <div className="catalog-panel-titles">
          <h2 className="catalog-panel-title">{shown?.title ?? chosen?.item}</h2>
          <Text size="sm" c="dimmed" truncate>
            {chosen && titleOf(chosen.collection)}
          </Text>
        </div>
        <Group gap={2} wrap="nowrap">
          {shown && (
            <Tooltip label={t('catalog.item.toMap')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('catalog.item.toMap')}
                onClick={() => catalog.goTo(shown.bbox, 16)}
              >
                <IconFocus2 size={20} />
              </ActionIcon>
            </Tooltip>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('catalog.close')}
            onClick={() => catalog.closePanel()}
          >
            <IconX size={20} />
          </ActionIcon>
        </Group>
      </div>
      <div className="catalog-panel-scroll">
        {item.state === 'loading' && (
          <Group justify="center" p="xl">
            <Loader size="sm" aria-label={t('catalog.loading')} />
          </Group>
        )}
        {item.state === 'failed' && (
          <Alert variant="light" color="red">
            {item.code === 'NOT_FOUND'
              ? t('catalog.item.missing', { id: chosen?.item ?? '' })
              : t('catalog.item.failed', { message: item.message })}
          </Alert>
        )}
        {shown && <ItemBody item={shown} key={`${shown.collection}/${shown.id}`} />}
      </div>
    </section>
  );
}

function ItemBody({ item }: { item: ItemInfo }) {
  const { t } = useTranslation();
  const language = usePageLanguage();
  const downloads = useCatalogState((state) => state.downloads);
  const [asking, setAsking] = useState(false);
  const data = item.files[0]!;
  return (
    <>
      {item.thumbnail ? (
        <img
          className="catalog-picture"
          src={ownPath(item.thumbnail)}
          alt={t('catalog.item.picture', { title: item.title })}
          width={512}
          height={384}
        />
      ) : (
        <div className="catalog-picture is-empty">{t('catalog.item.noPicture')}</div>
      )}
      <Group gap={6} mt="sm">
        <Badge variant="light" tt="none" size="md">
          {sensorName(t, item.sensor)}
        </Badge>
        {item.product && (
          <Badge variant="light" color="teal" tt="none" size="md">
            {productName(t, item.product)}
          </Badge>
        )}
        {item.days && (
          <Badge variant="default" tt="none" size="md">
            {item.days[0].slice(0, 4)}
          </Badge>
        )}
        {downloads !== null && (
          <Badge variant="default" tt="none" size="md" leftSection={<IconDownload size={12} />}>
            {t('catalog.item.downloads', { number: formatNumber(downloads) })}
          </Badge>
        )}
      </Group>
      <Group gap="xs" mt="sm" grow>
        <Button
          component="a"
          href={viewerUrl(item.collection, item, language)}
          leftSection={<IconCube size={18} />}
          aria-label={t('catalog.item.open3dOf', { title: item.title })}
        >
          {t('catalog.item.open3d')}
        </Button>
        <Button
          component="a"
          href={ownPath(data.href)}
          download
          variant="default"
          leftSection={<IconDownload size={18} />}
        >
          LAZ
        </Button>
      </Group>
      <ItemFiles item={item} />
      <ItemHandOut item={item} />
      <ItemFacts item={item} />
      {item.warnings.length > 0 && <Warnings warnings={item.warnings} />}
      <PanelSection title={t('catalog.item.uses')}>
        <ul className="catalog-uses">
          {usesOf(isSensor(item.sensor) ? item.sensor : null, isProduct(item.product) ? item.product : null).map(
            (use) => (
              <li key={use}>{t(`catalog.uses.${use}`)}</li>
            ),
          )}
        </ul>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconBulb size={16} />}
          mt={4}
          onClick={() => setAsking(true)}
        >
          {t('catalog.requestUse')}
        </Button>
      </PanelSection>
      <ItemLicence item={item} />
      <ItemSnippets item={item} />
      <ItemNeighbours item={item} />
      {asking && <RequestForm collection={item.collection} item={item.id} onClose={() => setAsking(false)} />}
    </>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <PanelSection title={t('catalog.item.warnings')}>
      <ul className="catalog-warnings">
        {warnings.map((warning) => (
          <li key={warning}>
            {t(`catalog.warningTexts.${warningKind(warning)}`)}
            <Text size="xs" c="dimmed" lang="en">
              {warning}
            </Text>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}
