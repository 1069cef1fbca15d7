/** The two views and what lies over them: drawings, legend, camera buttons, status. */
import { notifications } from '@mantine/notifications';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { panPose, turnPose, zoomPose } from '../state/camera-pose.ts';
import type { Workspace } from '../state/workspace.ts';
import { DrawingOverlay } from '../tools/drawing/overlay.tsx';
import { LedgerLegendCard } from '../tools/ledger/legend.tsx';
import { LiveEstimates } from '../tools/live-estimates.tsx';
import { ProjectLayer } from '../tools/project/project-layer.tsx';
import { ScenarioLayer } from '../tools/scenario/layer.tsx';
import { SightFrame } from '../tools/sight/picture-frame.tsx';
import { WaterBar } from '../tools/water/water-bar.tsx';
import { CameraButtons } from './camera-buttons.tsx';
import { CanvasMessages } from './canvas-messages.tsx';
import { SplitDivider } from './epochs/split-divider.tsx';
import { TimeBar } from './epochs/time-bar.tsx';
import { Legend } from './legend.tsx';
import { ScaleBar } from './navigation/scale-bar.tsx';
import { usePointerReadout } from './pointer-readout.ts';
import { StatusBar } from './status-bar.tsx';
import { useAppState, useViewHost, useWorkspace } from './workspace-context.ts';

export function CanvasArea() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const host = useViewHost();
  const stage = useRef<HTMLDivElement>(null);
  const webglMissing = useAppState((state) => state.webglMissing);
  // an eye on the ground stands still: it is turned in its own panel
  const looking = useAppState((state) => state.sight.looking && state.view === 'globe');
  usePointerReadout(host);

  // the views are older than this component: the first picture does not wait for it
  useLayoutEffect(() => stage.current?.replaceChildren(...Object.values(host.containers)), [host]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => moveByKey(event, workspace);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [workspace]);
  useEffect(() => {
    host.setLabels((view) => t(view === 'globe' ? 'nav.canvasGlobe' : 'nav.canvasSite'));
    return host.onMiss(() => notifications.show({ id: 'no-hit', message: t('draw.noHit'), color: 'yellow' }));
  }, [host, t]);

  return (
    <div className="canvas-area" data-area="canvas">
      <div ref={stage} className="canvas-stage" />
      <DrawingOverlay host={host} />
      <ScenarioLayer host={host} />
      <ProjectLayer host={host} />
      <LiveEstimates host={host} />
      {!webglMissing && (
        <>
          <SightFrame />
          <SplitDivider />
          <TimeBar />
          <Legend />
          <LedgerLegendCard />
          <WaterBar />
          {!looking && (
            <>
              <ScaleBar host={host} />
              <CameraButtons host={host} />
            </>
          )}
          <StatusBar />
        </>
      )}
      <CanvasMessages host={host} />
    </div>
  );
}

/** Arrow keys move, with Shift they turn; plus and minus zoom. Only while a canvas has the focus. */
function moveByKey(event: KeyboardEvent, workspace: Workspace): void {
  const { pose } = workspace.store.get();
  if (!(event.target instanceof HTMLCanvasElement) || !pose || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = 0.08;
  const moves: Readonly<Record<string, () => typeof pose>> = {
    ArrowLeft: () => (event.shiftKey ? turnPose(pose, -10, 0) : panPose(pose, -step, 0)),
    ArrowRight: () => (event.shiftKey ? turnPose(pose, 10, 0) : panPose(pose, step, 0)),
    ArrowUp: () => (event.shiftKey ? turnPose(pose, 0, -5) : panPose(pose, 0, step)),
    ArrowDown: () => (event.shiftKey ? turnPose(pose, 0, 5) : panPose(pose, 0, -step)),
    '+': () => zoomPose(pose, 0.8),
    ';': () => zoomPose(pose, 0.8),
    '-': () => zoomPose(pose, 1.25),
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  workspace.store.set({ pose: move() });
}
