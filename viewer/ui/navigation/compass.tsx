/** The axes of the picture: shows how the camera is turned; a click looks from an axis's end, else turns north up. */
import { Tooltip, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { gridConvergenceDeg } from '../../state/site-frame.ts';
import { type Axis, axisAt, axisEnds, VIEW_FROM } from '../../state/standard-views.ts';
import type { ViewHost } from '../view-host.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';
import { useLiveView } from './live-pose.ts';

const RADIUS_PX = 25;
/** The vertical is short: it must not hide north, behind it in most pictures. */
const LENGTHS = { north: 1, east: 1, south: 0.8, west: 0.8, up: 0.5 } as const;
const LABELS: Partial<Record<Axis, string>> = { north: 'N', east: 'E' };
/** An axis is hit within this part of its length. */
const REACH = 0.4;

export function Compass({ host }: { readonly host: ViewHost | null }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const frame = useAppState((state) => (state.view === 'site' ? state.frame : null));
  const live = useLiveView(host);
  if (!live) return null;
  const { pose } = live;
  const turnDeg = frame ? gridConvergenceDeg(frame, pose.lon, pose.lat) : 0;
  const ends = axisEnds(pose.headingDeg + turnDeg, pose.pitchDeg).map((end) => ({
    ...end,
    x: end.x * LENGTHS[end.axis],
    y: end.y * LENGTHS[end.axis],
  }));
  const onClick = (event: React.MouseEvent<HTMLButtonElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left - box.width / 2) / RADIUS_PX;
    const y = (event.clientY - box.top - box.height / 2) / RADIUS_PX;
    // The keyboard clicks nowhere.
    const axis = event.detail === 0 ? null : axisAt(ends, x, y, REACH);
    // North is what one wants of a compass; the other ends are views.
    workspace.look(axis === null || axis === 'north' ? 'north' : VIEW_FROM[axis]);
  };
  return (
    <Tooltip label={t('navigation.compass')} position="left" multiline w={200}>
      <div className="compass">
        <svg viewBox="-36 -36 72 72" aria-hidden="true">
          {ends.map(({ axis, x, y, towards }) => (
            <g key={axis} className={`axis is-${axis}`} opacity={towards < -0.35 ? 0.55 : 1}>
              <line x1={0} y1={0} x2={x * RADIUS_PX} y2={y * RADIUS_PX} />
              <circle cx={x * RADIUS_PX} cy={y * RADIUS_PX} r={LABELS[axis] ? 8.5 : 4} />
              {LABELS[axis] && (
                <text x={x * RADIUS_PX} y={y * RADIUS_PX + 4}>
                  {LABELS[axis]}
                </text>
              )}
            </g>
          ))}
        </svg>
        <UnstyledButton className="compass-button" aria-label={t('nav.north')} onClick={onClick} />
      </div>
    </Tooltip>
  );
}
