/** The result under the picture: tabs, the station that is looked at, charts and tables. */
import { ActionIcon, Group, SegmentedControl, Select } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconCurrentLocation } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionsResult } from '../../api/sections.ts';
import type { Workspace } from '../../state/workspace.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { WindowButton } from '../chart/chart-tools.tsx';
import { DockFrame } from '../chart/dock-frame.tsx';
import { CloseDock } from '../chart/dock-parts.tsx';
import { useChartDesk, type ViewProps } from './chart-desk.ts';
import { MassView } from './mass-view.tsx';
import { ProfileView } from './profile-view.tsx';
import { DOCK_TABS, type DockTab } from './state.ts';
import { StationView } from './station-view.tsx';
import { VolumesView } from './volumes-view.tsx';

/** One component a tab: another look at the result is a line here, in `DOCK_TABS` and in the locales. */
const VIEWS: Readonly<Record<DockTab, (props: ViewProps<SectionsResult>) => React.ReactNode>> = {
  section: StationView,
  profile: ProfileView,
  volumes: VolumesView,
  mass: MassView,
};

export function AlignmentDock() {
  const tool = useAppState((state) => state.tool);
  const run = useAppState((state) => state.alignment.run);
  return tool === 'alignment' && run.state === 'done' ? <Dock result={run.result} /> : null;
}

function Dock({ result }: { result: SectionsResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const tab = useAppState((state) => state.alignment.tab);
  const [large, setLarge] = useState(false);
  const desk = useChartDesk();
  useStationKeys(workspace);
  const View = VIEWS[tab];
  const tabs = DOCK_TABS.filter((name) => result.volumes !== null || (name !== 'volumes' && name !== 'mass'));
  return (
    <DockFrame label={t('alignment.dock')} large={large} onLarge={setLarge}>
      <Group justify="space-between" className="section-dock-head">
        <SegmentedControl
          size="xs"
          aria-label={t('alignment.dock')}
          value={tab}
          onChange={(value) =>
            workspace.alignment({ type: 'tab', tab: DOCK_TABS.find((name) => name === value) ?? 'section' })
          }
          data={tabs.map((value) => ({ value, label: t(`alignment.tabs.${value}`) }))}
        />
        <Group gap={6} wrap="nowrap">
          <Stepper result={result} />
          <WindowButton large={large} onLarge={setLarge} />
          {!large && (
            <CloseDock label={t('alignment.close')} onClose={() => workspace.alignment({ type: 'stopped' })} />
          )}
        </Group>
      </Group>
      <div className="section-dock-body">
        <View result={result} desk={desk} />
      </div>
    </DockFrame>
  );
}

function Stepper({ result }: { result: SectionsResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const index = useAppState((state) => state.alignment.station);
  const go = (to: number) => workspace.alignment({ type: 'station', index: to });
  return (
    <>
      <ActionIcon
        variant="default"
        aria-label={t('alignment.previous')}
        disabled={index === 0}
        onClick={() => go(index - 1)}
      >
        <IconChevronLeft size={17} />
      </ActionIcon>
      <Select
        size="xs"
        w={168}
        aria-label={t('alignment.station')}
        allowDeselect={false}
        data={result.stations.map(({ name }, place) => ({ value: String(place), label: name }))}
        value={String(index)}
        onChange={(value) => value !== null && go(Number(value))}
      />
      <ActionIcon
        variant="default"
        aria-label={t('alignment.next')}
        disabled={index === result.stations.length - 1}
        onClick={() => go(index + 1)}
      >
        <IconChevronRight size={17} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        aria-label={t('alignment.toStation')}
        title={t('alignment.toStation')}
        onClick={() => workspace.alignmentWork.goToStation()}
      >
        <IconCurrentLocation size={17} />
      </ActionIcon>
    </>
  );
}

/** Elements with arrow keys of their own. */
const OWN_KEYS = 'input, textarea, select, canvas, [contenteditable], [role="radio"], [role="option"], [role="slider"]';

/** Left and right step through the stations, unless the focus is where these keys mean something else. */
function useStationKeys(workspace: Workspace): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (event.target instanceof HTMLElement && event.target.closest(OWN_KEYS)) return;
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      workspace.alignment({ type: 'station', index: workspace.store.get().alignment.station + step });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [workspace]);
}
