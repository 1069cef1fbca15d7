/** The panel at the right (a sheet on a phone): what the rail chose. */
import { ActionIcon, Group, ScrollArea, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AlignmentPanel } from '../tools/alignment/panel.tsx';
import { MeasurePanel } from '../tools/measure/panel.tsx';
import { ProjectPanel } from '../tools/project/panel.tsx';
import { SectionPanel } from '../tools/section/panel.tsx';
import { VolumePanel } from '../tools/volume/panel.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { LayersPanel } from './layers-panel.tsx';
import { ToolHelp } from './tool-help.tsx';
import { useAppState, useWorkspace } from './workspace-context.ts';

const ScenarioPanel = lazy(async () => ({
  default: (await import('../tools/scenario/panel.tsx')).ScenarioPanel,
}));
const SightPanel = lazy(async () => ({ default: (await import('../tools/sight/panel.tsx')).SightPanel }));
const StoryPanel = lazy(async () => ({ default: (await import('../tools/story/panel.tsx')).StoryPanel }));
const WaterPanel = lazy(async () => ({ default: (await import('../tools/water/panel.tsx')).WaterPanel }));
const LedgerPanel = lazy(async () => ({ default: (await import('../tools/ledger/panel.tsx')).LedgerPanel }));
const UndergroundPanel = lazy(async () => ({
  default: (await import('../tools/underground/panel.tsx')).UndergroundPanel,
}));
const FilesPanel = lazy(async () => ({ default: (await import('../tools/files/panel.tsx')).FilesPanel }));

export function SidePanel() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const tool = useAppState((state) => state.tool);
  return (
    <aside className="side-panel" id="panel" tabIndex={-1} aria-label={t(`tool.${tool}`)}>
      <Group gap={4} className="side-panel-head" wrap="nowrap">
        <Title order={2} size="h5">
          {t(`tool.${tool}`)}
        </Title>
        <ToolHelp tool={tool} />
        <ActionIcon
          variant="subtle"
          color="gray"
          ml="auto"
          aria-label={t('panel.close')}
          onClick={() => workspace.store.set({ panelOpen: false })}
        >
          <IconX size={18} />
        </ActionIcon>
      </Group>
      <ScrollArea className="side-panel-body" type="auto" offsetScrollbars="y" scrollbarSize={8}>
        <CrashGuard key={tool}>
          {tool === 'layers' && <LayersPanel />}
          {tool === 'measure' && <MeasurePanel />}
          {tool === 'volume' && <VolumePanel />}
          {tool === 'section' && <SectionPanel />}
          {tool === 'alignment' && <AlignmentPanel />}
          {tool === 'water' && (
            <Suspense>
              <WaterPanel />
            </Suspense>
          )}
          {tool === 'underground' && (
            <Suspense>
              <UndergroundPanel />
            </Suspense>
          )}
          {tool === 'sight' && (
            <Suspense>
              <SightPanel />
            </Suspense>
          )}
          {tool === 'ledger' && (
            <Suspense>
              <LedgerPanel />
            </Suspense>
          )}
          {tool === 'files' && (
            <Suspense>
              <FilesPanel />
            </Suspense>
          )}
          {tool === 'project' && <ProjectPanel />}
          {tool === 'scenario' && (
            <Suspense>
              <ScenarioPanel />
            </Suspense>
          )}
          {tool === 'story' && (
            <Suspense>
              <StoryPanel />
            </Suspense>
          )}
        </CrashGuard>
      </ScrollArea>
    </aside>
  );
}
