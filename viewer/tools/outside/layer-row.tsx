/** One layer of another server in the list: what it is, what became of it, and its settings. */
import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Collapse,
  Group,
  Loader,
  NumberInput,
  Select,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconAdjustmentsHorizontal, IconFocus2, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { OUTSIDE_KINDS, type OutsideKind } from './kinds.ts';
import { LookControls, OpacitySlider } from './look-controls.tsx';
import { hostOf, type OutsideFailure, type OutsideLayer } from './state.ts';

interface LayerRowProps {
  readonly layer: OutsideLayer;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export function LayerRow({ layer, isOpen, onToggle }: LayerRowProps) {
  const { t } = useTranslation();
  const { outside: work } = useWorkspace();
  const { id, kind, name, stage, visible, url, isFile } = layer;
  return (
    <li className="collection-row" data-stage={stage.state} data-kind={kind}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Checkbox
          checked={visible}
          onChange={({ currentTarget }) => work.change(id, { visible: currentTarget.checked })}
          aria-label={t('outside.show', { name })}
          label={<span className="collection-title outside-name">{name}</span>}
        />
        <Group gap={4} wrap="nowrap">
          {stage.state === 'loading' && <Loader size={14} aria-label={t('outside.loading')} />}
          {stage.state === 'ready' && (
            <>
              <RowButton label={t('outside.goTo', { name })} onClick={() => work.goTo(id)}>
                <IconFocus2 size={18} />
              </RowButton>
              <RowButton label={t('outside.settings', { name })} expanded={isOpen} onClick={onToggle}>
                <IconAdjustmentsHorizontal size={18} />
              </RowButton>
            </>
          )}
          <RowButton label={t('outside.remove', { name })} onClick={() => work.remove(id)}>
            <IconX size={18} />
          </RowButton>
        </Group>
      </Group>
      <Group gap={6} pl={30} mt={4}>
        <Badge variant="default" size="sm" tt="none" fw={500}>
          {t(`outside.kinds.${kind}`)}
        </Badge>
        {!isFile && (
          <Text size="xs" c="dimmed" className="outside-hosts">
            {stage.state === 'asking' ? t('outside.waitingOne', { host: hostOf(url) }) : hostOf(url)}
          </Text>
        )}
      </Group>
      {stage.state === 'choosing' && (
        <Select
          mt="xs"
          ml={30}
          searchable
          limit={200}
          label={t('outside.chooseLayer')}
          data={[...new Map(stage.offered.map((one) => [one.name, one])).values()].map((one) => ({
            value: one.name,
            label: one.title === one.name ? one.name : `${one.title} (${one.name})`,
          }))}
          onChange={(value) => value && work.choose(id, { layer: value })}
        />
      )}
      {stage.state === 'failed' && <Failed layer={layer} failure={stage.failure} />}
      <Collapse expanded={isOpen && stage.state === 'ready'}>
        {isOpen && stage.state === 'ready' && (
          <Stack gap="sm" pl={30} mt="xs">
            <OpacitySlider value={layer.opacity} onChange={(opacity) => work.change(id, { opacity })} />
            {layer.source?.kind === 'gltf' && <ModelPlaceForm layer={layer} />}
            {(layer.source?.kind === '3dtiles' || layer.source?.kind === 'gltf') && (
              <LookControls id={id} elevationM={null} ofPoints={false} />
            )}
            <About layer={layer} />
          </Stack>
        )}
      </Collapse>
    </li>
  );
}

interface RowButtonProps {
  readonly label: string;
  readonly expanded?: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

export function RowButton({ label, expanded, onClick, children }: RowButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={expanded ? 'light' : 'subtle'}
        color="gray"
        aria-label={label}
        {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function About({ layer: { url, isFile, attribution, kind } }: { readonly layer: OutsideLayer }) {
  const { t } = useTranslation();
  return (
    <dl className="outside-about">
      <dt>{t('look.kind')}</dt>
      <dd>{t(`outside.kinds.${kind}`)}</dd>
      {!isFile && (
        <>
          <dt>{t('look.address')}</dt>
          <dd>{url}</dd>
        </>
      )}
      {attribution !== '' && (
        <>
          <dt>{t('look.credit')}</dt>
          <dd>{attribution}</dd>
        </>
      )}
      {isFile && <dd>{t('outside.fileNote')}</dd>}
    </dl>
  );
}

function Failed({ layer, failure }: { readonly layer: OutsideLayer; readonly failure: OutsideFailure }) {
  const { t } = useTranslation();
  const { outside: work } = useWorkspace();
  const { id, isFile, kind } = layer;
  return (
    <Stack gap="xs" pl={30} mt={4}>
      <FailureText failure={failure} />
      {!isFile && (
        <Group gap="xs" align="end">
          <Select
            size="xs"
            label={t('outside.changeKind')}
            allowDeselect={false}
            value={layer.kindChosen ? kind : 'auto'}
            data={[
              ...(layer.kindChosen ? [] : [{ value: 'auto', label: t('outside.auto') }]),
              ...OUTSIDE_KINDS.map((value) => ({ value: value as string, label: t(`outside.kinds.${value}`) })),
            ]}
            onChange={(value) => value !== 'auto' && work.choose(id, { kind: value as OutsideKind })}
          />
          <Button size="compact-sm" variant="default" onClick={() => work.open(id)}>
            {t('outside.retry')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** In plain words; what the other server's people need is behind a press. */
export function FailureText({ failure: { code, facts, message } }: { readonly failure: OutsideFailure }) {
  const { t } = useTranslation();
  const kindName = (value: unknown) => {
    const kind = OUTSIDE_KINDS.find((one) => one === value);
    if (kind) return t(`outside.kinds.${kind}`);
    const seen = (['page', 'exception', 'zip', 'picture', 'other'] as const).find((one) => one === value);
    return t(`outside.seen.${seen ?? 'other'}`);
  };
  const nothing = { host: '', status: '', limitMiB: '', seenMiB: '' };
  const words = { ...nothing, ...facts, expected: kindName(facts.expected), seen: kindName(facts.seen) };
  return (
    <div role="alert">
      <Text size="sm" c="red.8">
        {t(`outside.failure.${code}`, words)}
      </Text>
      <details className="outside-details">
        <summary>{t('outside.details')}</summary>
        <code>{message}</code>
      </details>
    </div>
  );
}

function ModelPlaceForm({ layer: { id, place } }: { readonly layer: OutsideLayer }) {
  const { t } = useTranslation();
  const { outside: work, store } = useWorkspace();
  const pose = useAppState((state) => state.pose);
  if (!place) return null;
  const number = (label: string, value: number, step: number, put: (value: number) => typeof place) => (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      step={step}
      decimalScale={3}
      onChange={(next) => typeof next === 'number' && work.change(id, { place: put(next) })}
    />
  );
  return (
    <div>
      <Text size="xs" fw={500}>
        {t('outside.place')}
      </Text>
      <Group gap="xs" grow wrap="nowrap">
        {number(t('outside.elevation'), Number(place.elevationM.toFixed(3)), 0.5, (elevationM) => ({
          ...place,
          elevationM,
        }))}
        {number(t('outside.heading'), place.headingDeg, 5, (headingDeg) => ({ ...place, headingDeg }))}
        {number(t('outside.scale'), place.scale, 0.1, (scale) => ({ ...place, scale: Math.max(0.001, scale) }))}
      </Group>
      <Button
        size="compact-xs"
        variant="default"
        mt="xs"
        disabled={pose === null}
        onClick={() => {
          const at = store.get().pose;
          if (at) work.change(id, { place: { ...place, lon: at.lon, lat: at.lat, elevationM: at.elevationM } });
        }}
      >
        {t('outside.placeHere')}
      </Button>
    </div>
  );
}
