/** Asking the server about what is seen, once all that it needs is there. */
import type { TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { RunBar as UsualRunBar } from '../../ui/run-bar.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { Run } from '../run.ts';
import { sightDrawing, sightObstacle } from './state.ts';

export interface RunBarProps {
  readonly label: string;
  readonly icon: TablerIcon;
  readonly run: Run<unknown>;
  readonly onRun: () => void;
}

export function RunBar(props: RunBarProps) {
  const { t } = useTranslation();
  const { sightWork } = useWorkspace();
  const obstacle = useAppState((state) => sightObstacle(state.sight));
  const drawing = useAppState((state) => sightDrawing(state.sight).active);
  return (
    <UsualRunBar
      {...props}
      disabled={obstacle !== null}
      hint={obstacle !== null && !drawing ? t(`sight.${obstacle}`) : null}
      running={(percent) => t('sight.running', { percent })}
      stop={t('sight.cancel')}
      onStop={() => sightWork.stop()}
    />
  );
}
