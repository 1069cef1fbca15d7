/** Where the sun stands: the ephemeris of the server, in the browser. Loaded when it is first asked for. */
import { dayBeginMs, sunDirection, sunTimes } from '#core/sight/sun.ts';
import { type Clock, minutesOf, timeOf } from './clock.ts';
import type { SunPlace } from './state.ts';

export function sunPlace(place: { readonly lon: number; readonly lat: number }, clock: Clock): SunPlace {
  const { riseMs, setMs, noonMs } = sunTimes(place, dayBeginMs(clock.day, clock.utcOffsetMinutes));
  return {
    ...sunDirection(place, timeOf(clock)),
    riseMinutes: riseMs === null ? null : minutesOf(riseMs, clock),
    setMinutes: setMs === null ? null : minutesOf(setMs, clock),
    noonMinutes: minutesOf(noonMs, clock),
  };
}
