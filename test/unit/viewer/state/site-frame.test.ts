import { describe, expect, it } from 'vitest';
import { createSiteFrame, fromSitePose, gridConvergenceDeg, toSitePose } from '../../../../viewer/state/site-frame.ts';

const zone8 = '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs';
const frame = createSiteFrame({ code: 'EPSG:6676', proj4: zone8, unitM: 1, geoidHeightM: 40 });

describe('the site frame', () => {
  it('goes to longitude and latitude and back within a millimetre', () => {
    const [lon, lat] = frame.toLonLat(52300, -97050);
    const [east, north] = frame.fromLonLat(lon, lat);
    expect(east).toBeCloseTo(52300, 3);
    expect(north).toBeCloseTo(-97050, 3);
  });

  it('counts metres where the system counts feet', () => {
    const feet = createSiteFrame({ code: null, proj4: `${zone8} +to_meter=0.3048`, unitM: 0.3048, geoidHeightM: 0 });
    const [east, north] = feet.fromLonLat(...frame.toLonLat(52300, -97050));
    expect(east).toBeCloseTo(52300, 3);
    expect(north).toBeCloseTo(-97050, 3);
  });

  it('knows how far true north is off grid north', () => {
    // East of the central meridian true north lies to the left: (λ − λ0)·sin φ = 0.5725°·sin 35.12°.
    const [lon, lat] = frame.toLonLat(52300, -97050);
    expect(gridConvergenceDeg(frame, lon, lat)).toBeCloseTo(-(lon - 138.5) * Math.sin((lat * Math.PI) / 180), 3);
    expect(gridConvergenceDeg(frame, 138.5, 35)).toBeCloseTo(0, 6);
  });

  it('turns poses there and back', () => {
    const target = { east: 52300, north: -97050, height: 215 };
    const site = { target, headingDeg: 77, pitchDeg: -35, rangeM: 300 };
    const again = toSitePose(frame, fromSitePose(frame, site));
    expect(again.target.east).toBeCloseTo(52300, 3);
    expect(again.headingDeg).toBeCloseTo(77, 6);
    expect(again).toMatchObject({ pitchDeg: -35, rangeM: 300 });
  });
});
