/** The divider of a split picture with the days on its sides; in blinking, the day on the screen. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../workspace-context.ts';
import { useEpochLabel, useEpochs } from './time-bar.tsx';

const STEP = 0.01;
const LONG_STEP = 0.1;

export function SplitDivider() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const compare = useAppState((state) => state.compare);
  const epochs = useEpochs();
  const label = useEpochLabel();
  const area = useRef<HTMLDivElement>(null);
  if (compare.mode === 'off') return null;
  const dayOf = (id: string | null) => {
    const epoch = epochs.find((one) => one.id === id);
    return epoch ? label(epoch) : '';
  };
  if (compare.mode === 'blink') {
    return (
      <div className="split-area" ref={area}>
        <span className="split-label is-blink">{dayOf(compare[compare.shown])}</span>
      </div>
    );
  }
  const set = (split: number) => workspace.compare({ type: 'split', split });
  const onKey = (event: React.KeyboardEvent) => {
    const step = event.shiftKey ? LONG_STEP : STEP;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: compare.split - step,
      ArrowDown: compare.split - step,
      ArrowRight: compare.split + step,
      ArrowUp: compare.split + step,
      PageDown: compare.split - LONG_STEP,
      PageUp: compare.split + LONG_STEP,
      Home: 0,
      End: 1,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(place);
  };
  const percent = Math.round(compare.split * 100);
  return (
    <div className="split-area" ref={area}>
      <span className="split-label is-left" style={{ right: `calc(${100 - compare.split * 100}% + 28px)` }}>
        {dayOf(compare.left)}
      </span>
      <span className="split-label is-right" style={{ left: `calc(${compare.split * 100}% + 28px)` }}>
        {dayOf(compare.right)}
      </span>
      <div
        className="split-divider"
        role="slider"
        tabIndex={0}
        aria-label={t('epochs.divider')}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={t('epochs.dividerAt', { percent, left: dayOf(compare.left), right: dayOf(compare.right) })}
        style={{ left: `${compare.split * 100}%` }}
        onKeyDown={onKey}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          const box = area.current?.getBoundingClientRect();
          if (box && event.currentTarget.hasPointerCapture(event.pointerId))
            set((event.clientX - box.left) / box.width);
        }}
      >
        <span className="split-grip" aria-hidden="true" />
      </div>
    </div>
  );
}
