import { Cartesian3, JulianDate, Matrix3, Matrix4, Simon1994PlanetaryPositions, Transforms } from '@cesium/engine';
import { MakeTime, Rotation_EQJ_EQD } from 'astronomy-engine';
import { getPosition, getTimes } from 'suncalc';
import { describe, expect, it } from 'vitest';
import { dayBeginMs, sunDirection, sunTimes } from '#core/sight/sun.ts';

const PLACES = [
  { name: 'Shizuoka', lon: 138.383, lat: 34.977 },
  { name: 'Fuji', lon: 138.7274, lat: 35.3606 },
  { name: 'Quito', lon: -78.5, lat: -0.2 },
  { name: 'Sydney', lon: 151.2, lat: -33.9 },
  { name: 'Tromsø', lon: 18.96, lat: 69.65 },
];
const TIMES: number[] = [];
for (const day of ['2019-11-01', '2024-02-29', '2026-03-20', '2026-06-21', '2026-12-22', '2035-08-08']) {
  for (let hour = 0; hour < 24; hour += 1) TIMES.push(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000);
}

/** Angle between two directions, degrees. */
function between(a: { azimuthDeg: number; elevationDeg: number }, b: { azimuthDeg: number; elevationDeg: number }) {
  const vector = ({ azimuthDeg, elevationDeg }: typeof a) => {
    const [az, el] = [(azimuthDeg * Math.PI) / 180, (elevationDeg * Math.PI) / 180];
    return [Math.sin(az) * Math.cos(el), Math.cos(az) * Math.cos(el), Math.sin(el)] as const;
  };
  const [p, q] = [vector(a), vector(b)];
  const dot = p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
  return (Math.acos(Math.min(1, dot)) * 180) / Math.PI;
}

describe('direction of the sun', () => {
  it('agrees with suncalc to 0.1°, with refraction', () => {
    let worst = 0;
    for (const { lon, lat } of PLACES) {
      for (const ms of TIMES) {
        const { azimuth, altitude } = getPosition(new Date(ms), lat, lon);
        // suncalc lifts what is above the horizon
        if (altitude < 0) continue;
        const other = { azimuthDeg: azimuth, elevationDeg: altitude };
        worst = Math.max(worst, between(sunDirection({ lon, lat }, ms), other));
      }
    }
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.1);
  });

  it('agrees with the Simon 1994 positions of CesiumJS to 0.1°, without refraction', () => {
    let worst = 0;
    for (const { lon, lat } of PLACES) {
      const here = Cartesian3.fromDegrees(lon, lat);
      const axes = Matrix3.transpose(
        Matrix4.getMatrix3(Transforms.eastNorthUpToFixedFrame(here), new Matrix3()),
        new Matrix3(),
      );
      for (const ms of TIMES) {
        const date = JulianDate.fromDate(new Date(ms));
        const inertial = Simon1994PlanetaryPositions.computeSunPositionInEarthInertialFrame(date, new Cartesian3());
        // of J2000; without its data files the engine leaves precession out (0.4° by now): it is put in here
        const { rot } = Rotation_EQJ_EQD(MakeTime(new Date(ms)));
        const ofDate = new Cartesian3(
          ...[0, 1, 2].map((i) => rot[0]![i]! * inertial.x + rot[1]![i]! * inertial.y + rot[2]![i]! * inertial.z),
        );
        const turn = Transforms.computeTemeToPseudoFixedMatrix(date, new Matrix3());
        const fixed = Matrix3.multiplyByVector(turn!, ofDate, new Cartesian3());
        const to = Cartesian3.normalize(Cartesian3.subtract(fixed, here, new Cartesian3()), new Cartesian3());
        const local = Matrix3.multiplyByVector(axes, to, new Cartesian3());
        const other = {
          azimuthDeg: (Math.atan2(local.x, local.y) * 180) / Math.PI,
          elevationDeg: (Math.asin(local.z) * 180) / Math.PI,
        };
        worst = Math.max(worst, between(sunDirection({ lon, lat }, ms, false), other));
      }
    }
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.1);
  });

  it('is lifted by the air: half a degree at the horizon, nothing overhead', () => {
    const place = PLACES[0]!;
    const lift = (ms: number) => sunDirection(place, ms).elevationDeg - sunDirection(place, ms, false).elevationDeg;
    const { riseMs, noonMs } = sunTimes(place, dayBeginMs('2026-06-21', 540));
    expect(lift(riseMs!)).toBeGreaterThan(0.4);
    expect(lift(riseMs!)).toBeLessThan(0.65);
    expect(lift(noonMs)).toBeLessThan(0.01);
  });

  it('rises, sets and culminates with suncalc within a minute', () => {
    const { lon, lat } = PLACES[0]!;
    for (const day of ['2026-03-20', '2026-06-21', '2026-12-22']) {
      const times = getTimes(new Date(`${day}T03:00:00Z`), lat, lon);
      const own = sunTimes({ lon, lat }, dayBeginMs(day, 540));
      expect(Math.abs(own.riseMs! - times.sunrise!.getTime())).toBeLessThan(60_000);
      expect(Math.abs(own.setMs! - times.sunset!.getTime())).toBeLessThan(60_000);
      expect(Math.abs(own.noonMs - times.solarNoon.getTime())).toBeLessThan(60_000);
    }
  });

  it('has no rise in the polar night, and refuses a day that is none', () => {
    expect(sunTimes({ lon: 18.96, lat: 69.65 }, dayBeginMs('2026-12-22', 60)).riseMs).toBeNull();
    expect(() => dayBeginMs('2026-02-30', 540)).toThrow(/2026-12-21/);
    expect(dayBeginMs('2026-12-21', 540)).toBe(Date.parse('2026-12-21T00:00:00+09:00'));
  });
});
