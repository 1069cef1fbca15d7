/** What projects have over the picture: pins, the click that places a note, the card of what a link opened. Offers pictures, too. */
import { useEffect, useRef } from 'react';
import type { ViewHost } from '../../ui/view-host.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { offerPictures } from '../picture/source.ts';
import { OpenedCard } from './opened-card.tsx';
import { pinElements, pinsOf } from './pins.ts';

/** A press that moved farther than this was a drag of the camera, CSS pixels. */
const CLICK_TOLERANCE_PX = 5;

export function ProjectLayer({ host }: { host: ViewHost }) {
  const workspace = useWorkspace();
  const { store, projects } = workspace;
  const svg = useRef<SVGSVGElement>(null);
  const picking = useAppState((state) => state.project.picking);
  const view = useAppState((state) => state.view);

  useEffect(() => {
    const draw = () => {
      const shown = host.current();
      if (svg.current) svg.current.replaceChildren(...(shown ? pinsOf(shown, store.get()).flatMap(pinElements) : []));
    };
    const area = svg.current?.parentElement;
    const stops = [
      host.onRender(draw),
      store.subscribe(draw),
      offerPictures(workspace, {
        view: () => host.current(),
        lift: () => host.liftShapes(),
        overlays: () => [...(area?.querySelectorAll<SVGSVGElement>('svg.drawing-overlay') ?? [])],
      }),
    ];
    draw();
    return () => {
      for (const stop of stops) stop();
    };
  }, [host, store, workspace]);

  // `view` is another canvas
  useEffect(() => {
    const canvas = picking && view ? host.current()?.canvas : null;
    if (!canvas) return;
    const area = svg.current?.parentElement;
    area?.toggleAttribute('data-picking', true);
    const listening = new AbortController();
    const { signal } = listening;
    let pressed: readonly [number, number] | null = null;
    canvas.addEventListener('pointerdown', ({ clientX, clientY }) => (pressed = [clientX, clientY]), { signal });
    canvas.addEventListener(
      'click',
      ({ clientX, clientY }) => {
        if (!pressed || Math.hypot(clientX - pressed[0], clientY - pressed[1]) > CLICK_TOLERANCE_PX) return;
        const box = canvas.getBoundingClientRect();
        const position = host.current()?.pick(clientX - box.left, clientY - box.top);
        if (position) projects.dispatch({ type: 'write', part: { position } });
      },
      { signal },
    );
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && projects.dispatch({ type: 'pick', on: false });
    window.addEventListener('keydown', onKey, { signal });
    return () => {
      listening.abort();
      area?.toggleAttribute('data-picking', false);
    };
  }, [host, picking, view, projects]);

  return (
    <>
      <svg ref={svg} className="drawing-overlay" aria-hidden="true" />
      <OpenedCard />
    </>
  );
}
