/** The panel of the volume tool: area, surfaces, parameters, run, result. */
import {
  Button,
  Divider,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { IconCalculator, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { className } from '../../ui/class-name.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { methodName, VOLUME_METHODS } from './methods.ts';
import { VolumeResultView } from './result-view.tsx';
import { volumeObstacle } from './state.ts';

export function VolumePanel() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const volume = useAppState((state) => state.volume);
  const obstacle = volumeObstacle(volume);
  const running = volume.run.state === 'running';
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('volume.intro')}
      </Text>
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('volume.area')}
        </Title>
        <DrawingControls drawing={volume.drawing} dispatch={(action) => workspace.volume({ type: 'draw', action })} />
      </section>
      <SurfaceForm />
      <Group gap="xs">
        <Button
          leftSection={<IconCalculator size={18} />}
          disabled={obstacle !== null}
          loading={running}
          onClick={() => void workspace.runVolume()}
        >
          {t('volume.run')}
        </Button>
        {running && (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={18} />}
            onClick={() => {
              workspace.stopRun();
            }}
          >
            {t('volume.cancel')}
          </Button>
        )}
      </Group>
      <div aria-live="polite">
        {obstacle !== null && !volume.drawing.active && (
          <Text size="xs" c="dimmed">
            {t(`volume.${obstacle}`)}
          </Text>
        )}
        {running && <Text size="sm">{t('volume.running')}</Text>}
      </div>
      {volume.run.state === 'failed' && (
        <FailureMessage code={volume.run.failure.code} message={volume.run.failure.message} />
      )}
      {volume.run.state === 'done' && (
        <>
          <Divider />
          <VolumeResultView result={volume.run.result} />
        </>
      )}
    </Stack>
  );
}

function SurfaceForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const settings = useAppState((state) => state.volume.settings);
  const collections = useAppState((state) => state.collections);
  const set = (part: Partial<typeof settings>) => workspace.volume({ type: 'settings', settings: part });
  const choices = collections.map((collection) => ({ value: collection.id, label: titleOf(collection) }));
  const classes = [...new Set(collections.flatMap(({ classCounts }) => classCounts.map(([code]) => code)))];
  return (
    <Stack gap="sm">
      <Title order={3} size="h6">
        {t('volume.surfaces')}
      </Title>
      <Select
        label={t('volume.existing')}
        data={choices}
        value={settings.existing}
        onChange={(existing) => set({ existing })}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('volume.comparedWith')}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('volume.comparedWith')}
          value={settings.reference}
          onChange={(value) => set({ reference: value === 'plane' ? 'plane' : 'epoch' })}
          data={[
            { value: 'epoch', label: t('volume.otherEpoch') },
            { value: 'plane', label: t('volume.plane') },
          ]}
        />
      </div>
      {settings.reference === 'epoch' ? (
        <Select
          label={t('volume.compared')}
          data={choices}
          value={settings.compared}
          onChange={(compared) => set({ compared })}
        />
      ) : (
        <NumberInput
          label={t('volume.planeElevation')}
          value={settings.planeElevationM ?? ''}
          decimalScale={3}
          onChange={(value) => set({ planeElevationM: typeof value === 'number' ? value : null })}
        />
      )}
      <MultiSelect
        label={t('volume.classes')}
        size="sm"
        data={classes.sort((a, b) => a - b).map((code) => ({ value: String(code), label: className(t, code) }))}
        value={settings.classes.map(String)}
        onChange={(values) => values.length > 0 && set({ classes: values.map(Number).sort((a, b) => a - b) })}
      />
      <Select
        label={t('volume.method')}
        allowDeselect={false}
        data={VOLUME_METHODS.map((method) => ({ value: method, label: methodName(t, method) }))}
        value={settings.method}
        onChange={(value) => {
          const method = VOLUME_METHODS.find((name) => name === value);
          if (method) set({ method });
        }}
      />
      <Group grow gap="xs" align="end">
        <NumberInput
          label={t('volume.cellSize')}
          min={0.05}
          max={100}
          step={0.1}
          value={settings.cellSizeM}
          onChange={(value) => typeof value === 'number' && value > 0 && set({ cellSizeM: value })}
        />
        <NumberInput
          label={t('volume.maxEdge')}
          min={0.1}
          max={10_000}
          step={1}
          value={settings.maxEdgeM}
          onChange={(value) => typeof value === 'number' && value > 0 && set({ maxEdgeM: value })}
        />
      </Group>
    </Stack>
  );
}
