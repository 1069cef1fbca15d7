/** Saving what is shown: the scene as a view, with the result that the tool has just computed as a measurement. */
import { Button, Checkbox, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Computed } from '../../api/projects.ts';
import type { AppState } from '../../state/app-state.ts';
import { urlOf } from '../../state/scene-url.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useLabels } from '../alignment/use-labels.ts';
import { takeThumbnail } from '../picture/take.ts';
import { entryOfMeasurement, presentMeasurements } from './measurements.ts';
import { presentResult } from './results.ts';
import { sceneOf, workTool } from './scene.ts';
import { savedView } from './state.ts';

/** The result that the page shows now. It is looked for again when a tool has news. */
export function usePresentResult(): Computed | null {
  const { store } = useWorkspace();
  const labelOf = useLabels();
  useAppState((state) => state.volume.run);
  useAppState((state) => state.section.run);
  useAppState((state) => state.alignment.run);
  useAppState((state) => state.sight);
  useAppState(workTool);
  return presentResult(store.get(), labelOf);
}

const measurementCount = (state: AppState) => presentMeasurements(state).length;

export function SaveForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { store, projects } = workspace;
  const result = usePresentResult();
  const measurements = useAppState(measurementCount);
  const sending = useAppState((state) => state.project.sending);
  const isSaved = useAppState(
    (state) => savedView(state.project, sceneOf(urlOf({ ...store, get: () => state }))) !== null,
  );
  const [name, setName] = useState('');
  const [withResult, setWithResult] = useState(true);
  const fallback = t('project.viewName', { time: clock() });

  const save = async () => {
    const computed = withResult ? result : null;
    const thumbnail = await takeThumbnail(workspace).catch(() => null);
    if (await projects.saveView({ name: name.trim() || fallback, computed, thumbnail })) setName('');
  };
  const saveMeasurements = async () => {
    const state = store.get();
    if (!state.frame) return;
    for (const record of presentMeasurements(state)) {
      const { content, computed } = entryOfMeasurement(record, state.frame, sceneOf(urlOf(store)));
      if (!(await projects.add(content, computed))) return;
    }
  };

  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('project.saveScene')}
      </Title>
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" align="end">
          <TextInput
            flex={1}
            label={t('project.name')}
            placeholder={fallback}
            value={name}
            maxLength={200}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button
            leftSection={<IconDeviceFloppy size={18} />}
            loading={sending === 'entry'}
            onClick={() => void save()}
          >
            {t('project.save')}
          </Button>
        </Group>
        {result && (
          <Checkbox
            size="sm"
            checked={withResult}
            label={t('project.withResult', { tool: t(`tool.${workTool(store.get())}`) })}
            onChange={({ currentTarget }) => setWithResult(currentTarget.checked)}
          />
        )}
        {measurements > 0 && (
          <Button variant="default" size="xs" onClick={() => void saveMeasurements()}>
            {t('project.saveMeasurements', { value: measurements })}
          </Button>
        )}
        <Text size="xs" c="dimmed" role="status">
          {t(isSaved ? 'project.sceneSaved' : 'project.sceneUnsaved')}
        </Text>
      </Stack>
    </section>
  );
}

function clock(): string {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
}
