/** How the volume is computed: classes, method, sizes. */
import { Group, MultiSelect, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { className } from '../../ui/class-name.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { methodName, VOLUME_METHODS } from './methods.ts';
import type { VolumeSettings } from './settings.ts';
import { usesInterval, usesPitch } from './state.ts';

type Size = 'cellSizeM' | 'maxEdgeM' | 'stationPitchM' | 'contourIntervalM';

export function MethodForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const settings = useAppState((state) => state.volume.settings);
  const collections = useAppState((state) => state.collections);
  const set = (settings: Partial<VolumeSettings>) => workspace.volume({ type: 'settings', settings });
  const classes = [...new Set(collections.flatMap(({ classCounts }) => classCounts.map(([code]) => code)))];
  const size = (name: Size, label: string, limits: { min: number; max: number; step: number }) => (
    <NumberInput
      label={label}
      {...limits}
      value={settings[name]}
      onChange={(value) => typeof value === 'number' && value > 0 && set({ [name]: value })}
    />
  );
  return (
    <>
      <MultiSelect
        label={t('volume.classes')}
        size="sm"
        data={classes.sort((a, b) => a - b).map((code) => ({ value: String(code), label: className(t, code) }))}
        value={settings.classes.map(String)}
        onChange={(values) => values.length > 0 && set({ classes: values.map(Number).sort((a, b) => a - b) })}
      />
      <Select
        label={t('volume.method')}
        data={VOLUME_METHODS.map((method) => ({ value: method, label: methodName(t, method) }))}
        value={settings.method}
        onChange={(value) => {
          const method = VOLUME_METHODS.find((name) => name === value);
          if (method) set({ method });
        }}
      />
      <Group grow gap="xs" align="end">
        {size('cellSizeM', t('volume.cellSize'), { min: 0.05, max: 100, step: 0.1 })}
        {size('maxEdgeM', t('volume.maxEdge'), { min: 0.1, max: 10_000, step: 1 })}
      </Group>
      {(usesPitch(settings.method) || usesInterval(settings.method)) && (
        <Group grow gap="xs" align="end">
          {usesPitch(settings.method) && size('stationPitchM', t('volume.pitch'), { min: 0.1, max: 1000, step: 1 })}
          {usesInterval(settings.method) &&
            size('contourIntervalM', t('volume.interval2'), { min: 0.001, max: 100, step: 0.1 })}
        </Group>
      )}
    </>
  );
}
