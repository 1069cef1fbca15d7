/** Surveys of several days: one tick a day; which one is shown, or which two are compared and how. */
import { ActionIcon, Button, SegmentedControl, Select, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconArrowsExchange,
  IconChevronLeft,
  IconChevronRight,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { COMPARE_MODES, type Epoch, epochsOf, tickPlaces } from '../../state/compare.ts';
import { shownScenario } from '../../tools/scenario/state.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';

/** An epoch stays this long: slower than anything that could trouble (WCAG 2.3.1: three flashes a second). */
const PLAY_MS = 1400;
const BLINK_MS = 900;

export function useEpochs(): Epoch[] {
  const collections = useAppState((state) => state.collections);
  return useMemo(() => epochsOf(collections), [collections]);
}

/** The day of an epoch; where several lie within a day, there is no telling them apart by it. */
export function useEpochLabel(): (epoch: Epoch) => string {
  return ({ day }) => day;
}

export function TimeBar() {
  const { t } = useTranslation();
  const epochs = useEpochs();
  const mode = useAppState((state) => state.compare.mode);
  const plan = usePlan();
  usePlaying();
  if (epochs.length + (plan ? 1 : 0) < 2) return null;
  return (
    <section className="time-bar" aria-label={t('epochs.title')}>
      {mode === 'off' || epochs.length < 2 ? <Ticks epochs={epochs} plan={plan} /> : <Pair epochs={epochs} />}
      {epochs.length > 1 && <Modes />}
    </section>
  );
}

function Modes() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const mode = useAppState((state) => state.compare.mode);
  return (
    <div className="time-bar-modes">
      {mode !== 'swipe' && <PlayButton />}
      <SegmentedControl
        size="xs"
        aria-label={t('epochs.mode')}
        value={mode}
        onChange={(value) => {
          const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
          workspace.compare({
            type: 'mode',
            mode: COMPARE_MODES.find((name) => name === value) ?? 'off',
            playing: !still,
          });
        }}
        data={COMPARE_MODES.map((value) => ({ value, label: t(`epochs.modes.${value}`) }))}
      />
    </div>
  );
}

/** Takes turns while it plays. */
function usePlaying(): void {
  const workspace = useWorkspace();
  const playing = useAppState((state) => state.compare.playing);
  const mode = useAppState((state) => state.compare.mode);
  useEffect(() => {
    if (!playing || mode === 'swipe') return;
    const timer = window.setInterval(() => workspace.stepEpoch(1), mode === 'blink' ? BLINK_MS : PLAY_MS);
    return () => window.clearInterval(timer);
  }, [workspace, playing, mode]);
}

function PlayButton() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const playing = useAppState((state) => state.compare.playing);
  const step = (by: 1 | -1, Icon: typeof IconChevronLeft, label: string) => (
    <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} onClick={() => workspace.stepEpoch(by)}>
      <Icon size={18} />
    </ActionIcon>
  );
  return (
    <div className="time-bar-steps">
      {step(-1, IconChevronLeft, t('epochs.previous'))}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t(playing ? 'epochs.pause' : 'epochs.play')}
        onClick={() => workspace.compare({ type: 'play', playing: !playing })}
      >
        {playing ? <IconPlayerPause size={18} /> : <IconPlayerPlay size={18} />}
      </ActionIcon>
      {step(1, IconChevronRight, t('epochs.next'))}
    </div>
  );
}

/** The scenario in the picture, where it has a day. */
interface Plan {
  readonly day: string;
  readonly name: string;
}

function usePlan(): Plan | null {
  const scenario = useAppState((state) => (state.view === 'globe' ? shownScenario(state.scenario) : null));
  return useMemo(() => (scenario?.date ? { day: scenario.date, name: scenario.name } : null), [scenario]);
}

function PlanTick({ plan, left }: { readonly plan: Plan; readonly left: string }) {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const isShown = useAppState((state) => state.scenario.shown !== 'before');
  const label = t(isShown ? 'scenario.hidePlan' : 'scenario.showPlan', { ...plan });
  return (
    <Tooltip label={label}>
      <UnstyledButton
        className="time-tick is-plan"
        style={{ left }}
        aria-pressed={isShown}
        aria-label={label}
        onClick={() => scenarioWork.dispatch({ type: 'shown', shown: isShown ? 'before' : 'after' })}
      >
        <i />
        <span>{plan.day}</span>
      </UnstyledButton>
    </Tooltip>
  );
}

function Ticks({ epochs, plan }: { readonly epochs: readonly Epoch[]; readonly plan: Plan | null }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const hidden = useAppState((state) => state.hidden);
  const label = useEpochLabel();
  const least = epochs.length > 5 ? 0.1 : 0.22;
  const days = [...epochs.map(({ day }) => day), ...(plan ? [plan.day] : [])].sort();
  const places = tickPlaces(days.map(Date.parse), least);
  const leftOf = (day: string, last = false) => {
    const index = last ? days.lastIndexOf(day) : days.indexOf(day);
    return `${(places[index] ?? 0) * 100}%`;
  };
  const isShown = ({ ids }: Epoch) => ids.some((id) => !hidden.has(id));
  const all = epochs.every(isShown);
  const isDense = epochs.length > 5;
  return (
    <div className="time-ticks">
      <Button
        size="compact-xs"
        variant={all ? 'light' : 'subtle'}
        aria-pressed={all}
        className="time-all"
        onClick={() => workspace.showAll()}
      >
        {t('epochs.all')}
      </Button>
      <div className="time-track">
        {epochs.map((epoch) => (
          <Tooltip key={epoch.id} label={t('epochs.only', { day: label(epoch) })}>
            <UnstyledButton
              className="time-tick"
              style={{ left: leftOf(epoch.day) }}
              aria-pressed={isShown(epoch)}
              aria-label={t('epochs.only', { day: label(epoch) })}
              onClick={() => workspace.showEpoch(epoch.id)}
            >
              <i />
              <span>{isDense ? label(epoch).slice(2, 7) : label(epoch)}</span>
            </UnstyledButton>
          </Tooltip>
        ))}
        {plan && <PlanTick plan={plan} left={leftOf(plan.day, true)} />}
      </div>
    </div>
  );
}

function Pair({ epochs }: { readonly epochs: readonly Epoch[] }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const compare = useAppState((state) => state.compare);
  const label = useEpochLabel();
  const data = epochs.map((epoch) => ({ value: epoch.id, label: label(epoch) }));
  const side = (name: 'left' | 'right') => (
    <Select
      size="xs"
      w={124}
      aria-label={t(`epochs.${name}`)}
      data={data}
      value={compare[name]}
      onChange={(value) => value !== null && workspace.compare({ type: 'pair', [name]: value })}
    />
  );
  return (
    <div className="time-pair">
      {side('left')}
      <Tooltip label={t('epochs.swap')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={t('epochs.swap')}
          onClick={() => workspace.compare({ type: 'swap' })}
        >
          <IconArrowsExchange size={18} />
        </ActionIcon>
      </Tooltip>
      {side('right')}
    </div>
  );
}
