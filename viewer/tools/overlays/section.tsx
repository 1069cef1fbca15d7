/** Part of the panel "Data": relief maps, contours and designs over the points. */
import {
  ActionIcon,
  Checkbox,
  Collapse,
  Group,
  Loader,
  Select,
  Slider,
  Stack,
  Switch,
  Text,
  Title,
} from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import {
  CONTOUR_STEPS,
  formatOverlays,
  knownDesigns,
  RELIEF_STYLES,
  type ReliefStyle,
  reliefCollection,
} from './state.ts';

export function OverlaysSection() {
  const { t } = useTranslation();
  const { overlays: work } = useWorkspace();
  const title = useTitles();
  const collections = useAppState((state) => state.collections);
  const overlays = useAppState((state) => state.overlays);
  const volume = useAppState((state) => state.volume);
  const { choice, names, loading, failure } = overlays;
  const grounds = collections.filter(({ hasSurfaces, bbox }) => hasSurfaces && bbox !== null);
  const ground = reliefCollection({ collections, overlays });
  const designs = knownDesigns({ volume, overlays });
  const [open, setOpen] = useState(formatOverlays(choice) !== '');
  const hasMap = choice.relief !== null || choice.contourM !== null;
  return (
    <Stack gap="sm" data-testid="overlays" data-layers={overlays.layers.map(({ id }) => id).join(' ')}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Title order={3} size="h6">
          {t('overlays.title')}
        </Title>
        {loading && <Loader size={14} aria-label={t('overlays.loading')} />}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-label={t('overlays.title')}
          onClick={() => setOpen(!open)}
        >
          {open ? <IconChevronUp size={18} /> : <IconChevronDown size={18} />}
        </ActionIcon>
      </Group>
      <Collapse expanded={open}>
        <Stack gap="sm">
          {ground === null ? (
            <Text size="xs" c="dimmed">
              {t('overlays.unavailable')}
            </Text>
          ) : (
            <>
              <Select
                label={t('overlays.relief')}
                value={choice.relief ?? 'none'}
                allowDeselect={false}
                onChange={(value) => work.choose({ relief: value === 'none' ? null : (value as ReliefStyle) })}
                data={[
                  { value: 'none', label: t('overlays.none') },
                  ...RELIEF_STYLES.map((style) => ({ value: style, label: t(`overlays.${style}`) })),
                ]}
              />
              <Select
                label={t('overlays.contours')}
                value={String(choice.contourM ?? 0)}
                allowDeselect={false}
                onChange={(value) => work.choose({ contourM: Number(value) || null })}
                data={[
                  { value: '0', label: t('overlays.contourOff') },
                  ...CONTOUR_STEPS.map((metres) => ({
                    value: `${metres}`,
                    label: t('overlays.contourEvery', { metres }),
                  })),
                ]}
              />
              {hasMap && <ReliefLook />}
              {hasMap && grounds.length > 1 && (
                <Select
                  label={t('overlays.of')}
                  value={ground.id}
                  allowDeselect={false}
                  onChange={(collection) => work.choose({ collection })}
                  data={grounds.map((one) => ({ value: one.id, label: title(one) }))}
                />
              )}
            </>
          )}
          {designs.length === 0 ? (
            <Text size="xs" c="dimmed">
              {t('overlays.noDesign')}
            </Text>
          ) : (
            designs.map((id) => (
              <Checkbox
                key={id}
                label={t('overlays.design', { name: names[id] ?? volume.stored[id]?.name ?? id.slice(0, 8) })}
                checked={choice.designs.includes(id)}
                onChange={({ currentTarget }) => {
                  const others = choice.designs.filter((other) => other !== id);
                  work.choose({ designs: currentTarget.checked ? [...others, id].sort() : others });
                }}
              />
            ))
          )}
          {failure !== null && (
            <Text size="xs" c="red.8" role="alert">
              {t('overlays.failed', { message: failure })}
            </Text>
          )}
        </Stack>
      </Collapse>
    </Stack>
  );
}

function ReliefLook() {
  const { t } = useTranslation();
  const { overlays: work } = useWorkspace();
  const { relief, opacity, over } = useAppState((state) => state.overlays.choice);
  const label = useId();
  return (
    <>
      {relief !== null && (
        <div>
          <Text size="sm" fw={500} id={label}>
            {t('overlays.opacity')}
          </Text>
          <Slider
            aria-labelledby={label}
            thumbLabel={t('overlays.opacity')}
            min={0.1}
            max={1}
            step={0.05}
            value={opacity}
            label={(value) => `${Math.round(value * 100)}%`}
            onChange={(next) => work.choose({ opacity: next })}
          />
        </div>
      )}
      <Switch
        label={t('overlays.over')}
        checked={over}
        onChange={({ currentTarget }) => work.choose({ over: currentTarget.checked })}
      />
    </>
  );
}
