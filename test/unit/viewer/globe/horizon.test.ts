/** Where the horizon can be seen. */
import { describe, expect, it } from 'vitest';
import { isHorizonSeen } from '../../../../viewer/globe/horizon.ts';

const SEEN = { heightM: 500, fieldOfViewDeg: 50, aspect: 1.6 };
const rad = (degrees: number) => (degrees * Math.PI) / 180;

describe('the horizon', () => {
  it('is seen by a level camera, not by one that looks down', () => {
    expect(isHorizonSeen({ ...SEEN, pitch: 0 })).toBe(true);
    expect(isHorizonSeen({ ...SEEN, pitch: rad(-90) })).toBe(false);
  });

  it('comes with the corner of the picture', () => {
    // tan 25° · √(1 + 1.6²) is the tangent of 41.35°; the horizon of 500 m lies 0.72° down, the margin is 1.72°
    expect(isHorizonSeen({ ...SEEN, pitch: rad(-43.7) })).toBe(true);
    expect(isHorizonSeen({ ...SEEN, pitch: rad(-43.9) })).toBe(false);
    expect(isHorizonSeen({ ...SEEN, aspect: 0.5, pitch: rad(-43.7) })).toBe(false);
  });

  it('is seen around the whole earth from far away', () => {
    // from 12,742 km the earth's rim is 19.5° from its middle
    expect(isHorizonSeen({ ...SEEN, heightM: 12_742_000, pitch: rad(-90) })).toBe(true);
    // from 1,000 km it is 59.8° from it
    expect(isHorizonSeen({ ...SEEN, heightM: 1_000_000, pitch: rad(-90) })).toBe(false);
  });
});
