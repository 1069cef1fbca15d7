/** The rail at the left: which panel is open. */
import { UnstyledButton } from '@mantine/core';
import {
  IconChartHistogram,
  IconCube3dSphere,
  IconDeviceFloppy,
  IconDropletHalf2,
  IconFolderOpen,
  IconHomeEdit,
  IconPipeline,
  IconPresentation,
  IconRoad,
  IconRulerMeasure,
  IconStack2,
  IconSunHigh,
  IconTable,
  type TablerIcon,
} from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tool } from '../state/url-state.ts';
import { useAppState, useWorkspace } from './workspace-context.ts';

/** Groups of tools; a divider stands between them: data and measuring, the digital twin, files and projects. */
const GROUPS: readonly (readonly (readonly [Tool, TablerIcon])[])[] = [
  [
    ['layers', IconStack2],
    ['measure', IconRulerMeasure],
    ['volume', IconCube3dSphere],
    ['section', IconChartHistogram],
    ['alignment', IconRoad],
  ],
  [
    ['scenario', IconHomeEdit],
    ['water', IconDropletHalf2],
    ['underground', IconPipeline],
    ['sight', IconSunHigh],
    ['ledger', IconTable],
  ],
  [
    ['files', IconFolderOpen],
    ['project', IconDeviceFloppy],
    ['story', IconPresentation],
  ],
];

export function ToolRail() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const tool = useAppState((state) => state.tool);
  const panelOpen = useAppState((state) => state.panelOpen);
  const rail = useRef<HTMLElement>(null);
  // a link may open a tool that a phone's rail does not show
  useEffect(() => {
    const whole = rail.current?.getBoundingClientRect();
    const button = rail.current?.querySelector(`[data-tool="${tool}"]`)?.getBoundingClientRect();
    if (!whole || !button) return;
    const left = button.left + button.width / 2 - whole.left - whole.width / 2;
    const top = button.top + button.height / 2 - whole.top - whole.height / 2;
    // not `scrollIntoView`: Tab would begin there, behind the header
    rail.current?.scrollBy({ left, top });
  }, [tool]);
  const choose = (next: Tool) => {
    if (next === tool && panelOpen) workspace.store.set({ panelOpen: false });
    else workspace.setTool(next);
  };
  return (
    <nav ref={rail} className="tool-rail" aria-label={t('tool.label')}>
      {GROUPS.flatMap((group) =>
        group.map(([name, Icon], index) => (
          <UnstyledButton
            key={name}
            data-tool={name}
            data-begins-group={index === 0 && group !== GROUPS[0] ? true : undefined}
            className="tool-button"
            aria-label={t(`tool.${name}`)}
            aria-pressed={name === tool && panelOpen}
            onClick={() => choose(name)}
          >
            <Icon size={22} stroke={1.6} />
            <span className="tool-button-label">{t(`tool.${name}`)}</span>
          </UnstyledButton>
        )),
      )}
    </nav>
  );
}
