/** Questions of visibility: line of sight, viewshed, Mt Fuji. */
import { Group, Select, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { AroundFacts, LineFacts, MountainFacts } from './facts.tsx';
import { MetreInput, OptionalMetres } from './metre-input.tsx';
import { PlaceForm } from './place-form.tsx';
import { RunBar } from './run-bar.tsx';
import { QUESTIONS, type SightSettings } from './state.ts';
import { SurfaceForm } from './surface-form.tsx';

export function VisibilityTab() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const question = useAppState((state) => state.sight.question);
  const settings = useAppState((state) => state.sight.settings);
  const lineRun = useAppState((state) => state.sight.lineRun);
  const aroundRun = useAppState((state) => state.sight.aroundRun);
  const mountainRun = useAppState((state) => state.sight.mountainRun);
  const set = (part: Partial<SightSettings>) => workspace.sight({ type: 'settings', part });
  const run = { line: lineRun, around: aroundRun, mountain: mountainRun }[question];
  return (
    <Stack gap="sm">
      <Select
        label={t('sight.question')}
        allowDeselect={false}
        data={QUESTIONS.map((value) => ({ value, label: t(`sight.questions.${value}`) }))}
        value={question}
        onChange={(value) =>
          workspace.sight({ type: 'question', question: QUESTIONS.find((one) => one === value) ?? 'line' })
        }
      />
      <Text size="sm" c="dimmed">
        {t(`sight.intro.${question}`)}
      </Text>
      <PlaceForm />
      <SurfaceForm />
      <Group grow gap="xs" align="end">
        <MetreInput
          label={t('sight.eyeHeight')}
          value={settings.eyeHeightM}
          min={0}
          max={1000}
          step={0.5}
          onChange={(eyeHeightM) => set({ eyeHeightM })}
        />
        {question !== 'mountain' && (
          <MetreInput
            label={t('sight.targetHeight')}
            value={settings.targetHeightM}
            min={0}
            max={1000}
            step={0.5}
            onChange={(targetHeightM) => set({ targetHeightM })}
          />
        )}
      </Group>
      {question !== 'line' && (
        <MetreInput
          label={t(question === 'around' ? 'sight.radius' : 'sight.nearRadius')}
          value={settings.radiusM}
          min={10}
          max={2000}
          step={50}
          onChange={(radiusM) => set({ radiusM })}
        />
      )}
      {question !== 'around' && (
        <OptionalMetres
          label={t('sight.ceiling')}
          value={settings.ceilingM}
          onChange={(ceilingM) => set({ ceilingM })}
        />
      )}
      <RunBar label={t('sight.run')} icon={IconEye} run={run} onRun={() => void workspace.sightWork.run()} />
      {question === 'line' && lineRun.state === 'done' && <LineFacts result={lineRun.result} />}
      {question === 'around' && aroundRun.state === 'done' && <AroundFacts result={aroundRun.result} />}
      {question === 'mountain' && mountainRun.state === 'done' && <MountainFacts result={mountainRun.result} />}
    </Stack>
  );
}
