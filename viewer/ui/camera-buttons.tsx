/** Buttons for the camera, alike in both views. */
import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconMinus,
  IconNavigation,
  IconPerspective,
  IconPlus,
  IconSquare,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CameraPose, normalizePose, zoomPose } from '../state/camera-pose.ts';
import { useAppState, useWorkspace } from './workspace-context.ts';

export function CameraButtons() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const headingDeg = useAppState((state) => Math.round(state.pose?.headingDeg ?? 0));
  const change = (move: (pose: CameraPose) => CameraPose) => {
    const { pose } = workspace.store.get();
    if (pose) workspace.store.set({ pose: normalizePose(move(pose)) });
  };
  const buttons = [
    { key: 'zoomIn', icon: <IconPlus size={18} />, run: () => change((pose) => zoomPose(pose, 0.7)) },
    { key: 'zoomOut', icon: <IconMinus size={18} />, run: () => change((pose) => zoomPose(pose, 1.4)) },
    {
      key: 'north',
      icon: <IconNavigation size={18} style={{ transform: `rotate(${-headingDeg}deg)` }} />,
      run: () => change((pose) => ({ ...pose, headingDeg: 0 })),
    },
    { key: 'top', icon: <IconSquare size={17} />, run: () => change((pose) => ({ ...pose, pitchDeg: -90 })) },
    { key: 'oblique', icon: <IconPerspective size={18} />, run: () => change((pose) => ({ ...pose, pitchDeg: -35 })) },
    { key: 'frame', icon: <IconArrowsMaximize size={17} />, run: () => void workspace.frameCollections([]) },
  ] as const;
  return (
    <fieldset className="camera-buttons">
      <legend className="visually-hidden">{t('nav.label')}</legend>
      {buttons.map(({ key, icon, run }) => (
        <Tooltip key={key} label={t(`nav.${key}`)} position="left">
          <ActionIcon variant="default" size={34} aria-label={t(`nav.${key}`)} onClick={run}>
            {icon}
          </ActionIcon>
        </Tooltip>
      ))}
    </fieldset>
  );
}
