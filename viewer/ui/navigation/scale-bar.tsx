/** The scale of the picture, at what the camera looks at. */
import { useTranslation } from 'react-i18next';
import { metresPerPixel, scaleBar, scaleText } from '../../state/scale-bar.ts';
import type { ViewHost } from '../view-host.ts';
import { useAppState } from '../workspace-context.ts';
import { useLiveView } from './live-pose.ts';

const MOST_PX = 120;

export function ScaleBar({ host }: { readonly host: ViewHost | null }) {
  const { t } = useTranslation();
  const live = useLiveView(host);
  const isExact = useAppState((state) => state.view === 'site' && state.projection === 'orthographic');
  const bar = live && scaleBar(metresPerPixel(live.pose.rangeM, live.heightPx), MOST_PX);
  if (!bar) return null;
  const length = scaleText(bar.lengthM);
  const note = t(isExact ? 'navigation.scaleExact' : 'navigation.scaleMiddle');
  return (
    <div className="scale-bar" role="img" aria-label={`${t('navigation.scale', { length })} ${note}`} title={note}>
      <span>{isExact ? length : `≈ ${length}`}</span>
      <i style={{ width: bar.widthPx }} />
    </div>
  );
}
