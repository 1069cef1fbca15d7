/** Handles at the feet of moved trees and placed models: dragged over the ground, or moved by the arrow keys. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditOf } from '#core/contract/scenario.ts';
import type { ViewHost } from '../../ui/view-host.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { editName, scenarioWords } from './names.ts';
import { shownScenario } from './state.ts';

/** An arrow key moves so far, metres; with Shift ten times. */
const STEP_M = 0.5;

type Movable = EditOf<'move'> | EditOf<'place-model'>;

export function MoveHandles({ host }: { host: ViewHost }) {
  const scenario = useAppState((state) => (state.tool === 'scenario' ? shownScenario(state.scenario) : null));
  const isAfter = useAppState((state) => state.scenario.shown === 'after');
  const movable = (scenario?.edits ?? []).filter(
    (edit): edit is Movable => edit.on && (edit.kind === 'move' || edit.kind === 'place-model'),
  );
  return isAfter && movable.map((edit) => <Handle key={edit.id} edit={edit} host={host} />);
}

function Handle({ edit, host }: { edit: Movable; host: ViewHost }) {
  const { t } = useTranslation();
  const { scenarioWork, store } = useWorkspace();
  const handle = useRef<HTMLButtonElement>(null);
  const dragged = useRef<{ east: number; north: number; height: number } | null>(null);
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const [east, north] = edit.kind === 'move' ? edit.to : edit.at;
  const height = edit.kind === 'move' ? (edit.groundM ?? edit.object.bottomM) : edit.baseM;

  useEffect(() => {
    const draw = () => {
      const element = handle.current;
      const view = host.current();
      if (!element) return;
      const place = view?.project(dragged.current ?? { east: east! * unitM, north: north! * unitM, height });
      element.hidden = !place;
      if (place) element.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
    };
    const stop = host.onRender(draw);
    draw();
    return stop;
  }, [host, east, north, height, unitM]);

  const put = (to: { east: number; north: number }) => {
    const collection = edit.kind === 'move' ? edit.collection : '';
    scenarioWork.dispatch({ type: 'moving', moving: { collection, object: null, edit: edit.id } });
    void scenarioWork.place(to, scenarioWords(t, store.get().scenario.history.now.scenarios.length));
  };
  const follow = (event: React.PointerEvent) => {
    const view = host.current();
    const box = view?.canvas.getBoundingClientRect();
    if (!view || !box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    dragged.current = view.pickPlane(event.clientX - box.left, event.clientY - box.top, height);
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (handle.current) handle.current.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  };
  const release = (event: React.PointerEvent) => {
    const view = host.current();
    const box = view?.canvas.getBoundingClientRect();
    const wasDragged = dragged.current !== null;
    dragged.current = null;
    const place = wasDragged && view && box ? view.pick(event.clientX - box.left, event.clientY - box.top) : null;
    if (place) put(place);
  };
  const onKey = (event: React.KeyboardEvent) => {
    const step = event.shiftKey ? 10 * STEP_M : STEP_M;
    const ways: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    put({ east: east! * unitM + way[0], north: north! * unitM + way[1] });
  };
  const name = editName(t, edit);
  return (
    <button
      ref={handle}
      type="button"
      className="scenario-handle"
      aria-label={`${t('scenario.move')}: ${name}`}
      title={name}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={follow}
      onPointerUp={release}
      onKeyDown={onKey}
    />
  );
}
