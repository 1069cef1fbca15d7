/** The coordinates under the resting pointer, for the status bar. */
import { useEffect } from 'react';
import type { ViewHost } from './view-host.ts';
import { useWorkspace } from './workspace-context.ts';

/** The pointer must rest this long: looking for a point costs time. */
const REST_MS = 120;

export function usePointerReadout(host: ViewHost | null): void {
  const { store } = useWorkspace();
  useEffect(() => {
    if (!host) return;
    const area = document.querySelector<HTMLElement>('[data-area="canvas"]');
    if (!area) return;
    let timer = 0;
    const read = (x: number, y: number) => {
      const view = host.current();
      if (!view || store.get().activity.loading) return;
      const box = view.canvas.getBoundingClientRect();
      const [left, top] = [x - box.left, y - box.top];
      const point = view.pickPoint(left, top);
      const { seeing } = store.get();
      store.set({ pointer: point ?? view.pick(left, top), seeing: { ...seeing, isOnCloud: point !== null } });
    };
    const onMove = (event: PointerEvent) => {
      window.clearTimeout(timer);
      if (event.buttons !== 0 || !(event.target instanceof HTMLCanvasElement)) return;
      const { clientX, clientY } = event;
      timer = window.setTimeout(() => read(clientX, clientY), REST_MS);
    };
    // What was read stays, so that it can be copied: the pointer must leave the picture for that.
    const onLeave = () => window.clearTimeout(timer);
    // A finger rests nowhere: it taps.
    const onClick = (event: PointerEvent | MouseEvent) => {
      const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
      if (isTouch && event.target instanceof HTMLCanvasElement) read(event.clientX, event.clientY);
    };
    area.addEventListener('pointermove', onMove);
    area.addEventListener('pointerleave', onLeave);
    area.addEventListener('click', onClick);
    return () => {
      window.clearTimeout(timer);
      area.removeEventListener('pointermove', onMove);
      area.removeEventListener('pointerleave', onLeave);
      area.removeEventListener('click', onClick);
    };
  }, [host, store]);
}
