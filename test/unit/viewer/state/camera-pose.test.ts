import { describe, expect, it } from 'vitest';
import {
  type CameraPose,
  formatPose,
  normalizePose,
  panPose,
  parsePose,
  samePose,
  turnPose,
  zoomPose,
} from '../../../../viewer/state/camera-pose.ts';

const pose: CameraPose = { lon: 139.0725, lat: 35.124, elevationM: 215.5, headingDeg: 30, pitchDeg: -40, rangeM: 500 };

describe('a camera pose', () => {
  it('survives the address to a centimetre and a hundredth of a degree', () => {
    const again = parsePose(formatPose(pose));
    expect(again).not.toBeNull();
    expect(again?.lon).toBeCloseTo(pose.lon, 7);
    expect(again?.headingDeg).toBeCloseTo(30, 2);
    expect(again && samePose(again, pose)).toBe(true);
  });

  it.each([
    '',
    '1,2,3',
    '1,2,3,4,5,x',
    '200,35,0,0,-45,100',
    '139,95,0,0,-45,100',
    '139,35,0,0,-45,-1',
    '139,,0,0,-45,9',
  ])('refuses %j', (text) => {
    expect(parsePose(text)).toBeNull();
  });

  it('wraps the heading and keeps the pitch below the horizon', () => {
    expect(normalizePose({ ...pose, headingDeg: -10 }).headingDeg).toBe(350);
    expect(turnPose(pose, 340, 90)).toMatchObject({ headingDeg: 10, pitchDeg: -1 });
    expect(turnPose(pose, 0, -90).pitchDeg).toBe(-90);
  });

  it('never comes nearer than two metres', () => {
    expect(zoomPose(pose, 1e-6).rangeM).toBe(2);
  });

  it('moves along the screen, not along the compass', () => {
    const forward = panPose({ ...pose, headingDeg: 90 }, 0, 0.1);
    expect(forward.lon).toBeGreaterThan(pose.lon);
    expect(forward.lat).toBeCloseTo(pose.lat, 9);
  });

  it('tells a different picture from the same one', () => {
    expect(samePose(pose, { ...pose, headingDeg: 390 })).toBe(true);
    expect(samePose(pose, { ...pose, headingDeg: 30.1 })).toBe(false);
    expect(samePose(pose, { ...pose, rangeM: 501 })).toBe(false);
    expect(samePose(pose, { ...pose, lon: pose.lon + 1e-5 })).toBe(false);
  });
});
