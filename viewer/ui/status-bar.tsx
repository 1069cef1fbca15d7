/** The line under the picture: points drawn, coordinates under the pointer, attribution. */
import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { visibleCollections } from '../state/app-state.ts';
import { isOwnBasemap } from '../state/appearance.ts';
import { outsideCredits } from '../tools/outside/state.ts';
import { CoordinateReadout } from './coordinate-readout.tsx';
import { formatNumber } from './format.ts';
import { useAppState, useWorkspace } from './workspace-context.ts';

export function StatusBar() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const activity = useAppState((state) => state.activity);
  const view = useAppState((state) => state.view);
  const basemap = useAppState((state) => state.appearance.basemap);
  useAppState((state) => state.hidden);
  const outside = useAppState((state) => state.outside);
  const credits = new Set(visibleCollections(store.get()).flatMap(({ attribution }) => attribution ?? []));
  return (
    <div className="status-bar">
      <span className="status-points" role="status">
        {activity.loading && (
          <>
            <Loader size={12} color="gray.5" aria-hidden />
            <span className="visually-hidden">{t('status.loading')}</span>
          </>
        )}
        {t('status.points', { value: formatNumber(activity.pointCount) })}
      </span>
      <CoordinateReadout />
      <span className="status-credits">
        {[...credits, ...outsideCredits(outside)].join(' · ')}
        {view === 'globe' && basemap !== 'none' && !isOwnBasemap(basemap) && (
          <a href="https://maps.gsi.go.jp/development/ichiran.html" target="_blank" rel="noreferrer">
            {t('appearance.basemapCredit')}
          </a>
        )}
      </span>
    </div>
  );
}
