/** Picture, chart dock and side panel with dividers that can be dragged or moved by keys; on a phone a sheet. */
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Group, type LayoutStorage, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { type AppState, drawingOf } from '../state/app-state.ts';
import { AlignmentDock } from '../tools/alignment/dock.tsx';
import { workTool } from '../tools/project/scene.ts';
import { SectionChartDock } from '../tools/section/chart-dock.tsx';
import { isLive } from '../tools/section/live.ts';
import { hasRay, SightDock } from '../tools/sight/dock.tsx';
import { WayDock } from '../tools/way/dock.tsx';
import { hasWayResult } from '../tools/way/state.ts';
import { CanvasArea } from './canvas-area.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { SheetHandle, type SheetSize } from './sheet-handle.tsx';
import { SidePanel } from './side-panel.tsx';
import { useAppState, useWorkspace } from './workspace-context.ts';

export const PHONE = '(max-width: 800px)';

/** Sizes are kept in the browser, where it keeps anything. */
const KEPT: LayoutStorage = {
  getItem: (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem: (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Not kept: the sizes are the usual ones next time.
    }
  },
};

const DOCKS = {
  section: <SectionChartDock />,
  way: <WayDock />,
  alignment: <AlignmentDock />,
  sight: <SightDock />,
} as const;

/** Which result stands under the picture. */
function dockOf(state: AppState): 'section' | 'alignment' | 'way' | 'sight' | null {
  const { section, alignment, way, story } = state;
  if (story.presenting) return null;
  const tool = workTool(state);
  if (tool === 'sight') return hasRay(state) ? 'sight' : null;
  if (tool === 'section' && way.mode !== 'section') return hasWayResult(way) ? 'way' : null;
  if (tool === 'section' && section.run.state === 'done') return 'section';
  if (isLive(state)) return 'section';
  return tool === 'alignment' && alignment.run.state === 'done' ? 'alignment' : null;
}

export function WorkArea() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
  // a presentation has the page to itself
  const panelOpen = useAppState((state) => state.panelOpen && !state.story.presenting);
  const isEstimate = useAppState(isLive);
  const dock = useAppState(dockOf);
  // A phone has room for the form or for the chart: a new result takes the form's place, an estimate waits for it to be closed.
  const arrived = isEstimate ? null : dock;
  useEffect(() => {
    if (isPhone && arrived !== null) store.set({ panelOpen: false });
  }, [isPhone, arrived, store]);
  const hasSide = panelOpen && !isPhone;
  const hasDock = dock !== null && !(isPhone && panelOpen);
  const across = useDefaultLayout({
    id: 'tengun-panels',
    panelIds: hasSide ? ['main', 'side'] : ['main'],
    storage: KEPT,
    onlySaveAfterUserInteractions: true,
  });
  const down = useDefaultLayout({
    id: 'tengun-dock',
    panelIds: hasDock ? ['picture', `dock-${dock}`] : ['picture'],
    storage: KEPT,
    onlySaveAfterUserInteractions: true,
  });
  return (
    <>
      <Group className="work-area" {...across}>
        <Panel id="main" minSize="30%">
          <main className="page-main">
            <Group orientation="vertical" {...down}>
              <Panel id="picture" minSize="20%">
                <CanvasArea />
              </Panel>
              {hasDock && (
                <>
                  <Separator className="divider is-row" aria-label={t('panel.dockSize')} />
                  <Panel
                    key={dock}
                    id={`dock-${dock}`}
                    defaultSize={dock === 'alignment' ? 380 : 350}
                    minSize={140}
                    maxSize="80%"
                    groupResizeBehavior="preserve-pixel-size"
                  >
                    <CrashGuard>{DOCKS[dock]}</CrashGuard>
                  </Panel>
                </>
              )}
            </Group>
          </main>
        </Panel>
        {hasSide && (
          <>
            <Separator className="divider" aria-label={t('panel.size')} />
            <Panel id="side" defaultSize={360} minSize={280} maxSize="60%" groupResizeBehavior="preserve-pixel-size">
              <SidePanel />
            </Panel>
          </>
        )}
      </Group>
      {panelOpen && isPhone && <PanelSheet />}
    </>
  );
}

function PanelSheet() {
  const [size, setSize] = useState<SheetSize>('half');
  const isDrawing = useAppState((state) => drawingOf(state)?.active ?? false);
  // Nothing can be drawn on a picture that is covered.
  useEffect(() => {
    if (isDrawing) setSize('low');
  }, [isDrawing]);
  return (
    <div className="panel-sheet" data-size={size}>
      <SheetHandle size={size} onChange={setSize} />
      <SidePanel />
    </div>
  );
}
