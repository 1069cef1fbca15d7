/** The panel of the volume tool: area, surfaces, parameters, run, result. */
import { Button, Divider, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconCalculator, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { AreaForm } from './area-form.tsx';
import { ChangesView } from './changes-view.tsx';
import { EstimateNote } from './estimate-note.tsx';
import { MethodForm } from './method-form.tsx';
import { OptionsForm } from './options-form.tsx';
import { VolumeResultView } from './result-view.tsx';
import { ScreenEstimateView } from './screen-view.tsx';
import { SeriesView } from './series-view.tsx';
import { volumeObstacle } from './state.ts';
import { SurfaceForm } from './surface-form.tsx';
import { VolumeFailure } from './volume-failure.tsx';

export function VolumePanel() {
  const { t } = useTranslation();
  const run = useAppState((state) => state.volume.run);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('volume.intro')}
      </Text>
      <AreaForm />
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('volume.surfaces')}
        </Title>
        <Stack gap="sm">
          <SurfaceForm side="existing" />
          <SurfaceForm side="compared" />
          <MethodForm />
          <OptionsForm />
        </Stack>
      </section>
      <RunButtons />
      <Stack gap="xs">
        <ChangesView />
        <SeriesView />
      </Stack>
      {run.state === 'failed' && <VolumeFailure failure={run.failure} />}
      {run.state === 'done' && (
        <>
          <Divider />
          <VolumeResultView result={run.result} />
        </>
      )}
    </Stack>
  );
}

function RunButtons() {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const volume = useAppState((state) => state.volume);
  const obstacle = volumeObstacle(volume);
  const { run } = volume;
  const running = run.state === 'running';
  return (
    <>
      <ScreenEstimateView />
      {!running && run.state !== 'done' && <EstimateNote />}
      <Group gap="xs">
        <Button
          leftSection={<IconCalculator size={18} />}
          disabled={obstacle !== null}
          loading={running}
          onClick={() => void work.run()}
        >
          {t('volume.run')}
        </Button>
        {running && (
          <Button variant="default" leftSection={<IconPlayerStop size={18} />} onClick={() => work.stop('volume')}>
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
        {running && (
          <Text size="sm">
            {run.progress === undefined ? t('volume.running') : t('volume.progress', { percent: run.progress })}
          </Text>
        )}
      </div>
      {running && run.progress !== undefined && <Progress value={run.progress} aria-label={t('volume.running')} />}
    </>
  );
}
