/** Size and shape of points, shading, gaps, opacity, level of detail, and the globe's map. */
import { SegmentedControl, Select, Slider, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BASEMAPS, type Basemap, type DetailLevel } from '../../state/appearance.ts';
import { EDGE_LIMITS, LEAST_OPACITY } from '../../state/appearance-url.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';

const BASEMAP_TEXTS = {
  none: 'basemapNone',
  hillshade: 'basemapHillshade',
  cs: 'basemapCs',
  elevation: 'basemapElevation',
  std: 'basemapStd',
  pale: 'basemapPale',
  seamlessphoto: 'basemapPhoto',
} as const satisfies Record<Basemap, string>;

export function PointsPart() {
  const { t } = useTranslation();
  const { setAppearance: set } = useWorkspace();
  const look = useAppState((state) => state.appearance);
  const isGlobe = useAppState((state) => state.view === 'globe');
  return (
    <Stack gap="sm">
      <Amount
        name={t('seeing.pointSize')}
        range={[1, 8]}
        step={0.5}
        value={look.pointSizePx}
        words={(value) => t('appearance.pixels', { value })}
        onChange={(pointSizePx) => set({ pointSizePx })}
      />
      <Switch
        label={t('seeing.grow')}
        checked={look.pointsGrow}
        onChange={(event) => set({ pointsGrow: event.currentTarget.checked })}
      />
      <Switch
        label={t('seeing.square')}
        checked={look.squarePoints}
        onChange={(event) => set({ squarePoints: event.currentTarget.checked })}
      />
      {/* the globe's engine has no such pass */}
      {!isGlobe && (
        <Switch
          label={t('seeing.fill')}
          description={t('seeing.fillHelp')}
          checked={look.fillGaps}
          onChange={(event) => set({ fillGaps: event.currentTarget.checked })}
        />
      )}
      <Amount
        name={t('seeing.opacity')}
        range={[LEAST_OPACITY, 1]}
        step={0.05}
        value={look.opacity}
        words={(value) => t('seeing.percent', { value: Math.round(100 * value) })}
        onChange={(opacity) => set({ opacity })}
      />
      <Switch
        label={t('seeing.edge')}
        checked={look.edgeShading}
        onChange={(event) => set({ edgeShading: event.currentTarget.checked })}
      />
      {look.edgeShading && (
        <>
          <Amount
            name={t('seeing.edgeStrength')}
            range={[0.1, EDGE_LIMITS.strength[1]]}
            step={0.1}
            value={look.edgeStrength}
            words={(value) => value.toFixed(1)}
            onChange={(edgeStrength) => set({ edgeStrength })}
          />
          <Amount
            name={t('seeing.edgeRadius')}
            range={EDGE_LIMITS.radiusPx}
            step={0.1}
            value={look.edgeRadiusPx}
            words={(value) => value.toFixed(1)}
            onChange={(edgeRadiusPx) => set({ edgeRadiusPx })}
          />
        </>
      )}
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('appearance.detail')}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('appearance.detail')}
          value={look.detail}
          onChange={(value) => set({ detail: value as DetailLevel })}
          data={[
            { value: 'low', label: t('appearance.detailLow') },
            { value: 'normal', label: t('appearance.detailNormal') },
            { value: 'high', label: t('appearance.detailHigh') },
          ]}
        />
      </div>
    </Stack>
  );
}

/** Under the globe's points. */
export function BasemapChoice() {
  const { t } = useTranslation();
  const { setAppearance: set } = useWorkspace();
  const look = useAppState((state) => state.appearance);
  return (
    <Select
      label={t('appearance.basemap')}
      description={t('appearance.basemapNote')}
      value={look.basemap}
      onChange={(value) => set({ basemap: value as Basemap })}
      data={BASEMAPS.map((value) => ({ value, label: t(`appearance.${BASEMAP_TEXTS[value]}`) }))}
    />
  );
}

interface AmountProps {
  readonly name: string;
  readonly range: readonly [number, number];
  readonly step: number;
  readonly value: number;
  readonly words: (value: number) => string;
  readonly onChange: (value: number) => void;
}

function Amount({ name, range, step, value, words, onChange }: AmountProps) {
  return (
    <div>
      <Text size="sm" fw={500} className="amount-head">
        {name}
        <span>{words(value)}</span>
      </Text>
      <Slider
        size="sm"
        thumbLabel={name}
        min={range[0]}
        max={range[1]}
        step={step}
        value={value}
        label={words}
        onChange={(next) => onChange(Number(next.toFixed(2)))}
      />
    </div>
  );
}
