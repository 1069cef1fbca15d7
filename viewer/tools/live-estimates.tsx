/** Keeps the estimates from the screen in step with the picture; draws nothing itself. */
import { useEffect } from 'react';
import type { ViewHost } from '../ui/view-host.ts';
import { useWorkspace } from '../ui/workspace-context.ts';
import { startLiveStrip } from './section/live.ts';
import { startLiveVolume } from './volume/live.ts';

export function LiveEstimates({ host }: { host: ViewHost }) {
  const workspace = useWorkspace();
  useEffect(() => {
    const stops = [startLiveStrip(workspace, host), startLiveVolume(workspace, host)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [workspace, host]);
  return null;
}
