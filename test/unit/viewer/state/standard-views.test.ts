/** Standard cameras and the axes of the picture. */
import { describe, expect, it } from 'vitest';
import type { CameraPose } from '../../../../viewer/state/camera-pose.ts';
import { axisAt, axisEnds, standardPose, VIEW_FROM } from '../../../../viewer/state/standard-views.ts';

const pose: CameraPose = { lon: 139, lat: 35, elevationM: 100, headingDeg: 33, pitchDeg: -40, rangeM: 500 };
const endsAt = (headingDeg: number, pitchDeg: number) =>
  Object.fromEntries(axisEnds(headingDeg, pitchDeg).map((end) => [end.axis, end]));

describe('standardPose', () => {
  it.each([
    ['top', 0, -90],
    ['front', 0, 0],
    ['right', 270, 0],
    ['back', 180, 0],
    ['left', 90, 0],
  ] as const)('%s looks along heading %d at pitch %d', (view, headingDeg, pitchDeg) => {
    expect(standardPose(pose, view, 0, 0)).toEqual({ ...pose, headingDeg, pitchDeg });
  });

  it('counts from the north of the picture', () => {
    expect(standardPose(pose, 'front', -0.4, 0).headingDeg).toBeCloseTo(359.6, 9);
    expect(standardPose(pose, 'top', 0.5, 0)).toMatchObject({ headingDeg: 0.5, pitchDeg: -90 });
  });

  it('keeps the heading of an oblique look', () => {
    expect(standardPose(pose, 'oblique', 0, 0)).toMatchObject({ headingDeg: 33, pitchDeg: -35 });
  });
});

describe('axisEnds', () => {
  it('has north at the top and up at the eye in a plan', () => {
    const { north, east, up } = endsAt(0, -90);
    expect([north?.x, north?.y]).toEqual([expect.closeTo(0, 9), expect.closeTo(-1, 9)]);
    expect([east?.x, east?.y]).toEqual([expect.closeTo(1, 9), expect.closeTo(0, 9)]);
    expect(up?.towards).toBeCloseTo(1, 9);
  });

  it('has up at the top and north away from the eye in a front view', () => {
    const { north, east, up } = endsAt(0, 0);
    expect(up?.y).toBeCloseTo(-1, 9);
    expect(north?.towards).toBeCloseTo(-1, 9);
    expect(east?.x).toBeCloseTo(1, 9);
  });

  it('turns with the camera: looking east, north lies at the left', () => {
    expect(endsAt(90, -30).north?.x).toBeCloseTo(-1, 9);
  });

  it('keeps its axes at right angles and the far ones first', () => {
    const ends = axisEnds(57, -23);
    const by = Object.fromEntries(ends.map((end) => [end.axis, [end.x, end.y, end.towards]]));
    const dot = (a: string, b: string) => (by[a] ?? []).reduce((sum, part, i) => sum + part * (by[b]?.[i] ?? 0), 0);
    expect(dot('north', 'east')).toBeCloseTo(0, 9);
    expect(dot('north', 'up')).toBeCloseTo(0, 9);
    expect(dot('east', 'east')).toBeCloseTo(1, 9);
    expect(ends.map(({ towards }) => towards)).toEqual(ends.map(({ towards }) => towards).sort((a, b) => a - b));
  });
});

describe('axisAt', () => {
  it('finds the end under the pointer, the nearer to the eye where two lie there', () => {
    expect(axisAt(axisEnds(0, -90), 0.95, 0.1, 0.3)).toBe('east');
    expect(axisAt(axisEnds(0, -90), 0, 0, 0.3)).toBe('up');
    expect(axisAt(axisEnds(0, 0), 0, 0, 0.3)).toBe('south');
    expect(axisAt(axisEnds(0, -90), 0.6, 0.6, 0.3)).toBeNull();
  });

  it('leads to the view from that end', () => {
    expect(VIEW_FROM).toMatchObject({ south: 'front', up: 'top', east: 'right' });
  });
});
