/** Collections with their visibility, and how their points look. */
import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  Checkbox,
  Divider,
  Group,
  Stack,
  Text,
  Title,
  Tooltip,
} from '@mantine/core';
import { IconFocus2, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { reportUrl } from '../api/collections.ts';
import { inSiteFrame } from '../state/app-state.ts';
import { collectionColour } from '../state/appearance.ts';
import type { CollectionInfo } from '../state/collection.ts';
import { cssColour } from '../state/point-classes.ts';
import { OverlaysSection } from '../tools/overlays/section.tsx';
import { AddCollection } from './add-collection.tsx';
import { AppearancePanel } from './appearance/panel.tsx';
import { formatDay, formatNumber } from './format.ts';
import { useAppState, useTitles, useWorkspace } from './workspace-context.ts';

export function LayersPanel() {
  return (
    <Stack gap="md">
      <CollectionList />
      <Divider />
      <OverlaysSection />
      <Divider />
      <AppearancePanel />
    </Stack>
  );
}

function CollectionList() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const collections = useAppState((state) => state.collections);
  const hidden = useAppState((state) => state.hidden);
  const missing = useAppState((state) => state.missing);
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6">
          {t('layers.title')}
        </Title>
        {hidden.size > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => workspace.showAll()}>
            {t('layers.all')}
          </Button>
        )}
      </Group>
      <ul className="collection-list">
        {collections.map((collection, index) => (
          <CollectionRow key={collection.id} collection={collection} colour={collectionColour(index)} />
        ))}
      </ul>
      <AddCollection />
      {missing.map((id) => (
        <Text key={id} size="sm" c="red.8">
          {t('layers.missing', { id })}
        </Text>
      ))}
    </section>
  );
}

function CollectionRow({ collection, colour }: { collection: CollectionInfo; colour: number }) {
  const { t, i18n } = useTranslation();
  const workspace = useWorkspace();
  const { id } = collection;
  const title = useTitles()(collection);
  const isHidden = useAppState((state) => state.hidden.has(id));
  const several = useAppState((state) => state.collections.length > 1);
  const drawn = useAppState((state) => state.view === 'globe' || inSiteFrame(collection, state.frame));
  return (
    <li className="collection-row">
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Checkbox
          checked={!isHidden}
          onChange={(event) => workspace.setVisible(id, event.currentTarget.checked)}
          aria-label={t('layers.show', { title })}
          label={
            <span className="collection-title">
              <span className="legend-swatch" style={{ background: cssColour(colour) }} />
              {title}
            </span>
          }
        />
        <Group gap={4} wrap="nowrap">
          {several && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={t('layers.only', { title })}
              onClick={() => workspace.showOnly(id)}
            >
              {t('layers.onlyShort')}
            </Button>
          )}
          <Tooltip label={t('layers.zoom', { title })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('layers.zoom', { title })}
              onClick={() => void workspace.frameCollections([id])}
            >
              <IconFocus2 size={18} />
            </ActionIcon>
          </Tooltip>
          {several && (
            <Tooltip label={t('layers.close', { title })}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('layers.close', { title })}
                onClick={() => workspace.closeCollection(id)}
              >
                <IconX size={18} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Group>
      <Text size="xs" c="dimmed" pl={30}>
        {collection.start === null ? t('layers.dateUnknown') : t('layers.date', { date: formatDay(collection.start) })}
        {collection.pointCount !== null && ` · ${t('layers.points', { value: formatNumber(collection.pointCount) })}`}
      </Text>
      <Group gap={6} pl={30} mt={4}>
        {(collection.crsCode ?? collection.crsName) && (
          <Badge variant="default" size="sm" tt="none" fw={500} title={t('layers.crs')}>
            {collection.crsCode ?? collection.crsName}
          </Badge>
        )}
        {collection.verticalDatum && (
          <Badge variant="default" size="sm" tt="none" fw={500} title={t('layers.datum')}>
            {collection.verticalDatum}
          </Badge>
        )}
        <Anchor
          href={reportUrl(id, i18n.language)}
          target="_blank"
          rel="noopener"
          size="xs"
          aria-label={t('layers.reportOf', { title })}
        >
          {t('layers.report')}
        </Anchor>
      </Group>
      {!drawn && (
        <Text size="xs" c="orange.9" pl={30} mt={4}>
          {t('layers.otherCrs')}
        </Text>
      )}
    </li>
  );
}
