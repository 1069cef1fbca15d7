/** The panel of light and view: the sun and its shadows, questions of visibility, viewpoints. */
import { SegmentedControl, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { SIGHT_TABS } from './state.ts';
import { SunTab } from './sun-tab.tsx';
import { ViewpointTab } from './viewpoint-tab.tsx';
import { VisibilityTab } from './visibility-tab.tsx';

export function SightPanel() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const tab = useAppState((state) => state.sight.tab);
  return (
    <Stack gap="md">
      <SegmentedControl
        fullWidth
        aria-label={t('sight.tabs')}
        value={tab}
        onChange={(value) => workspace.sight({ type: 'tab', tab: SIGHT_TABS.find((one) => one === value) ?? 'sun' })}
        data={SIGHT_TABS.map((value) => ({ value, label: t(`sight.tab.${value}`) }))}
      />
      {tab === 'sun' && <SunTab />}
      {tab === 'sight' && <VisibilityTab />}
      {tab === 'viewpoint' && <ViewpointTab />}
    </Stack>
  );
}
