/** Hours of sun at a point on a day: the sun in the middle of every step against the ground in its direction. */
import type { SunlightRequest, SunlightResult } from '#core/contract/sunlight.ts';
import { horizonOf } from '#core/sight/horizon.ts';
import { dayBeginMs, type SunDirection, sunDirection, sunTimes } from '#core/sight/sun.ts';
import { hoursOf, type Light, type LightInterval, lightIntervals, lightOf } from '#core/sight/sunlight.ts';
import { gridBounds } from '#core/surface/grid.ts';
import type { Raster } from '#core/surface/raster.ts';
import type { JobContext } from '../entry.ts';
import { extentOf } from '../measuring/surface-source.ts';
import type { SightMeasureInput } from './measure-line-of-sight.ts';
import { gridAround, gridLine, gridWithin, nearGround } from './near-grid.ts';
import { sceneAnswer } from './scene-answer.ts';
import { eyeLonLat, openSightScene, pointSources, type SightScene, segmentTowards } from './sight-scene.ts';

const DAY_MS = 86_400_000;
const rounded = (value: number, digit = 10_000): number => Math.round(value * digit) / digit;

/** @throws as `openSightScene`; {RequestError} INVALID_INPUT for a day that is none */
export async function measureSunlight(
  { storeDir, inputs, audience }: SightMeasureInput<SunlightRequest>,
  context: JobContext,
): Promise<SunlightResult> {
  const beginMs = dayBeginMs(inputs.day, inputs.utcOffsetMinutes);
  const scene = await openSightScene({ storeDir, audience, request: inputs }, context);
  const { eye } = scene;
  const grid = gridAround(eye.east, eye.north, inputs.radiusM, inputs.cellSizeM);
  const data = pointSources(scene.surfaces);
  const within = data.length > 0 ? gridWithin(grid, extentOf(data.flatMap(({ items }) => items))) : null;
  const { stored, asked } = await nearGround(scene, within, context);
  const [lon, lat] = eyeLonLat(scene);
  const place = { lon, lat, heightM: eye.eyeM };
  const ceilingM = inputs.ceilingM ?? highestOf(scene, asked);
  const stepMs = inputs.stepMinutes * 60_000;
  const steps = Math.floor(DAY_MS / stepMs);
  const suns = Array.from({ length: steps }, (_, i) => sunDirection(place, beginMs + (i + 0.5) * stepMs));
  const look = (ground: Raster | null) => lightsOf(scene, ground, suns, { ...inputs, ceilingM });
  const seen = look(asked);
  const intervals = lightIntervals(
    seen.map(({ light }) => light),
    beginMs,
    stepMs,
  );
  const before = scene.hasScenario ? look(stored).map(({ light }) => light) : null;
  const timeOf = (ms: number | null) => (ms === null ? null : clockTime(ms, inputs.utcOffsetMinutes));
  const { riseMs, setMs, noonMs } = sunTimes(place, beginMs);
  const answer = sceneAnswer('sunlight', scene, inputs, gridBounds(grid));
  const hours = hoursAnswer(intervals);
  return {
    ...answer,
    warnings: [...unknownWarning(hours.unknown, ceilingM), ...answer.warnings],
    day: inputs.day,
    utcOffsetMinutes: inputs.utcOffsetMinutes,
    stepMinutes: inputs.stepMinutes,
    sunrise: timeOf(riseMs),
    sunset: timeOf(setMs),
    noon: clockTime(noonMs, inputs.utcOffsetMinutes),
    hours,
    intervals: intervals.map(({ light, fromMs, toMs }) => ({
      light,
      from: clockTime(fromMs, inputs.utcOffsetMinutes),
      to: clockTime(toMs, inputs.utcOffsetMinutes),
    })),
    path: seen.flatMap(({ light, horizonDeg }, i) =>
      light === 'night'
        ? []
        : [
            {
              time: clockTime(beginMs + (i + 0.5) * stepMs, inputs.utcOffsetMinutes),
              azimuthDeg: rounded(suns[i]!.azimuthDeg),
              elevationDeg: rounded(suns[i]!.elevationDeg),
              light,
              horizonDeg,
            },
          ],
    ),
    before: before && { hours: hoursAnswer(lightIntervals(before, beginMs, stepMs)) },
    ceilingM: rounded(ceilingM),
    radiusM: inputs.radiusM,
    cellSizeM: inputs.cellSizeM,
    farM: inputs.farM,
  };
}

function lightsOf(
  scene: SightScene,
  near: Raster | null,
  suns: readonly SunDirection[],
  { radiusM, farM, refraction, ceilingM }: SunlightRequest & { readonly ceilingM: number },
): { readonly light: Light; readonly horizonDeg: number | null }[] {
  const { eyeM } = scene.eye;
  return suns.map((sun) => {
    if (sun.elevationDeg <= 0) return { light: 'night', horizonDeg: null };
    const lengthM = Math.max(radiusM, farM);
    const line = gridLine(near, scene.surfaces, segmentTowards(scene, sun.azimuthDeg, lengthM));
    const { tangent } = horizonOf(line, eyeM, refraction);
    return {
      light: lightOf(line, sun, { eyeM, refraction, ceilingM }),
      horizonDeg: Number.isFinite(tangent) ? rounded((Math.atan(tangent) * 180) / Math.PI) : null,
    };
  });
}

/** The highest stored ground: no point and no node of the surfaces is higher, wherever it is. */
function highestOf({ surfaces, obstacles }: SightScene, near: Raster | null): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const { source } of surfaces) {
    if (source.kind === 'stored')
      highest = Math.max(highest, source.record.maxHeightM + (source.surface.heightShiftM ?? 0));
    if (source.kind !== 'points') continue;
    for (const { record } of source.items) highest = Math.max(highest, record.bounds[5] * record.crs.verticalUnitM);
  }
  for (const height of near?.heights ?? []) if (height > highest) highest = height;
  return obstacles.reduce((most, { topM }) => Math.max(most, topM), highest);
}

function hoursAnswer(intervals: readonly LightInterval[]): SunlightResult['hours'] {
  const of = (light: Light) => rounded(hoursOf(intervals, light));
  const [sun, shadow, unknown] = [of('sun'), of('shadow'), of('unknown')];
  return { sun, shadow, unknown, up: rounded(sun + shadow + unknown) };
}

/** RFC 3339 by a clock, to the second. */
function clockTime(ms: number, offsetMinutes: number): string {
  const local = new Date(Math.round((ms + offsetMinutes * 60_000) / 1000) * 1000).toISOString().slice(0, 19);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

function unknownWarning(hours: number, ceilingM: number) {
  if (hours === 0) return [];
  return [
    {
      code: 'UNDECIDABLE',
      message: `${hours.toFixed(2)} h cannot be told: the data end before the way to the sun is above ${ceilingM.toFixed(1)} m, the highest ground that is known or stated`,
      messageJa: `${hours.toFixed(2)} 時間は判定不可：太陽への視線が最高標高 ${ceilingM.toFixed(1)} m を超える前にデータが途切れている`,
    },
  ];
}
