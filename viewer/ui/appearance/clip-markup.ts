/** Outlines of what is cut out of the picture, as SVG; numbers only. Seen while the panel of data is open. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { ClipBox } from '../../state/seeing/clip.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { pathOf } from '../../tools/drawing/markup.ts';

export function clipMarkup(view: MapView, { appearance, pose, view: name, panelOpen }: AppState): string {
  if (name !== 'site' || !panelOpen) return '';
  const { box, polygon, slab } = appearance.clip;
  const height = pose?.elevationM ?? 0;
  const flat = (points: readonly (readonly [number, number])[]) =>
    points.map(([east, north]): SitePosition => ({ east, north, height }));
  const lines = [
    ...(box ? boxEdges(box) : []),
    ...(polygon ? [flat([...polygon.vertices, ...polygon.vertices.slice(0, 1)])] : []),
    ...(slab ? [flat(slab.line)] : []),
  ];
  return lines.map((line) => `<path class="clip-line" d="${pathOf(view, line).d}"/>`).join('');
}

/** Floor, ceiling and the four upright edges. */
function boxEdges({ centre, size, headingDeg }: ClipBox): SitePosition[][] {
  const turn = (headingDeg * Math.PI) / 180;
  const corner = (across: number, along: number, up: number): SitePosition => {
    const [x, y] = [(across * size[0]) / 2, (along * size[1]) / 2];
    return {
      east: centre[0] + x * Math.cos(turn) + y * Math.sin(turn),
      north: centre[1] - x * Math.sin(turn) + y * Math.cos(turn),
      height: centre[2] + (up * size[2]) / 2,
    };
  };
  const around = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const;
  const ring = (up: number) => around.map(([across, along]) => corner(across, along, up));
  const posts = around.slice(0, 4).map(([across, along]) => [corner(across, along, -1), corner(across, along, 1)]);
  return [ring(-1), ring(1), ...posts];
}
