/** Making a pad with its slopes: outline, height, slopes; runs as a job, then becomes the compared surface. */
import { Button, Group, NumberInput, Progress, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconMountain } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { SurfaceFacts } from '../volume/surface-form.tsx';
import { DesignResultView } from './result-view.tsx';
import { type DesignSettings, designObstacle, HEIGHT_RULES } from './state.ts';

export function DesignForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const allowed = useAppState((state) => state.writesAllowed);
  const design = useAppState((state) => state.design);
  const made = useAppState((state) => state.volume.settings.compared.made);
  const info = useAppState((state) => (made ? state.volume.stored[made.id] : undefined));
  if (allowed === false) {
    return (
      <>
        {info && <SurfaceFacts info={info} />}
        <Text size="xs" c="dimmed">
          {t('file.notAllowed')}
        </Text>
      </>
    );
  }
  return (
    <Stack gap="xs" role="group" aria-label={t('design.title')}>
      {info && design.run.state !== 'done' && <SurfaceFacts info={info} />}
      <Text size="sm" fw={500}>
        {t('design.outline')}
      </Text>
      <DrawingControls
        drawing={design.drawing}
        dispatch={(action) => {
          if (action.type === 'start') workspace.volume({ type: 'target', target: 'pad' });
          workspace.design({ type: 'draw', action });
        }}
      />
      <PadFields />
      <DesignRun />
      {design.run.state === 'failed' && (
        <FailureMessage code={design.run.failure.code} message={design.run.failure.message} />
      )}
      {design.run.state === 'done' && <DesignResultView result={design.run.result} />}
    </Stack>
  );
}

function PadFields() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const settings = useAppState((state) => state.design.settings);
  const set = (settings: Partial<DesignSettings>) => workspace.design({ type: 'settings', settings });
  const number = (
    name: 'factorC' | 'fillSlope' | 'cutSlope' | 'bermEveryM' | 'bermWidthM',
    label: string,
    limits: { min: number; max: number; step: number },
  ) => (
    <NumberInput
      size="xs"
      label={label}
      {...limits}
      value={settings[name]}
      onChange={(value) => typeof value === 'number' && value > 0 && set({ [name]: value })}
    />
  );
  const numberOrNull = (name: 'elevationM' | 'targetM3', label: string) => (
    <NumberInput
      size="xs"
      label={label}
      decimalScale={3}
      value={settings[name] ?? ''}
      onChange={(value) => set({ [name]: typeof value === 'number' ? value : null })}
    />
  );
  return (
    <>
      <TextInput
        size="xs"
        label={t('design.name')}
        placeholder={t('design.defaultName')}
        maxLength={100}
        value={settings.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        size="xs"
        label={t('design.rule')}
        data={HEIGHT_RULES.map((rule) => ({ value: rule, label: t(`design.rules.${rule}`) }))}
        value={settings.rule}
        onChange={(value) => {
          const rule = HEIGHT_RULES.find((known) => known === value);
          if (rule) set({ rule });
        }}
      />
      {settings.rule === 'elevation' && numberOrNull('elevationM', t('design.elevation'))}
      {settings.rule === 'balance' && number('factorC', t('design.factor'), { min: 0.1, max: 10, step: 0.05 })}
      {settings.rule === 'fill' && numberOrNull('targetM3', t('design.targetFill'))}
      {settings.rule === 'cut' && numberOrNull('targetM3', t('design.targetCut'))}
      <Group grow gap="xs" align="end">
        {number('fillSlope', t('design.fillSlope'), { min: 0.05, max: 20, step: 0.1 })}
        {number('cutSlope', t('design.cutSlope'), { min: 0.05, max: 20, step: 0.1 })}
      </Group>
      <Switch
        size="xs"
        label={t('design.berms')}
        checked={settings.berms}
        onChange={(event) => set({ berms: event.currentTarget.checked })}
      />
      {settings.berms && (
        <Group grow gap="xs" align="end">
          {number('bermEveryM', t('design.bermEvery'), { min: 0.5, max: 100, step: 0.5 })}
          {number('bermWidthM', t('design.bermWidth'), { min: 0.1, max: 50, step: 0.5 })}
        </Group>
      )}
    </>
  );
}

function DesignRun() {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const design = useAppState((state) => state.design);
  const existing = useAppState((state) => state.volume.settings.existing);
  const isGround = existing.kind === 'collection' || existing.kind === 'file';
  const obstacle = isGround ? designObstacle(design) : 'needGround';
  const running = design.run.state === 'running';
  const percent = design.run.state === 'running' ? (design.run.progress ?? 0) : 0;
  return (
    <>
      <Group gap="xs">
        <Button
          size="xs"
          leftSection={<IconMountain size={16} />}
          disabled={obstacle !== null}
          loading={running}
          onClick={() => void work.design(t('design.defaultName'))}
        >
          {t('design.run')}
        </Button>
        {running && (
          <Button size="xs" variant="default" onClick={() => work.stop('design')}>
            {t('design.cancel')}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" aria-live="polite">
        {running
          ? t('design.running', { percent })
          : obstacle !== null && !design.drawing.active
            ? t(`design.${obstacle}`)
            : ''}
      </Text>
      {running && <Progress value={percent} aria-label={t('design.running', { percent })} />}
    </>
  );
}
