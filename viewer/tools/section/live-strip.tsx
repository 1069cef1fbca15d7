/** Keeps the strip of the section in step with the picture; draws nothing itself. */
import { useEffect } from 'react';
import type { ViewHost } from '../../ui/view-host.ts';
import { useWorkspace } from '../../ui/workspace-context.ts';
import { startLiveStrip } from './live.ts';

export function LiveStrip({ host }: { host: ViewHost }) {
  const workspace = useWorkspace();
  useEffect(() => startLiveStrip(workspace, host), [workspace, host]);
  return null;
}
