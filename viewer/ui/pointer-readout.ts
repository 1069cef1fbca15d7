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
      store.set({ pointer: view.pick(x - box.left, y - box.top) });
    };
    const onMove = (event: PointerEvent) => {
      window.clearTimeout(timer);
      if (event.buttons !== 0 || !(event.target instanceof HTMLCanvasElement)) return;
      const { clientX, clientY } = event;
      timer = window.setTimeout(() => read(clientX, clientY), REST_MS);
    };
    const onLeave = () => {
      window.clearTimeout(timer);
      store.set({ pointer: null });
    };
    area.addEventListener('pointermove', onMove);
    area.addEventListener('pointerleave', onLeave);
    return () => {
      window.clearTimeout(timer);
      area.removeEventListener('pointermove', onMove);
      area.removeEventListener('pointerleave', onLeave);
    };
  }, [host, store]);
}
