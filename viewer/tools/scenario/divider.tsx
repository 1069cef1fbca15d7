/** The divider between the place as it was measured and as the scenario has it. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { shownScenario } from './state.ts';

const STEP = 0.01;
const LONG_STEP = 0.1;

export function ScenarioDivider() {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const area = useRef<HTMLDivElement>(null);
  const shown = useAppState((state) => (shownScenario(state.scenario) ? state.scenario.shown : 'after'));
  const split = useAppState((state) => state.scenario.split);
  const blinkBefore = useAppState((state) => state.scenario.blinkBefore);
  if (shown === 'after') return null;
  if (shown !== 'swipe') {
    const isBefore = shown === 'before' || blinkBefore;
    return (
      <div className="split-area">
        <span className="split-label is-blink">{t(isBefore ? 'scenario.before' : 'scenario.after')}</span>
      </div>
    );
  }
  const set = (next: number) => scenarioWork.dispatch({ type: 'split', split: next });
  const onKey = (event: React.KeyboardEvent) => {
    const step = event.shiftKey ? LONG_STEP : STEP;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: split - step,
      ArrowDown: split - step,
      ArrowRight: split + step,
      ArrowUp: split + step,
      PageDown: split - LONG_STEP,
      PageUp: split + LONG_STEP,
      Home: 0,
      End: 1,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(place);
  };
  const percent = Math.round(split * 100);
  return (
    <div className="split-area" ref={area}>
      <span className="split-label is-left" style={{ right: `calc(${100 - split * 100}% + 28px)` }}>
        {t('scenario.before')}
      </span>
      <span className="split-label is-right" style={{ left: `calc(${split * 100}% + 28px)` }}>
        {t('scenario.after')}
      </span>
      <div
        className="split-divider"
        role="slider"
        tabIndex={0}
        aria-label={t('scenario.divider')}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={t('scenario.dividerAt', { percent })}
        style={{ left: `${split * 100}%` }}
        onKeyDown={onKey}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          const box = area.current?.getBoundingClientRect();
          if (box && event.currentTarget.hasPointerCapture(event.pointerId)) {
            set((event.clientX - box.left) / box.width);
          }
        }}
      >
        <span className="split-grip" aria-hidden="true" />
      </div>
    </div>
  );
}
