/**
 * What scenarios have over the picture: the mark that it is simulated, the names of unmeasured ground, the divider between before and
 * after, handles of moved objects. The mark and the names are SVG: they stand in every saved picture, too.
 */
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { ViewHost } from '../../ui/view-host.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { ScenarioDivider } from './divider.tsx';
import { standingEdits } from './in-view.ts';
import { MoveHandles } from './move-handles.tsx';
import { scenarioWords } from './names.ts';
import { groundLabels } from './places.ts';
import { isSimulated } from './state.ts';

/** A press that moved farther than this was a drag of the camera, CSS pixels. */
const CLICK_TOLERANCE_PX = 5;
/** An alternation as slow as this troubles nobody (WCAG 2.3.1). */
const BLINK_MS = 1200;
const MAX_LABELS = 30;
/** The compass stands in the upper right corner. */
const COMPASS_PX = 84;
/** With less room than this the mark is written smaller. */
const NARROW_PX = 240;

export function ScenarioLayer({ host }: { host: ViewHost }) {
  const { t } = useTranslation();
  const { store, scenarioWork } = useWorkspace();
  const svg = useRef<SVGSVGElement>(null);
  const shown = useAppState((state) => state.scenario.shown);
  const isGlobe = useAppState((state) => state.view === 'globe');
  const moving = useAppState((state) => state.scenario.moving);
  const scenarios = useAppState((state) => state.scenario.history.now.scenarios.length);

  useEffect(() => {
    const words = { mark: t('scenario.mark'), unmeasured: t('scenario.unmeasured') };
    const draw = () => {
      const view = host.current();
      const state = store.get();
      const isDrawn = view !== null && state.view === 'globe' && isSimulated(state.scenario);
      svg.current?.replaceChildren(...(isDrawn ? markElements(view, state, words) : []));
    };
    let waiting = 0;
    // the time bar, too, follows the store: first it, then what stands under it
    const drawAfter = () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(draw);
    };
    const stops = [host.onRender(draw), store.subscribe(drawAfter)];
    drawAfter();
    return () => {
      cancelAnimationFrame(waiting);
      for (const stop of stops) stop();
    };
  }, [host, store, t]);

  useEffect(() => {
    if (shown !== 'blink') return;
    const timer = window.setInterval(() => scenarioWork.dispatch({ type: 'turn' }), BLINK_MS);
    return () => window.clearInterval(timer);
  }, [shown, scenarioWork]);

  useEffect(() => {
    const canvas = moving && isGlobe ? host.current()?.canvas : null;
    if (!canvas) return;
    const listening = new AbortController();
    const { signal } = listening;
    let pressed: readonly [number, number] | null = null;
    canvas.addEventListener('pointerdown', ({ clientX, clientY }) => (pressed = [clientX, clientY]), { signal });
    canvas.addEventListener(
      'click',
      ({ clientX, clientY }) => {
        if (!pressed || Math.hypot(clientX - pressed[0], clientY - pressed[1]) > CLICK_TOLERANCE_PX) return;
        const box = canvas.getBoundingClientRect();
        const place = host.current()?.pick(clientX - box.left, clientY - box.top);
        if (place) void scenarioWork.place(place, scenarioWords(t, scenarios));
      },
      { signal },
    );
    const onKey = ({ key }: KeyboardEvent) =>
      key === 'Escape' && scenarioWork.dispatch({ type: 'moving', moving: null });
    window.addEventListener('keydown', onKey, { signal });
    return () => listening.abort();
  }, [host, moving, isGlobe, scenarioWork, scenarios, t]);

  return (
    <>
      <svg ref={svg} className="drawing-overlay scenario-overlay" aria-hidden="true" />
      {isGlobe && <ScenarioDivider />}
      {isGlobe && <MoveHandles host={host} />}
      {isGlobe && moving && (
        <div className="scenario-hint" role="status">
          {t('scenario.moving')}{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => scenarioWork.dispatch({ type: 'moving', moving: null })}
          >
            {t('scenario.cancel')}
          </Button>
        </div>
      )}
    </>
  );
}

interface Words {
  readonly mark: string;
  readonly unmeasured: string;
}

/** The mark on the simulated side, and the names of unmeasured ground, without any that would lie over another. */
function markElements(view: MapView, state: AppState, { mark, unmeasured }: Words): SVGElement[] {
  const { scenario, frame } = state;
  const { clientWidth } = view.canvas;
  const from = scenario.shown === 'swipe' ? scenario.split * clientWidth : 0;
  const isNarrow = clientWidth - COMPASS_PX - from < NARROW_PX;
  const middle = (from + clientWidth - COMPASS_PX) / 2;
  const top = overBarPx(view.canvas) + (isNarrow ? 22 : 34);
  const elements = [textElement(mark, middle, top, `scenario-mark${isNarrow ? ' is-narrow' : ''}`)];
  const taken: { x: number; y: number }[] = [];
  for (const label of groundLabels(standingEdits(state), frame?.unitM ?? 1)) {
    if (taken.length >= MAX_LABELS) break;
    const place = view.project(label);
    if (!place || place.x < from) continue;
    if (taken.some(({ x, y }) => Math.abs(x - place.x) < 84 && Math.abs(y - place.y) < 20)) continue;
    taken.push(place);
    elements.push(textElement(unmeasured, place.x, place.y, 'scenario-ground'));
  }
  return elements;
}

/** How far down the time bar stands on the picture: the mark is never under it. */
function overBarPx(canvas: HTMLCanvasElement): number {
  const bar = document.querySelector('.time-bar')?.getBoundingClientRect();
  return bar && bar.height > 0 ? Math.max(0, bar.bottom - canvas.getBoundingClientRect().top) : 0;
}

function textElement(text: string, x: number, y: number, name: string): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  element.textContent = text;
  element.setAttribute('x', x.toFixed(1));
  element.setAttribute('y', y.toFixed(1));
  element.setAttribute('class', name);
  return element;
}
