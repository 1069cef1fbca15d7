/** Puts labels beside their places so that none covers another: the nearest free spot, with a leader line when it is far. Pixels; pure. */

export interface LabelRequest {
  readonly id: string;
  /** What it belongs to. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Higher ones choose first. */
  readonly rank: number;
}

export interface PlacedLabel {
  readonly id: string;
  /** Top left corner. */
  readonly x: number;
  readonly y: number;
  /** Where the leader line ends at the label; null: it stands beside its place. */
  readonly leader: { readonly x: number; readonly y: number } | null;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP_PX = 10;
/** Rings of spots around a place, further and further out. */
const RINGS = 7;
/** Free room around a label. */
const ROOM_PX = 2;

/**
 * @param view size of the picture; labels stay inside
 * @param avoid places that stay visible, such as vertices
 * @returns those that found a spot; the others are left out
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  view: { readonly width: number; readonly height: number },
  avoid: readonly Box[] = [],
): PlacedLabel[] {
  const taken: Box[] = [...avoid];
  const placed: PlacedLabel[] = [];
  const order = requests.map((request, index) => ({ request, index }));
  order.sort((a, b) => b.request.rank - a.request.rank || a.index - b.index);
  for (const { request } of order) {
    if (request.x < 0 || request.y < 0 || request.x > view.width || request.y > view.height) continue;
    const spot = spotsOf(request).find(({ box }) => isInside(box, view) && !taken.some((other) => overlap(box, other)));
    if (!spot) continue;
    taken.push(spot.box);
    const { x, y } = spot.box;
    placed.push({ id: request.id, x, y, leader: spot.isFar ? nearestOn(spot.box, request) : null });
  }
  return placed;
}

function spotsOf({ x, y, width, height }: LabelRequest): { box: Box; isFar: boolean }[] {
  const spots: { box: Box; isFar: boolean }[] = [];
  for (let ring = 0; ring < RINGS; ring++) {
    const away = GAP_PX + ring * (height + ROOM_PX);
    const [right, left, middle] = [x + away, x - away - width, x - width / 2];
    const [above, below, level] = [y - away - height, y + away, y - height / 2];
    const corners: [number, number][] = [
      [right, level],
      [left, level],
      [middle, above],
      [middle, below],
      [right, above],
      [right, below],
      [left, above],
      [left, below],
    ];
    for (const [cornerX, cornerY] of corners) {
      spots.push({ box: { x: cornerX, y: cornerY, width, height }, isFar: ring > 0 });
    }
  }
  return spots;
}

const isInside = ({ x, y, width, height }: Box, view: { readonly width: number; readonly height: number }) =>
  x >= 0 && y >= 0 && x + width <= view.width && y + height <= view.height;

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + ROOM_PX &&
    b.x < a.x + a.width + ROOM_PX &&
    a.y < b.y + b.height + ROOM_PX &&
    b.y < a.y + a.height + ROOM_PX
  );
}

function nearestOn({ x, y, width, height }: Box, to: { readonly x: number; readonly y: number }) {
  return { x: Math.min(x + width, Math.max(x, to.x)), y: Math.min(y + height, Math.max(y, to.y)) };
}
