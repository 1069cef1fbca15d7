/** The forms of the profile and of the wires, inside the panel of the section tool. */
import { Button, Group, NumberInput, Progress, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconChartLine, IconPlayerStop, IconTower } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { useLabels } from '../alignment/use-labels.ts';
import { WAY_MODES } from './modes.ts';
import { WAY_AXES, wayObstacle } from './state.ts';
import { useOutdated } from './use-outdated.ts';

export function WayModes() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const mode = useAppState((state) => state.way.mode);
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('way.mode')}
      value={mode}
      onChange={(value) => workspace.way({ type: 'mode', mode: WAY_MODES.find((name) => name === value) ?? 'section' })}
      data={WAY_MODES.map((value) => ({ value, label: t(`way.modes.${value}`) }))}
    />
  );
}

/** The drawn line, or the axis of the alignment tool. */
export function WayAxes() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const axis = useAppState((state) => state.way.axis);
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('way.axis')}
      value={axis}
      onChange={(value) => workspace.way({ type: 'axis', axis: WAY_AXES.find((name) => name === value) ?? 'line' })}
      data={WAY_AXES.map((value) => ({ value, label: t(`way.axes.${value}`) }))}
    />
  );
}

export function ProfileForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { pitchM, waterLevelM, climbToleranceM } = useAppState((state) => state.way.profile);
  const set = (part: Partial<{ pitchM: number; waterLevelM: number | null; climbToleranceM: number }>) =>
    workspace.way({ type: 'profileSettings', part });
  return (
    <>
      <Group grow gap="xs" align="end">
        <NumberInput
          label={t('way.pitch')}
          min={0.5}
          max={1000}
          value={pitchM}
          onChange={(value) => typeof value === 'number' && value >= 0.5 && set({ pitchM: value })}
        />
        <NumberInput
          label={t('way.tolerance')}
          min={0}
          max={10}
          step={0.1}
          value={climbToleranceM}
          onChange={(value) => typeof value === 'number' && value >= 0 && set({ climbToleranceM: value })}
        />
      </Group>
      <NumberInput
        label={t('way.water')}
        min={-1000}
        max={9000}
        value={waterLevelM ?? ''}
        onChange={(value) => set({ waterLevelM: typeof value === 'number' ? value : null })}
      />
    </>
  );
}

export function WiresForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const { collection, halfWidthM, clearanceM, source } = useAppState((state) => state.way.wires);
  const set = (part: Parameters<typeof workspace.way>[0] & { type: 'wireSettings' }) => workspace.way(part);
  return (
    <Stack gap="sm">
      <Select
        label={t('way.collection')}
        data={collections.map((one) => ({ value: one.id, label: titleOf(one) }))}
        value={collection}
        onChange={(value) => set({ type: 'wireSettings', part: { collection: value } })}
      />
      <Group grow gap="xs" align="end">
        <NumberInput
          label={t('way.halfWidth')}
          min={0.5}
          max={50}
          step={0.5}
          value={halfWidthM}
          onChange={(value) =>
            typeof value === 'number' && value > 0.3 && set({ type: 'wireSettings', part: { halfWidthM: value } })
          }
        />
        <NumberInput
          label={t('way.clearance')}
          min={0}
          max={100}
          step={0.1}
          value={clearanceM ?? ''}
          onChange={(value) =>
            set({ type: 'wireSettings', part: { clearanceM: typeof value === 'number' ? value : null } })
          }
        />
      </Group>
      <Text size="xs" c="dimmed">
        {t('way.clearanceHint')}
      </Text>
      <Select
        label={t('way.source')}
        allowDeselect={false}
        data={(['auto', 'classes', 'heights'] as const).map((value) => ({ value, label: t(`way.sources.${value}`) }))}
        value={source}
        onChange={(value) =>
          set({
            type: 'wireSettings',
            part: { source: value === 'classes' ? 'classes' : value === 'heights' ? 'heights' : 'auto' },
          })
        }
      />
    </Stack>
  );
}

export function WayRun() {
  const { t } = useTranslation();
  const { wayWork } = useWorkspace();
  const labelOf = useLabels();
  const way = useAppState((state) => state.way);
  const section = useAppState((state) => state.section);
  const alignment = useAppState((state) => state.alignment);
  const outdated = useOutdated();
  const obstacle = wayObstacle({ way, section, alignment });
  const isWires = way.mode === 'wires';
  const run = isWires ? way.wiresRun : way.profileRun;
  const running = run.state === 'running';
  const percent = running ? Math.round(run.progress ?? 0) : 0;
  const Icon = isWires ? IconTower : IconChartLine;
  return (
    <div>
      <Group gap="xs">
        <Button
          leftSection={<Icon size={18} />}
          disabled={obstacle !== null}
          loading={running}
          onClick={() => void wayWork.run(labelOf)}
        >
          {t(isWires ? 'way.runWires' : 'way.runProfile')}
        </Button>
        {running && (
          <Button variant="default" leftSection={<IconPlayerStop size={18} />} onClick={() => wayWork.stop()}>
            {t('way.cancel')}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={6} aria-live="polite">
        {obstacle !== null && !section.drawing.active && t(`way.${obstacle}`)}
        {running && t('way.running', { percent })}
        {run.state === 'done' && obstacle === null && outdated && t('way.outdated')}
      </Text>
      {running && <Progress value={percent} mt={4} aria-label={t('way.running', { percent })} />}
      {run.state === 'failed' && <FailureMessage code={run.failure.code} message={run.failure.message} />}
      {run.state === 'done' && !isWires && <WarningList warnings={run.result.warnings} />}
    </div>
  );
}
