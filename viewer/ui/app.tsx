/** The page: header, tool rail, views, panel. */
import { Loader, MantineProvider, Stack, Text } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { Workspace } from '../state/workspace.ts';
import { AlignmentDock } from '../tools/alignment/dock.tsx';
import { SectionChartDock } from '../tools/section/chart-dock.tsx';
import { CanvasArea } from './canvas-area.tsx';
import { EmptyState } from './empty-state.tsx';
import { FailureMessage } from './failure-message.tsx';
import { Header } from './header.tsx';
import { SidePanel } from './side-panel.tsx';
import { theme } from './theme.ts';
import { ToolRail } from './tool-rail.tsx';
import { useAppState, WorkspaceContext } from './workspace-context.ts';

export function App({ workspace }: { workspace: Workspace }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="light">
      <Notifications position="top-center" limit={3} />
      <WorkspaceContext value={workspace}>
        <Page />
      </WorkspaceContext>
    </MantineProvider>
  );
}

function Page() {
  const load = useAppState((state) => state.load);
  const panelOpen = useAppState((state) => state.panelOpen);
  return (
    <div className="page" data-panel={panelOpen && load.state === 'ready' ? 'open' : 'closed'}>
      <Header />
      {load.state === 'ready' ? (
        <>
          <ToolRail />
          <main className="page-main">
            <CanvasArea />
            <SectionChartDock />
            <AlignmentDock />
          </main>
          {panelOpen && <SidePanel />}
        </>
      ) : (
        <main className="page-message" data-area="canvas">
          <LoadMessage />
        </main>
      )}
    </div>
  );
}

function LoadMessage() {
  const { t } = useTranslation();
  const load = useAppState((state) => state.load);
  if (load.state === 'empty') return <EmptyState />;
  if (load.state === 'failed') {
    return <FailureMessage code={load.code} message={load.message} action />;
  }
  return (
    <Stack align="center" gap="sm">
      <Loader size="sm" />
      <Text c="dimmed">{t('status.loading')}</Text>
    </Stack>
  );
}
