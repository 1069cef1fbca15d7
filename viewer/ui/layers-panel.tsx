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
import { IconAdjustmentsHorizontal, IconFocus2, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reportUrl } from '../api/collections.ts';
import { inSiteFrame } from '../state/app-state.ts';
import { collectionColour } from '../state/appearance.ts';
import { type CollectionInfo, meanSpacingM } from '../state/collection.ts';
import { cssColour } from '../state/point-classes.ts';
import { Catalogue } from '../tools/outside/catalogue.tsx';
import { RowButton } from '../tools/outside/layer-row.tsx';
import { LookControls } from '../tools/outside/look-controls.tsx';
import { OutsideSection } from '../tools/outside/section.tsx';
import { OverlaysSection } from '../tools/overlays/section.tsx';
import { AddCollection } from './add-collection.tsx';
import { AppearancePanel } from './appearance/panel.tsx';
import { formatDay, formatNumber } from './format.ts';
import { useAppState, useTitles, useWorkspace } from './workspace-context.ts';

export function LayersPanel() {
  const isGlobe = useAppState((state) => state.view === 'globe');
  return (
    <Stack gap="md">
      {isGlobe && (
        <>
          <Catalogue />
          <Divider />
        </>
      )}
      <CollectionList />
      <Divider />
      <OutsideSection />
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
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6">
          {t('layers.title')}
        </Title>
        {open.size > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => setOpen(new Set())}>
            {t('look.collapseAll')}
          </Button>
        )}
        {hidden.size > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => workspace.showAll()}>
            {t('layers.all')}
          </Button>
        )}
      </Group>
      <ul className="collection-list">
        {collections.map((collection, index) => (
          <CollectionRow
            key={collection.id}
            collection={collection}
            colour={collectionColour(index)}
            isOpen={open.has(collection.id)}
            onToggle={() => toggle(collection.id)}
          />
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

interface CollectionRowProps {
  readonly collection: CollectionInfo;
  readonly colour: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function CollectionRow({ collection, colour, isOpen, onToggle }: CollectionRowProps) {
  const { t, i18n } = useTranslation();
  const workspace = useWorkspace();
  const { id } = collection;
  const title = useTitles()(collection);
  const isHidden = useAppState((state) => state.hidden.has(id));
  const several = useAppState((state) => state.collections.length > 1);
  const isGlobe = useAppState((state) => state.view === 'globe');
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
          <RowButton label={t('look.settings', { title })} expanded={isOpen} onClick={onToggle}>
            <IconAdjustmentsHorizontal size={18} />
          </RowButton>
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
      {isOpen && (
        <Stack gap="sm" pl={30} mt="xs">
          {!isGlobe && (
            <Text size="xs" c="dimmed">
              {t('look.globeOnly')}
            </Text>
          )}
          <LookControls
            id={id}
            elevationM={collection.boundsM ? [collection.boundsM[2], collection.boundsM[5]] : null}
            ofPoints
          />
          <CollectionAbout collection={collection} />
        </Stack>
      )}
      {!drawn && (
        <Text size="xs" c="orange.9" pl={30} mt={4}>
          {t('layers.otherCrs')}
        </Text>
      )}
    </li>
  );
}

/** What the survey says of itself. */
function CollectionAbout({ collection }: { readonly collection: CollectionInfo }) {
  const { t } = useTranslation();
  const { boundsM, bbox, pointCount, attribution, description } = collection;
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    [t('look.aboutPoints'), pointCount === null ? null : formatNumber(pointCount)],
    [t('look.spacing'), boundsM && pointCount ? `${formatNumber(meanSpacingM(collection), 2)} m` : null],
    [t('look.elevations'), boundsM && `${formatNumber(boundsM[2], 1)} – ${formatNumber(boundsM[5], 1)} m`],
    [t('look.extent'), bbox?.map((degrees) => degrees.toFixed(4)).join(', ') ?? null],
    [t('look.credit'), attribution],
  ];
  return (
    <section aria-label={t('look.about')}>
      {description !== '' && <Text size="xs">{description}</Text>}
      <dl className="outside-about">
        {facts.flatMap(([name, value]) =>
          value === null ? [] : [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>],
        )}
      </dl>
    </section>
  );
}
