/** The panel of the water tool: water at a level, given time steps, shelters and routes. */
import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { BarriersPart } from './barriers-part.tsx';
import { LevelPart, LookPart } from './level-part.tsx';
import { LevelResult } from './level-result.tsx';
import { PlacesPart } from './places-part.tsx';
import { WATER_MODES } from './settings.ts';
import { StepsPart } from './steps-part.tsx';

export function WaterPanel() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const mode = useAppState((state) => state.water.mode);
  return (
    <Stack gap="md" data-testid="water">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('water.mode')}
        value={mode}
        onChange={(value) =>
          workspace.water({ type: 'mode', mode: WATER_MODES.find((name) => name === value) ?? 'level' })
        }
        data={WATER_MODES.map((value) => ({ value, label: t(`water.modes.${value}`) }))}
      />
      <Text size="sm" c="dimmed">
        {t(`water.intro.${mode}`)}
      </Text>
      {mode === 'level' && (
        <>
          <LevelPart />
          <BarriersPart />
          <LevelResult />
        </>
      )}
      {mode === 'steps' && <StepsPart />}
      {mode === 'places' && <PlacesPart />}
      <LookPart />
    </Stack>
  );
}
