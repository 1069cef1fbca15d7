/** Distance between a segment and an upright rectangle in the plane. */

/** [minX, minY, maxX, maxY] */
export type Rectangle = readonly [number, number, number, number];

/**
 * The shortest distance of a segment (or a point, when its ends are one) from a filled rectangle (or a point, or a
 * segment); 0 where they touch. Units of the input.
 */
export function segmentToRectangle(ax: number, ay: number, bx: number, by: number, rectangle: Rectangle): number {
  if (crosses(ax, ay, bx, by, rectangle)) return 0;
  const [minX, minY, maxX, maxY] = rectangle;
  // outside of each other: the nearest two places are an end and a side, or a corner and the segment
  return Math.min(
    pointToRectangle(ax, ay, rectangle),
    pointToRectangle(bx, by, rectangle),
    pointToSegment(minX, minY, ax, ay, bx, by),
    pointToSegment(maxX, minY, ax, ay, bx, by),
    pointToSegment(maxX, maxY, ax, ay, bx, by),
    pointToSegment(minX, maxY, ax, ay, bx, by),
  );
}

/** Whether a part of the segment lies in the rectangle, its border included: clipped side by side. */
function crosses(ax: number, ay: number, bx: number, by: number, [minX, minY, maxX, maxY]: Rectangle): boolean {
  let [enter, leave] = [0, 1];
  for (const [from, step, min, max] of [
    [ax, bx - ax, minX, maxX],
    [ay, by - ay, minY, maxY],
  ] as const) {
    if (step === 0) {
      if (from < min || from > max) return false;
      continue;
    }
    const [first, second] = [(min - from) / step, (max - from) / step];
    enter = Math.max(enter, Math.min(first, second));
    leave = Math.min(leave, Math.max(first, second));
  }
  return enter <= leave;
}

function pointToRectangle(x: number, y: number, [minX, minY, maxX, maxY]: Rectangle): number {
  return Math.hypot(Math.max(minX - x, 0, x - maxX), Math.max(minY - y, 0, y - maxY));
}

function pointToSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
