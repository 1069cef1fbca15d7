/** The page: header, tool rail, views, panel. */
import { Loader, MantineProvider, Stack, Text } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Workspace } from '../state/workspace.ts';
import { FileDropArea } from '../tools/files/drop-area.tsx';
import { schemeManager, useIsDark } from './colour-scheme.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { EmptyState } from './empty-state.tsx';
import { FailureMessage } from './failure-message.tsx';
import { Header } from './header.tsx';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { useShortcuts } from './keys/use-shortcuts.ts';
import { GoToDialog } from './navigation/go-to.tsx';
import { theme } from './theme.ts';
import { ToolRail } from './tool-rail.tsx';
import type { ViewHost } from './view-host.ts';
import { WorkArea } from './work-area.tsx';
import { useAppState, useWorkspace, ViewHostContext, WorkspaceContext } from './workspace-context.ts';

const Presentation = lazy(async () => ({
  default: (await import('../tools/story/presentation.tsx')).Presentation,
}));

export function App({ workspace, host }: { workspace: Workspace; host: ViewHost }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={schemeManager}>
      <Notifications position="top-center" limit={3} />
      <WorkspaceContext value={workspace}>
        <ViewHostContext value={host}>
          <CrashGuard>
            <Page />
          </CrashGuard>
        </ViewHostContext>
      </WorkspaceContext>
    </MantineProvider>
  );
}

function Page() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const load = useAppState((state) => state.load);
  const panelOpen = useAppState((state) => state.panelOpen);
  const presenting = useAppState((state) => state.story.presenting);
  const isDark = useIsDark();
  useEffect(() => workspace.store.set({ dark: isDark }), [workspace, isDark]);
  useShortcuts(workspace);
  return (
    <div
      className="page"
      data-panel={panelOpen && load.state === 'ready' ? 'open' : 'closed'}
      data-presenting={presenting ? '' : undefined}
    >
      {load.state === 'ready' && panelOpen && (
        <a className="page-skip" href="#panel">
          {t('panel.skip')}
        </a>
      )}
      <Header />
      {load.state === 'ready' ? (
        <>
          <ToolRail />
          <WorkArea />
          <GoToDialog />
        </>
      ) : (
        <main className="page-message" data-area="canvas">
          <LoadMessage />
        </main>
      )}
      <FileDropArea />
      <KeysDialog />
      {presenting && (
        <Suspense>
          <Presentation />
        </Suspense>
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
