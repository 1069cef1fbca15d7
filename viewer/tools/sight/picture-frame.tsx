/** Over the picture: the frame of the lens while a viewpoint is looked from, and what is simulated. */
import { Button } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { isSimulated } from '../scenario/state.ts';

export function SightFrame() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const isGlobe = useAppState((state) => state.view === 'globe');
  const viewpoint = useAppState((state) => (state.sight.looking ? state.sight.viewpoint : null));
  const sunOn = useAppState((state) => state.sight.sunOn);
  // the scenario's mark says it already
  const isMarked = useAppState((state) => isSimulated(state.scenario));
  if (!isGlobe || (!viewpoint && !sunOn)) return null;
  return (
    <>
      {viewpoint && (
        <div className="lens-room">
          <div className="lens-frame">
            <span>{t('sight.frame', { lens: viewpoint.lensMm })}</span>
          </div>
        </div>
      )}
      <div className="sight-marks">
        {sunOn && !isMarked && <span className="simulated-mark">{t('sight.simulated')}</span>}
        {viewpoint && (
          <Button
            size="xs"
            variant="white"
            leftSection={<IconWorld size={16} />}
            onClick={() => workspace.sight({ type: 'look', looking: false })}
          >
            {t('sight.leave')}
          </Button>
        )}
      </div>
    </>
  );
}
