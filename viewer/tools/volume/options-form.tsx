/** What many volumes do without: purpose, soil, rounding, and the tie on stable ground. Folded until it is used. */
import { Accordion, NumberInput, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { PURPOSE_KEYS, purposeName, ROUNDING_KEYS, SOIL_KEYS, soilName } from './methods.ts';
import type { VolumeSettings } from './settings.ts';

export function OptionsForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const settings = useAppState((state) => state.volume.settings);
  const tie = useAppState((state) => state.volume.tie);
  // A link that says something here shows it.
  const [open, setOpen] = useState(() => tie.closed || settings.soil !== null || settings.purpose !== 'estimate');
  const set = (settings: Partial<VolumeSettings>) => workspace.volume({ type: 'settings', settings });
  return (
    <Accordion
      variant="separated"
      chevronPosition="left"
      className="options-form"
      value={open ? 'options' : null}
      onChange={(value) => setOpen(value !== null)}
    >
      <Accordion.Item value="options">
        <Accordion.Control>
          <Text size="sm">{t('options.title')}</Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <Select
              label={t('options.purpose')}
              data={PURPOSE_KEYS.map((value) => ({ value, label: purposeName(t, value) }))}
              value={settings.purpose}
              onChange={(value) => {
                const purpose = PURPOSE_KEYS.find((key) => key === value);
                if (purpose) set({ purpose });
              }}
            />
            <Select
              label={t('options.soil')}
              data={[
                { value: '', label: t('options.soilNone') },
                ...SOIL_KEYS.map((value) => ({ value, label: soilName(t, value) })),
              ]}
              value={settings.soil ?? ''}
              onChange={(value) => set({ soil: SOIL_KEYS.find((key) => key === value) ?? null })}
            />
            {settings.soil !== null && (
              <NumberInput
                label={t('options.truck')}
                min={0.1}
                max={1000}
                step={0.5}
                value={settings.truckM3}
                onChange={(value) => typeof value === 'number' && value > 0 && set({ truckM3: value })}
              />
            )}
            <Select
              label={t('options.rounding')}
              data={ROUNDING_KEYS.map((value) => ({ value, label: t(`options.roundings.${value}`) }))}
              value={settings.rounding}
              onChange={(value) => {
                const rounding = ROUNDING_KEYS.find((key) => key === value);
                if (rounding) set({ rounding });
              }}
            />
            <section aria-label={t('tie.title')}>
              <Title order={4} size="sm" mb={4}>
                {t('tie.title')}
              </Title>
              <Text size="xs" c="dimmed" mb="xs">
                {t('tie.intro')}
              </Text>
              <DrawingControls
                drawing={tie}
                dispatch={(action) => workspace.volume({ type: 'draw', action, target: 'tie' })}
              />
              {tie.closed && (
                <Switch
                  mt="xs"
                  label={t('tie.apply')}
                  checked={settings.tieApply}
                  onChange={(event) => set({ tieApply: event.currentTarget.checked })}
                />
              )}
            </section>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
