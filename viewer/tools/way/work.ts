/** What is asked of the server along a line: its profile, and the wires over it. */
import { type AlignmentChecksResult, checkWires, cutProfile, type ProfileResult } from '../../api/way.ts';
import type { AppStore } from '../../state/app-state.ts';
import { titleIn } from '../../state/title.ts';
import { createRunFollower } from '../follow-run.ts';
import type { SurfaceChoice } from '../volume/surface-choice.ts';
import { profileRequest, type WayAction, wayObstacle, wiresRequest } from './state.ts';

export interface WayWork {
  /** @param labelOf names a surface in the papers */
  run(labelOf: (choice: SurfaceChoice) => string): Promise<void>;
  stop(): void;
  /** The request of the mode as it stands; null while something is missing. */
  request(labelOf: (choice: SurfaceChoice) => string): ReturnType<typeof profileRequest> | null;
  /** The same as text, for what was asked before. */
  asked(labelOf: (choice: SurfaceChoice) => string): string | null;
  /** Looks at a place from above; heights in metres. */
  lookAt(place: { readonly east: number; readonly north: number; readonly height: number }, rangeM: number): void;
}

export function createWayWork({
  store,
  way,
}: {
  readonly store: AppStore;
  readonly way: (action: WayAction) => void;
}): WayWork {
  const { follow, stop } = createRunFollower();
  const frameOf = (labelOf: (choice: SurfaceChoice) => string) => {
    const { frame, collections, language } = store.get();
    const titleOf = (id: string) => titleIn(language, collections.find((one) => one.id === id)?.title ?? id);
    return frame && { code: frame.code, unitM: frame.unitM, labelOf, titleOf };
  };
  const request = (labelOf: (choice: SurfaceChoice) => string) => {
    const frame = frameOf(labelOf);
    return frame && wayObstacle(store.get()) === null ? profileRequest(store.get(), frame) : null;
  };
  /** Labels follow the page's language: they ask for nothing else. */
  const asked = (labelOf: (choice: SurfaceChoice) => string) => {
    const frame = frameOf(labelOf);
    if (!frame || wayObstacle(store.get()) !== null) return null;
    if (store.get().way.mode === 'wires') return JSON.stringify(wiresRequest(store.get(), frame));
    const { labels: _, ...rest } = profileRequest(store.get(), frame);
    return JSON.stringify(rest);
  };

  return {
    stop,
    request,
    asked,
    async run(labelOf) {
      const frame = frameOf(labelOf);
      const of = asked(labelOf);
      if (!frame || of === null) return;
      if (store.get().way.mode === 'wires') {
        const inputs = wiresRequest(store.get(), frame);
        await follow<AlignmentChecksResult>(
          (run) => way({ type: 'wires', run, of }),
          (options) => checkWires(inputs, options),
        );
      } else {
        const inputs = profileRequest(store.get(), frame);
        await follow<ProfileResult>(
          (run) => way({ type: 'profile', run, of }),
          (options) => cutProfile(inputs, options),
        );
      }
    },
    lookAt({ east, north, height }, rangeM) {
      const { frame, pose } = store.get();
      if (!frame || !pose) return;
      const [lon, lat] = frame.toLonLat(east, north);
      store.set({ pose: { ...pose, lon, lat, elevationM: height, rangeM } });
    },
  };
}
