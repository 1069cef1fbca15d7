/** What one looks over: the near surface, and terrain farther away. */
import { SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SceneEdit } from '#core/contract/scenario.ts';
import { sightEdits } from '#core/scenario/sight-edits.ts';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { editName } from '../scenario/names.ts';
import { MoreSurfaces } from '../volume/surface-slot.tsx';
import { scenarioFor } from './in-view.ts';

const MAX_FAR = 3;
/** Names of edits that are written out. */
const MAX_NAMES = 5;

export function SurfaceForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const { collection, firstReturns, far } = useAppState((state) => state.sight.settings);
  const set = workspace.sight;
  return (
    <Stack gap="xs">
      <Select
        label={t('sight.collection')}
        data={collections.map((one) => ({ value: one.id, label: titleOf(one) }))}
        value={collection}
        allowDeselect={false}
        onChange={(value) => set({ type: 'settings', part: { collection: value } })}
      />
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('sight.surface')}
        value={firstReturns ? 'first' : 'ground'}
        onChange={(value) => set({ type: 'settings', part: { firstReturns: value === 'first' } })}
        data={[
          { value: 'first', label: t('sight.firstReturns') },
          { value: 'ground', label: t('sight.groundOnly') },
        ]}
      />
      <ScenarioSwitch />
      <div>
        <Text size="sm" fw={500}>
          {t('sight.far')}
        </Text>
        <Text size="xs" c="dimmed" mb={6}>
          {t('sight.farNote')}
        </Text>
        <MoreSurfaces
          choices={far}
          onChange={(choices) => set({ type: 'settings', part: { far: choices } })}
          set={(index, part) => set({ type: 'far', index, part })}
          place={(index) => `sight:${index}`}
          most={MAX_FAR}
        />
      </div>
    </Stack>
  );
}

/** Nothing where there is no scenario. */
function ScenarioSwitch() {
  const { t } = useTranslation();
  const { store, sight } = useWorkspace();
  const withScenario = useAppState((state) => state.sight.settings.withScenario);
  const scenario = useAppState((state) => state.scenario);
  const collections = useAppState((state) => state.collections);
  const unitM = useAppState((state) => state.frame?.unitM);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made of these two
  const shown = useMemo(() => scenarioFor(store.get()), [store, scenario, collections]);
  const left = useMemo(() => (shown && unitM !== undefined ? sightEdits(shown, unitM).left : []), [shown, unitM]);
  if (!shown) return null;
  return (
    <div>
      <Switch
        checked={withScenario}
        label={t('sight.withScenario', { name: shown.name })}
        description={t('sight.withScenarioHelp')}
        onChange={({ currentTarget }) => sight({ type: 'settings', part: { withScenario: currentTarget.checked } })}
      />
      {withScenario && left.length > 0 && (
        <Text size="xs" mt={4} data-left={left.length}>
          {t('sight.leftOut', { names: namesOf(t, left) })}
        </Text>
      )}
    </div>
  );
}

function namesOf(t: TFunction, edits: readonly SceneEdit[]): string {
  const names = edits.slice(0, MAX_NAMES).map((edit) => editName(t, edit));
  const rest = edits.length - names.length;
  return [...names, ...(rest > 0 ? [t('sight.andMore', { value: rest })] : [])].join(t('sight.listComma'));
}
