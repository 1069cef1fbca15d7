/** The sun: day and time, light and shadows on the globe, hours of sun at a point. */
import { ActionIcon, Badge, Button, Group, Slider, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSunHigh } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isDay } from '#core/day.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { clockText, seasonDays } from './clock.ts';
import { MetreInput, OptionalMetres } from './metre-input.tsx';
import { PlaceForm } from './place-form.tsx';
import { RunBar } from './run-bar.tsx';
import { SunlightView } from './sunlight-view.tsx';
import { SurfaceForm } from './surface-form.tsx';

/** Playing: minutes of the sun a step, and the time between steps. */
const PLAY_MINUTES = 10;
const PLAY_MS = 250;
const STEP_MINUTES = 5;

export function SunTab() {
  return (
    <Stack gap="lg">
      <SunControls />
      <SunlightForm />
    </Stack>
  );
}

/** Day and time; also of viewpoints. */
export function ClockForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const clock = useAppState((state) => state.sight.clock);
  const playing = useAppState((state) => state.sight.playing);
  const shown = useAppState((state) => !state.activity.loading || !state.sight.sunOn);
  const set = (part: Partial<typeof clock>) => workspace.sight({ type: 'clock', part });
  useEffect(() => {
    if (!playing || !shown) return;
    // the next step waits until this one is drawn
    const timer = window.setTimeout(() => {
      const { minutes } = workspace.store.get().sight.clock;
      workspace.sight({ type: 'clock', part: { minutes: (minutes + PLAY_MINUTES) % 1440 } });
    }, PLAY_MS);
    return () => window.clearTimeout(timer);
  });
  const seasons = seasonDays(Number(clock.day.slice(0, 4)));
  return (
    <Stack gap="xs">
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          flex={1}
          type="date"
          label={t('sight.day')}
          value={clock.day}
          onChange={({ currentTarget }) => isDay(currentTarget.value) && set({ day: currentTarget.value })}
        />
        <ActionIcon
          size={36}
          variant={playing ? 'filled' : 'default'}
          aria-label={t(playing ? 'sight.pause' : 'sight.play')}
          title={t(playing ? 'sight.pause' : 'sight.play')}
          onClick={() =>
            workspace.sight({ type: 'sun', part: playing ? { playing: false } : { playing: true, sunOn: true } })
          }
        >
          {playing ? <IconPlayerPause size={18} /> : <IconPlayerPlay size={18} />}
        </ActionIcon>
      </Group>
      <Group gap={6}>
        {(['winter', 'equinox', 'summer'] as const).map((season) => (
          <Button
            key={season}
            size="compact-xs"
            variant={clock.day === seasons[season] ? 'light' : 'default'}
            onClick={() => set({ day: seasons[season] })}
          >
            {t(`sight.season.${season}`)}
          </Button>
        ))}
      </Group>
      <div className="sight-time">
        <Group justify="space-between" mb={2}>
          <Text size="sm" fw={500} id="sight-time-label">
            {t('sight.time')}
          </Text>
          <Text size="sm" className="number" data-testid="sight-time">
            {clockText(clock.minutes)}
          </Text>
        </Group>
        <Slider
          aria-labelledby="sight-time-label"
          thumbLabel={t('sight.time')}
          min={0}
          max={1435}
          step={STEP_MINUTES}
          value={clock.minutes}
          label={clockText}
          marks={[360, 720, 1080].map((value) => ({ value, label: clockText(value) }))}
          mb={18}
          onChange={(minutes) => set({ minutes })}
        />
      </div>
    </Stack>
  );
}

function SunControls() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { sunOn, shadows, sun } = useAppState((state) => state.sight);
  useEffect(() => workspace.sightWork.follow(), [workspace]);
  const minutes = (value: number | null) => (value === null ? t('sight.none') : clockText(value));
  return (
    <Stack gap="xs">
      <Switch
        label={t('sight.lightOn')}
        checked={sunOn}
        onChange={({ currentTarget }) => workspace.sight({ type: 'sun', part: { sunOn: currentTarget.checked } })}
      />
      <Switch
        label={t('sight.shadows')}
        checked={shadows}
        disabled={!sunOn}
        onChange={({ currentTarget }) => workspace.sight({ type: 'sun', part: { shadows: currentTarget.checked } })}
      />
      <ClockForm />
      {sun && (
        <div role="status" data-testid="sun-text" data-azimuth={sun.azimuthDeg} data-elevation={sun.elevationDeg}>
          <Text size="sm">
            {t('sight.sunText', {
              azimuth: formatNumber(sun.azimuthDeg, 1),
              elevation: formatNumber(sun.elevationDeg, 1),
            })}
            {sun.elevationDeg <= 0 && `。${t('sight.night')}`}
          </Text>
          <Text size="xs" c="dimmed">
            {t('sight.dayText', {
              rise: minutes(sun.riseMinutes),
              noon: minutes(sun.noonMinutes),
              set: minutes(sun.setMinutes),
            })}
          </Text>
        </div>
      )}
      {sunOn && (
        <Group gap="xs" wrap="nowrap" align="start">
          <Badge variant="light" color="yellow" radius="sm" miw="fit-content">
            {t('sight.simulated')}
          </Badge>
          <Text size="xs" c="dimmed">
            {t('sight.shadowNote')}
          </Text>
        </Group>
      )}
    </Stack>
  );
}

function SunlightForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const run = useAppState((state) => state.sight.sunRun);
  const { eyeHeightM, radiusM, ceilingM } = useAppState((state) => state.sight.settings);
  const set = (part: Partial<{ eyeHeightM: number; radiusM: number; ceilingM: number | null }>) =>
    workspace.sight({ type: 'settings', part });
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {t('sight.hours')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('sight.hoursIntro')}
      </Text>
      <Stack gap="sm">
        <PlaceForm />
        <SurfaceForm />
        <Group grow gap="xs" align="end">
          <MetreInput
            label={t('sight.eyeHeight')}
            value={eyeHeightM}
            min={0}
            max={1000}
            step={0.5}
            onChange={(value) => set({ eyeHeightM: value })}
          />
          <MetreInput
            label={t('sight.radius')}
            value={radiusM}
            min={10}
            max={2000}
            step={50}
            onChange={(value) => set({ radiusM: value })}
          />
        </Group>
        <OptionalMetres label={t('sight.ceiling')} value={ceilingM} onChange={(value) => set({ ceilingM: value })} />
        <RunBar
          label={t('sight.runHours')}
          icon={IconSunHigh}
          run={run}
          onRun={() => void workspace.sightWork.runSunlight()}
        />
        {run.state === 'done' && <SunlightView result={run.result} />}
      </Stack>
    </section>
  );
}
