/** The panel of the alignment tool: axis, surfaces, stations, run, papers. The result stands under the picture. */
import { Button, Divider, Group, Progress, Stack, Switch, Text, Title } from '@mantine/core';
import { IconPlayerStop, IconRoad } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { MoreSurfaces, SurfaceSlot } from '../volume/surface-slot.tsx';
import { previewAxis } from './axis.ts';
import { AxisForm } from './axis-form.tsx';
import { PapersForm } from './papers-form.tsx';
import { alignmentObstacle, type SurfacePlace } from './state.ts';
import { StationsForm } from './stations-form.tsx';
import { MAX_MORE } from './url.ts';
import { useLabels } from './use-labels.ts';

export function AlignmentPanel() {
  const { t } = useTranslation();
  const run = useAppState((state) => state.alignment.run);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('alignment.intro')}
      </Text>
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('alignment.axis')}
        </Title>
        <AxisForm />
      </section>
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('alignment.surfaces')}
        </Title>
        <SurfacesForm />
      </section>
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('alignment.stations')}
        </Title>
        <StationsForm />
      </section>
      <RunButtons />
      {run.state === 'failed' && <FailureMessage code={run.failure.code} message={run.failure.message} />}
      {run.state === 'done' && <WarningList warnings={run.result.warnings} />}
      <Divider />
      <PapersForm />
    </Stack>
  );
}

function SurfacesForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { existing, compared, compares, more } = useAppState((state) => state.alignment.settings);
  const slot = (side: 'existing' | 'compared') => (
    <SurfaceSlot
      name={t(`alignment.${side}`)}
      choice={side === 'existing' ? existing : compared}
      set={(part) => workspace.alignment({ type: 'surface', side, part })}
      place={`alignment:${side}`}
    />
  );
  return (
    <Stack gap="xs">
      {slot('existing')}
      <Switch
        label={t('alignment.compares')}
        checked={compares}
        onChange={(event) =>
          workspace.alignment({ type: 'settings', settings: { compares: event.currentTarget.checked } })
        }
      />
      {compares && (
        <>
          {slot('compared')}
          <MoreSurfaces
            choices={more}
            onChange={(choices) => workspace.alignment({ type: 'settings', settings: { more: choices } })}
            set={(side: SurfacePlace, part) => workspace.alignment({ type: 'surface', side, part })}
            place={(index) => `alignment:${index}`}
            most={MAX_MORE}
          />
        </>
      )}
    </Stack>
  );
}

function RunButtons() {
  const { t } = useTranslation();
  const { alignmentWork } = useWorkspace();
  const labelOf = useLabels();
  const alignment = useAppState((state) => state.alignment);
  const { run } = alignment;
  const obstacle = alignmentObstacle(alignment);
  const running = run.state === 'running';
  const percent = running ? (run.progress ?? 0) : 0;
  const preview = obstacle === 'badAxis' ? previewAxis(alignment) : null;
  return (
    <div>
      <Group gap="xs">
        <Button
          leftSection={<IconRoad size={18} />}
          disabled={obstacle !== null}
          loading={running}
          onClick={() => void alignmentWork.run(labelOf)}
        >
          {t('alignment.run')}
        </Button>
        {running && (
          <Button variant="default" leftSection={<IconPlayerStop size={18} />} onClick={() => alignmentWork.stop()}>
            {t('alignment.cancel')}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={6} aria-live="polite">
        {obstacle !== null && !alignment.drawing.active && t(`alignment.${obstacle}`)}
        {preview && 'problem' in preview && ` (${preview.problem})`}
        {running && t('alignment.running', { percent })}
        {run.state === 'done' &&
          t('alignment.done', {
            count: run.result.stations.length,
            length: formatNumber(run.result.alignment.lengthM, 2),
          })}
      </Text>
      {running && <Progress value={percent} mt={4} aria-label={t('alignment.running', { percent })} />}
    </div>
  );
}
