/** Where the water comes from, on which ground, at which levels; and its look. */
import { Group, NumberInput, SegmentedControl, Select, Slider, Stack, Switch, Text, Title } from '@mantine/core';
import { IconDroplet } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { inSiteFrame } from '../../state/app-state.ts';
import { MoreSettings } from '../../ui/more-settings.tsx';
import { RunBar } from '../../ui/run-bar.tsx';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { fitsRange, type LevelRange, SEED_KINDS, WATER_SETTINGS } from './settings.ts';
import { rangeOf, waterObstacle } from './state.ts';

export function LevelPart() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { seed, seedKind } = useAppState((state) => state.water);
  return (
    <>
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('water.seed')}
        </Title>
        <Stack gap="xs">
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('water.seedKind')}
            value={seedKind}
            onChange={(value) =>
              workspace.water({ type: 'seedKind', kind: SEED_KINDS.find((kind) => kind === value) ?? 'point' })
            }
            data={SEED_KINDS.map((value) => ({ value, label: t(`water.seedKinds.${value}`) }))}
          />
          <DrawingControls
            drawing={seed}
            dispatch={(action) => {
              workspace.water({ type: 'sketch', kind: null });
              workspace.water({ type: 'draw', action, target: 'seed' });
            }}
          />
          {!seed.active && !seed.closed && (
            <Text size="xs" c="dimmed">
              {t('water.seedHint')}
            </Text>
          )}
        </Stack>
      </section>
      <LevelsForm />
      <GroundForm />
      <RunPart />
    </>
  );
}

function LevelsForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const water = useAppState((state) => state.water);
  const range = rangeOf(water);
  const set = (part: Partial<LevelRange>) => {
    const next = { fromM: 0, toM: 5, stepM: 0.5, ...range, ...part };
    workspace.water({ type: 'settings', part: { range: next } });
  };
  const field = (name: keyof LevelRange, step: number) => (
    <NumberInput
      label={t(`water.levels.${name}`)}
      min={name === 'stepM' ? 0.01 : -1000}
      max={9000}
      step={step}
      decimalScale={3}
      value={range?.[name] ?? ''}
      onChange={(value) => typeof value === 'number' && set({ [name]: value })}
    />
  );
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('water.levels.title')}
      </Title>
      <Group grow gap="xs" align="end" wrap="nowrap">
        {field('fromM', 0.5)}
        {field('toM', 0.5)}
        {field('stepM', 0.1)}
      </Group>
      <Text size="xs" c={range && !fitsRange(range) ? 'red' : 'dimmed'} mt={4}>
        {t(range && !fitsRange(range) ? 'water.levels.wrong' : 'water.levels.datum')}
      </Text>
    </section>
  );
}

function GroundForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const settings = useAppState((state) => state.water.settings);
  const collections = useAppState((state) => state.collections);
  const frame = useAppState((state) => state.frame);
  const own = collections.filter((one) => inSiteFrame(one, frame));
  const set = (part: Partial<typeof settings>) => workspace.water({ type: 'settings', part });
  return (
    <section>
      <Stack gap="xs">
        <Select
          label={t('water.ground')}
          allowDeselect={false}
          data={own.map((one) => ({ value: one.id, label: titleOf(one) }))}
          value={workspace.waterWork.collection()?.id ?? null}
          onChange={(collection) => set({ collection })}
        />
        <Group grow gap="xs" align="end">
          <NumberInput
            label={t('water.reach')}
            min={10}
            max={20_000}
            step={100}
            value={settings.reachM}
            onChange={(value) => typeof value === 'number' && value >= 10 && set({ reachM: value })}
          />
          <NumberInput
            label={t('water.cell')}
            min={0.05}
            max={1000}
            step={0.5}
            value={settings.cellSizeM}
            onChange={(value) => typeof value === 'number' && value >= 0.05 && set({ cellSizeM: value })}
          />
        </Group>
        <MoreSettings label={t('water.more')}>
          <Stack gap="xs">
            <Switch
              size="xs"
              label={t('water.corners')}
              description={t('water.cornersHint')}
              checked={settings.connectivity === 8}
              onChange={(event) => set({ connectivity: event.currentTarget.checked ? 8 : 4 })}
            />
            <Switch
              size="xs"
              label={t('water.river')}
              description={t('water.riverHint')}
              checked={settings.classes.includes(9)}
              onChange={(event) => set({ classes: event.currentTarget.checked ? WATER_SETTINGS.classes : [2] })}
            />
          </Stack>
        </MoreSettings>
      </Stack>
    </section>
  );
}

function RunPart() {
  const { t } = useTranslation();
  const { waterWork } = useWorkspace();
  const water = useAppState((state) => state.water);
  useAppState((state) => state.frame);
  const { run } = water;
  const obstacle = waterObstacle(water, waterWork.collection()?.id ?? null);
  const range = rangeOf(water);
  const isOld = run.state === 'done' && obstacle === null && waterWork.asked() !== water.of;
  const missing = obstacle !== null && !water.seed.active ? t(`water.obstacle.${obstacle}`) : null;
  return (
    <RunBar
      label={t('water.run')}
      icon={IconDroplet}
      run={run}
      disabled={obstacle !== null || (range !== null && !fitsRange(range))}
      hint={isOld ? t('water.outdated') : missing}
      running={(percent) => t('water.running', { percent })}
      stop={t('water.stop')}
      onRun={() => void waterWork.run()}
      onStop={() => waterWork.stop()}
    />
  );
}

/** Colours and opacity of what is in the picture. */
export function LookPart() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { colours, opacity } = useAppState((state) => state.water.settings);
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('water.look')}
      </Title>
      <Group grow gap="md" align="center">
        <SegmentedControl
          size="xs"
          aria-label={t('water.colours')}
          value={colours}
          onChange={(value) =>
            workspace.water({ type: 'settings', part: { colours: value === 'blue' ? 'blue' : 'hazard' } })
          }
          data={(['hazard', 'blue'] as const).map((value) => ({ value, label: t(`water.colourSets.${value}`) }))}
        />
        <div>
          <Text size="xs" aria-hidden>
            {t('water.opacity')}
          </Text>
          <Slider
            size="sm"
            min={0.1}
            max={1}
            step={0.05}
            label={(value) => `${Math.round(100 * value)} %`}
            value={opacity}
            onChange={(value) => workspace.water({ type: 'settings', part: { opacity: value } })}
            thumbLabel={t('water.opacity')}
          />
        </div>
      </Group>
    </section>
  );
}
