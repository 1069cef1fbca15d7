/** The first picture shows everything also when the page is laid out after it: a sheet that opens, a panel that comes. */
import type { AppStore } from '../state/app-state.ts';
import type { CameraPose } from '../state/camera-pose.ts';
import { startPose } from '../state/first-scene.ts';
import { watch } from '../state/store.ts';

const INPUTS = ['pointerdown', 'wheel', 'keydown'] as const;

/**
 * Frames everything again as often as the picture changes its shape, until somebody does something or the camera has gone
 * elsewhere. For pages whose address has no camera.
 */
export function keepFramed(store: AppStore, areas: readonly HTMLElement[]): void {
  let framed: CameraPose | null = null;
  const observer = new ResizeObserver(() => {
    const area = areas.find(({ clientHeight }) => clientHeight > 0);
    if (!area || !framed) return;
    framed = startPose(store.get(), area.clientWidth / area.clientHeight);
    if (framed) store.set({ pose: framed });
  });
  const unwatch = watch(
    store,
    ({ pose }) => pose,
    (pose) => {
      framed ??= pose;
      // also a scene with the very same camera, as a story's, means what it says
      if (pose !== framed) stop();
    },
  );
  const stop = () => {
    unwatch();
    observer.disconnect();
    for (const input of INPUTS) window.removeEventListener(input, stop, true);
  };
  for (const input of INPUTS) window.addEventListener(input, stop, { capture: true, passive: true });
  for (const area of areas) observer.observe(area);
}
