/** Buttons for the camera, alike in both views. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsMaximize, IconCurrentLocation, IconMinus, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CameraPose, normalizePose, zoomPose } from '../state/camera-pose.ts';
import { Compass } from './navigation/compass.tsx';
import { ProjectionButton, ViewMenu } from './navigation/view-menu.tsx';
import type { ViewHost } from './view-host.ts';
import { useWorkspace } from './workspace-context.ts';

export function CameraButtons({ host }: { readonly host: ViewHost | null }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const change = (move: (pose: CameraPose) => CameraPose) => {
    const { pose } = workspace.store.get();
    if (pose) workspace.store.set({ pose: normalizePose(move(pose)) });
  };
  const button = (label: string, icon: React.ReactNode, run: () => void) => (
    <Tooltip key={label} label={label} position="left">
      <ActionIcon variant="default" size={34} aria-label={label} onClick={run}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <fieldset className="camera-buttons">
      <legend className="visually-hidden">{t('nav.label')}</legend>
      <Compass host={host} />
      <ActionIcon.Group orientation="vertical">
        {button(t('nav.zoomIn'), <IconPlus size={18} />, () => change((pose) => zoomPose(pose, 0.7)))}
        {button(t('nav.zoomOut'), <IconMinus size={18} />, () => change((pose) => zoomPose(pose, 1.4)))}
      </ActionIcon.Group>
      {button(t('nav.frame'), <IconArrowsMaximize size={17} />, () => void workspace.frameCollections([]))}
      <ViewMenu />
      <ProjectionButton />
      {button(t('goTo.title'), <IconCurrentLocation size={18} />, () => workspace.store.set({ dialog: 'goTo' }))}
    </fieldset>
  );
}
