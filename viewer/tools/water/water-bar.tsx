/** The bar over the picture: the level or the time, playing, and what is simulated. */
import { ActionIcon, Badge, Slider, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext, IconPlayerTrackPrev } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { InundationResult } from '../../api/inundation.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { workTool } from '../project/scene.ts';
import { shownLevel } from './state.ts';
import { clockText } from './step-times.ts';
import { type DepthSeries, openSeries } from './steps.ts';

/** A level stays this long while it plays. */
const LEVEL_MS = 450;
/** Pictures a second of a series. */
const FRAME_MS = 80;

export function WaterBar() {
  const isShown = useAppState((state) => workTool(state) === 'water');
  const water = useAppState((state) => state.water);
  if (!isShown) return null;
  if (water.mode === 'steps') {
    const series = openSeries(water.steps);
    return series && series.steps.length > 0 ? <StepsBar series={series} /> : null;
  }
  return water.run.state === 'done' ? <LevelBar result={water.run.result} /> : null;
}

function LevelBar({ result }: { readonly result: InundationResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const water = useAppState((state) => state.water);
  const { playing } = water;
  const { levels } = result;
  const level = shownLevel(water);
  const index = levels.findIndex(({ levelM }) => levelM === level?.levelM);
  const show = (next: number) => {
    const row = levels[Math.min(levels.length - 1, Math.max(0, next))];
    if (row) workspace.water({ type: 'level', levelM: row.levelM });
  };
  useEffect(() => {
    if (!playing) return;
    const timer = window.setInterval(() => {
      const state = workspace.store.get().water;
      const at = levels.findIndex(({ levelM }) => levelM === shownLevel(state)?.levelM);
      const next = levels[at + 1];
      if (next) workspace.water({ type: 'level', levelM: next.levelM });
      else workspace.water({ type: 'play', playing: false });
    }, LEVEL_MS);
    return () => window.clearInterval(timer);
  }, [workspace, playing, levels]);
  if (!level) return null;
  const play = () => {
    if (!playing && index === levels.length - 1) show(0);
    workspace.water({ type: 'play', playing: !playing });
  };
  return (
    <section className="water-bar" aria-label={t('water.bar')} data-testid="water-bar" data-level={level.levelM}>
      <Buttons playing={playing} onPlay={play} onStep={(by) => show(index + by)} />
      <div className="water-bar-middle">
        <div className="water-bar-line">
          <Text size="sm" fw={600} role="status">
            {t('water.levelOf', { level: formatNumber(level.levelM, 2) })}
          </Text>
          <Text size="xs" className="water-bar-numbers">
            {level.isOpen ? '≥ ' : ''}
            {formatNumber(level.areaM2, 0)} m² · {level.isOpen ? '≥ ' : ''}
            {formatNumber(level.volumeM3, 0)} m³
          </Text>
        </div>
        <Slider
          size="sm"
          min={0}
          max={Math.max(1, levels.length - 1)}
          step={1}
          disabled={levels.length < 2}
          value={index}
          label={(value) => `${formatNumber(levels[value]?.levelM, 2)} m`}
          onChange={show}
          thumbLabel={t('water.level')}
        />
      </div>
      <Simulated text={t('water.simulated')} />
    </section>
  );
}

function StepsBar({ series }: { readonly series: DepthSeries }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { time, playing, lastsS } = useAppState((state) => state.water.steps);
  const { steps, isSeconds } = series;
  const [first, last] = [steps[0]?.time ?? 0, steps.at(-1)?.time ?? 0];
  const set = (next: number) => workspace.water({ type: 'steps', action: { type: 'time', time: next } });
  useEffect(() => {
    if (!playing) return;
    let before = performance.now();
    const timer = window.setInterval(() => {
      const now = performance.now();
      const state = workspace.store.get().water.steps;
      const next = state.time + ((last - first) * (now - before)) / (1000 * lastsS);
      before = now;
      workspace.water({ type: 'steps', action: { type: 'time', time: next } });
      if (next >= last) workspace.water({ type: 'steps', action: { type: 'play', playing: false } });
    }, FRAME_MS);
    return () => window.clearInterval(timer);
  }, [workspace, playing, lastsS, first, last]);
  const step = (by: 1 | -1) => {
    const next = by > 0 ? steps.find((one) => one.time > time) : steps.findLast((one) => one.time < time);
    if (next) set(next.time);
  };
  const text = isSeconds ? clockText(time) : t('water.stepNumber', { number: formatNumber(time, 1) });
  const isBetween = !steps.some((one) => one.time === time);
  return (
    <section className="water-bar" aria-label={t('water.bar')} data-testid="water-bar" data-time={time}>
      <Buttons
        playing={playing}
        onPlay={() => workspace.water({ type: 'steps', action: { type: 'play', playing: !playing } })}
        onStep={step}
      />
      <div className="water-bar-middle">
        <div className="water-bar-line">
          <Text size="sm" fw={600} role="status">
            {text}
          </Text>
          <Text size="xs" className="water-bar-numbers">
            {isBetween ? t('water.between') : t('water.given')}
          </Text>
        </div>
        <Slider
          size="sm"
          min={first}
          max={Math.max(last, first + 1e-6)}
          step={(last - first) / 1000 || 1}
          disabled={steps.length < 2}
          value={time}
          marks={steps.length <= 40 ? steps.map((one) => ({ value: one.time })) : []}
          label={(value) => (isSeconds ? clockText(value) : formatNumber(value, 1))}
          onChange={set}
          thumbLabel={t('water.time')}
        />
      </div>
      <Simulated text={t('water.givenSimulation')} />
    </section>
  );
}

function Buttons({
  playing,
  onPlay,
  onStep,
}: {
  readonly playing: boolean;
  readonly onPlay: () => void;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const { t } = useTranslation();
  const button = (label: string, Icon: typeof IconPlayerPlay, onClick: () => void) => (
    <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={onClick}>
      <Icon size={18} />
    </ActionIcon>
  );
  return (
    <div className="water-bar-buttons">
      {button(t('water.previous'), IconPlayerTrackPrev, () => onStep(-1))}
      {button(t(playing ? 'water.pause' : 'water.play'), playing ? IconPlayerPause : IconPlayerPlay, onPlay)}
      {button(t('water.next'), IconPlayerTrackNext, () => onStep(1))}
    </div>
  );
}

const Simulated = ({ text }: { readonly text: string }) => (
  <Badge size="sm" variant="outline" color="gray" tt="none" className="water-bar-label">
    {text}
  </Badge>
);
