/** What the check is held against: ground, required cover and clearance. */
import { Group, NumberInput, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { inSiteFrame } from '../../state/app-state.ts';
import { MoreSettings } from '../../ui/more-settings.tsx';
import { RunBar } from '../../ui/run-bar.tsx';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { type UndergroundSettings, undergroundObstacle } from './state.ts';

export function CheckForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const settings = useAppState((state) => state.underground.settings);
  const collections = useAppState((state) => state.collections);
  const frame = useAppState((state) => state.frame);
  const own = collections.filter((one) => inSiteFrame(one, frame));
  const set = (part: Partial<UndergroundSettings>) => workspace.underground({ type: 'settings', part });
  const metres = (label: string, value: number, change: (value: number) => void) => (
    <NumberInput
      label={label}
      min={0}
      max={100}
      step={0.1}
      decimalScale={3}
      value={value}
      onChange={(next) => typeof next === 'number' && next >= 0 && change(next)}
    />
  );
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('underground.check')}
      </Title>
      <Stack gap="xs">
        <Select
          label={t('underground.ground')}
          allowDeselect={false}
          data={own.map((one) => ({ value: one.id, label: titleOf(one) }))}
          value={workspace.undergroundWork.collection()?.id ?? null}
          onChange={(collection) => set({ collection })}
        />
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('underground.under')}
          value={settings.under}
          onChange={(value) => set({ under: value === 'elsewhere' ? 'elsewhere' : 'vehicles' })}
          data={(['vehicles', 'elsewhere'] as const).map((value) => ({
            value,
            label: t(`underground.places.${value}`),
          }))}
        />
        <Text size="xs" c="dimmed">
          {t('underground.underHint')}
        </Text>
        <Group grow gap="xs" align="end">
          {metres(t('underground.coverVehicles'), settings.coverM.vehicles, (vehicles) =>
            set({ coverM: { ...settings.coverM, vehicles } }),
          )}
          {metres(t('underground.coverElsewhere'), settings.coverM.elsewhere, (elsewhere) =>
            set({ coverM: { ...settings.coverM, elsewhere } }),
          )}
        </Group>
        <Group grow gap="xs" align="end">
          {metres(t('underground.clearance'), settings.clearanceM, (clearanceM) => set({ clearanceM }))}
          {metres(t('underground.near'), settings.nearM, (nearM) => set({ nearM }))}
        </Group>
        <MoreSettings label={t('underground.more')}>
          <Select
            label={t('underground.depthHolds')}
            allowDeselect={false}
            data={(['along', 'vertices'] as const).map((value) => ({ value, label: t(`underground.holds.${value}`) }))}
            value={settings.depthHolds}
            onChange={(value) => set({ depthHolds: value === 'vertices' ? 'vertices' : 'along' })}
          />
        </MoreSettings>
        <RunPart />
      </Stack>
    </section>
  );
}

function RunPart() {
  const { t } = useTranslation();
  const { undergroundWork } = useWorkspace();
  const state = useAppState((all) => all.underground);
  useAppState((all) => all.frame);
  const { run } = state;
  const obstacle = undergroundObstacle(state, undergroundWork.collection()?.id ?? null);
  const isOld = run.state === 'done' && obstacle === null && undergroundWork.asked() !== state.of;
  const missing = obstacle !== null ? t(`underground.obstacle.${obstacle}`) : null;
  return (
    <RunBar
      label={t('underground.run')}
      icon={IconListCheck}
      run={run}
      disabled={obstacle !== null}
      hint={isOld ? t('underground.outdated') : missing}
      running={(percent) => t('underground.running', { percent })}
      stop={t('underground.stop')}
      onRun={() => void undergroundWork.run()}
      onStop={() => undergroundWork.stop()}
    />
  );
}
