/** Collections with their visibility, and how their points look. */
import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  Checkbox,
  Divider,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Slider,
  Stack,
  Switch,
  Text,
  Title,
  Tooltip,
} from '@mantine/core';
import { IconFocus2, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { reportUrl } from '../api/collections.ts';
import { elevationRange, inSiteFrame } from '../state/app-state.ts';
import {
  type Basemap,
  COLOUR_MODES,
  type ColourMode,
  collectionColour,
  type DetailLevel,
} from '../state/appearance.ts';
import type { CollectionInfo } from '../state/collection.ts';
import { cssColour } from '../state/point-classes.ts';
import { OverlaysSection } from '../tools/overlays/section.tsx';
import { AddCollection } from './add-collection.tsx';
import { formatDay, formatNumber } from './format.ts';
import { useAppState, useTitles, useWorkspace } from './workspace-context.ts';

export function LayersPanel() {
  return (
    <Stack gap="md">
      <CollectionList />
      <Divider />
      <OverlaysSection />
      <Divider />
      <AppearanceForm />
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

function AppearanceForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const appearance = useAppState((state) => state.appearance);
  const anyWithoutColour = useAppState((state) => state.collections.some((collection) => !collection.hasColour));
  const set = workspace.setAppearance;
  return (
    <Stack gap="md">
      <Title order={3} size="h6">
        {t('appearance.title')}
      </Title>
      <Select
        label={t('appearance.colour')}
        value={appearance.colourMode}
        onChange={(value) => set({ colourMode: value as ColourMode })}
        data={COLOUR_MODES.map((mode) => ({ value: mode, label: t(`appearance.${mode}`) }))}
      />
      {appearance.colourMode === 'rgb' && anyWithoutColour && (
        <Text size="xs" c="dimmed">
          {t('appearance.noColour')}
        </Text>
      )}
      {appearance.colourMode === 'elevation' && <ElevationRangeForm />}
      <div>
        <Text size="sm" fw={500} id="point-size-label">
          {t('appearance.pointSize')}
        </Text>
        <Slider
          aria-labelledby="point-size-label"
          thumbLabel={t('appearance.pointSize')}
          min={1}
          max={8}
          step={0.5}
          value={appearance.pointSizePx}
          label={(value) => t('appearance.pixels', { value })}
          onChange={(pointSizePx) => set({ pointSizePx })}
        />
      </div>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('appearance.detail')}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('appearance.detail')}
          value={appearance.detail}
          onChange={(value) => set({ detail: value as DetailLevel })}
          data={[
            { value: 'low', label: t('appearance.detailLow') },
            { value: 'normal', label: t('appearance.detailNormal') },
            { value: 'high', label: t('appearance.detailHigh') },
          ]}
        />
      </div>
      <Switch
        label={t('appearance.edgeShading')}
        checked={appearance.edgeShading}
        onChange={(event) => set({ edgeShading: event.currentTarget.checked })}
      />
      <Select
        label={t('appearance.basemap')}
        description={t('appearance.basemapNote')}
        value={appearance.basemap}
        onChange={(value) => set({ basemap: value as Basemap })}
        data={[
          { value: 'none', label: t('appearance.basemapNone') },
          { value: 'hillshade', label: t('appearance.basemapHillshade') },
          { value: 'cs', label: t('appearance.basemapCs') },
          { value: 'elevation', label: t('appearance.basemapElevation') },
          { value: 'std', label: t('appearance.basemapStd') },
          { value: 'pale', label: t('appearance.basemapPale') },
          { value: 'seamlessphoto', label: t('appearance.basemapPhoto') },
        ]}
      />
    </Stack>
  );
}

function ElevationRangeForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  useAppState((state) => state.appearance);
  useAppState((state) => state.hidden);
  const state = workspace.store.get();
  const [low, high] = elevationRange(state);
  const set = (nextLow: number | string, nextHigh: number | string) => {
    if (typeof nextLow === 'number' && typeof nextHigh === 'number' && nextHigh > nextLow) {
      workspace.setAppearance({ elevationRangeM: [nextLow, nextHigh] });
    }
  };
  const round = (value: number) => Math.round(value * 10) / 10;
  return (
    <Stack gap={6}>
      <Group gap="xs" grow>
        <NumberInput
          label={`${t('appearance.elevationLow')} (m)`}
          value={round(low)}
          onChange={(value) => set(value, high)}
        />
        <NumberInput
          label={`${t('appearance.elevationHigh')} (m)`}
          value={round(high)}
          onChange={(value) => set(low, value)}
        />
      </Group>
      {state.appearance.elevationRangeM !== null && (
        <Button
          variant="subtle"
          size="compact-xs"
          w="fit-content"
          onClick={() => workspace.setAppearance({ elevationRangeM: null })}
        >
          {t('appearance.elevationAuto')}
        </Button>
      )}
    </Stack>
  );
}
