/** How one layer of the globe differs from the others: opacity, size of points, quality, shadow, clip, elevations, colours. */
import { Button, Group, NumberInput, SegmentedControl, Select, Slider, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type ColourMode, GLOBE_MODES } from '../../state/appearance.ts';
import {
  CLIP_RULES,
  DRAW_MODES,
  type LayerLook,
  LOOK_SIZES,
  lookOf,
  SHADOW_MODES,
  withLook,
} from '../../state/layer-look.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';

interface LookControlsProps {
  readonly id: string;
  /** Elevations of the layer, metres, where they are known. */
  readonly elevationM: readonly [number, number] | null;
  /** Points can be coloured and sized. */
  readonly ofPoints: boolean;
}

export function LookControls({ id, elevationM, ofPoints }: LookControlsProps) {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const looks = useAppState((state) => state.looks);
  const look = lookOf(looks, id);
  const set = (part: Partial<LayerLook>) => store.set({ looks: withLook(store.get().looks, id, part) });
  const [low, high] = look.heightRangeM ?? elevationM ?? [0, 4000];
  const setRange = (from: number | string, to: number | string) => {
    if (typeof from === 'number' && typeof to === 'number' && to > from) set({ heightRangeM: [from, to] });
  };
  return (
    <Stack gap="sm">
      {ofPoints && <OpacitySlider value={look.opacity} onChange={(opacity) => set({ opacity })} />}
      <Choice
        label={t('look.size')}
        value={look.size ?? 'all'}
        options={['all' as const, ...LOOK_SIZES].map((value) => ({ value, label: t(`look.sizes.${value}`) }))}
        onChange={(size) => set({ size: size === 'all' ? null : size })}
      />
      <Choice
        label={t('look.draw')}
        value={look.draw ?? 'all'}
        options={['all' as const, ...DRAW_MODES].map((value) => ({ value, label: t(`look.draws.${value}`) }))}
        onChange={(draw) => set({ draw: draw === 'all' ? null : draw })}
      />
      {ofPoints && (
        <Select
          label={t('look.colour')}
          size="xs"
          allowDeselect={false}
          value={look.colourMode ?? 'all'}
          onChange={(mode) => set({ colourMode: mode === 'all' ? null : (mode as ColourMode) })}
          data={[
            { value: 'all', label: t('look.colourAll') },
            ...GLOBE_MODES.map((mode) => ({ value: mode, label: t(`appearance.${mode}`) })),
          ]}
        />
      )}
      <div>
        <Text size="xs" fw={500} mb={2}>
          {t('look.height')}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <NumberInput
            size="xs"
            aria-label={t('look.heightLow')}
            value={Number(low.toFixed(1))}
            decimalScale={2}
            step={5}
            onChange={(value) => setRange(value, high)}
          />
          <span aria-hidden>–</span>
          <NumberInput
            size="xs"
            aria-label={t('look.heightHigh')}
            value={Number(high.toFixed(1))}
            decimalScale={2}
            step={5}
            onChange={(value) => setRange(low, value)}
          />
        </Group>
        {look.heightRangeM && (
          <Button variant="subtle" size="compact-xs" mt={2} onClick={() => set({ heightRangeM: null })}>
            {t('look.heightAll')}
          </Button>
        )}
      </div>
      <Choice
        label={t('look.clip')}
        note={t('look.clipNote')}
        value={look.clip}
        options={CLIP_RULES.map((value) => ({ value, label: t(`look.clips.${value}`) }))}
        onChange={(clip) => set({ clip })}
      />
      <Choice
        label={t('look.shadow')}
        note={t('look.shadowNote')}
        value={look.shadow}
        options={SHADOW_MODES.map((value) => ({ value, label: t(`look.shadows.${value}`) }))}
        onChange={(shadow) => set({ shadow })}
      />
    </Stack>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly note?: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, note, value, options, onChange }: ChoiceProps<T>) {
  return (
    <div>
      <Text size="xs" fw={500} mb={2}>
        {label}
      </Text>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={label}
        value={value}
        data={[...options]}
        onChange={(next) => onChange(next as T)}
      />
      {note && (
        <Text size="xs" c="dimmed" mt={2}>
          {note}
        </Text>
      )}
    </div>
  );
}

export function OpacitySlider({
  value,
  onChange,
}: {
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const { t } = useTranslation();
  const label = useId();
  return (
    <div>
      <Text size="xs" fw={500} id={label}>
        {t('look.opacity')}
      </Text>
      <Slider
        aria-labelledby={label}
        thumbLabel={t('look.opacity')}
        min={0.05}
        max={1}
        step={0.05}
        value={value}
        label={(part) => `${Math.round(part * 100)}%`}
        onChange={onChange}
      />
    </div>
  );
}
