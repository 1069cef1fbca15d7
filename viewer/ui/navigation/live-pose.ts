/** The camera while it moves: the store hears of it only when it rests. */
import { useEffect, useState } from 'react';
import type { CameraPose } from '../../state/camera-pose.ts';
import type { ViewHost } from '../view-host.ts';
import { useWorkspace } from '../workspace-context.ts';

export interface LiveView {
  readonly pose: CameraPose;
  readonly widthPx: number;
  readonly heightPx: number;
}

export function useLiveView(host: ViewHost | null): LiveView | null {
  const { store } = useWorkspace();
  const [live, setLive] = useState<LiveView | null>(null);
  useEffect(() => {
    if (!host) return;
    const read = () => {
      const view = host.current();
      const pose = view?.getPose() ?? store.get().pose;
      if (!view || !pose) return;
      const { clientWidth: widthPx, clientHeight: heightPx } = view.canvas;
      setLive((before) =>
        before?.widthPx === widthPx && before.heightPx === heightPx && equalPoses(before.pose, pose)
          ? before
          : { pose, widthPx, heightPx },
      );
    };
    const stop = host.onRender(read);
    read();
    return stop;
  }, [host, store]);
  return live;
}

function equalPoses(a: CameraPose, b: CameraPose): boolean {
  return (
    Math.abs(a.headingDeg - b.headingDeg) < 0.1 &&
    Math.abs(a.pitchDeg - b.pitchDeg) < 0.1 &&
    Math.abs(a.rangeM / b.rangeM - 1) < 1e-4
  );
}
