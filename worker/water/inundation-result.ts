/** From the flooded ground to the answer of `inundation`. */
import type { InundationRequest, InundationResult, PlaceInWater, WaterAtLevel } from '#core/contract/inundation.ts';
import { polygonArea } from '#core/geometry/polygon.ts';
import { CompensatedSum } from '#core/measure/compensated-sum.ts';
import { classOutlines } from '#core/water/class-outlines.ts';
import { DEPTH_CLASSES } from '#core/water/depth-classes.ts';
import { drawnLevels } from '#core/water/drawn-levels.ts';
import { cellOf } from '#core/water/grid-marks.ts';
import { depthsAt, waterAt } from '#core/water/water-level.ts';
import { epochOf, placedOutline } from '../change/change-result.ts';
import { type AnswerFrame, answerFrame } from '../change/request-area.ts';
import { provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import type { SurfaceSource } from '../measuring/surface-source.ts';
import { storedRecords } from '../sections/source-words.ts';
import { commonDatum, surfacesAnswer } from '../sections/surface-credits.ts';
import type { Store } from '../store/store.ts';
import type { Flood } from './flood-ground.ts';
import { inundationWarnings } from './inundation-warnings.ts';

export interface InundationAnswer {
  readonly store: Store;
  readonly inputs: InundationRequest;
  readonly frame: RequestFrame;
  readonly source: SurfaceSource;
  readonly flood: Flood;
}

/** Parts of an outline smaller than this many cells are left out. */
const SMALL_CELLS = 4;

const ASSUMPTIONS = [
  {
    en: 'Still water: no momentum, rain, drainage or time. Ground below the level is full wherever it is joined to a seed.',
    ja: '静水を仮定（流れ・降雨・排水・時間は考慮しない）。水位より低く、浸水の起点とつながる地盤はすべて湛水する。',
  },
  {
    en: 'Culverts, bridges and walls are as the ground shows them, and as they were drawn.',
    ja: '水路・橋・堤は地盤データと、入力した開口・壁のとおりに扱う。',
  },
  {
    en: 'Levels are heights above the datum of the data (T.P. in Japan), not readings of a gauge.',
    ja: '水位は標高（東京湾平均海面 T.P. 等、データの基準）で、量水標の読みではない。',
  },
];

export function usedOf(source: SurfaceSource, { ground }: Flood): UsedSource[] {
  return source.kind === 'points' ? [{ source, items: ground.surface.usedItems }] : [];
}

export const hexOf = (colour: readonly number[]): string =>
  `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** What of a request the numbers depend on. */
export function measured({ format: _, lang: __, ...inputs }: InundationRequest) {
  return inputs;
}

export async function inundationResult(answer: InundationAnswer): Promise<InundationResult> {
  const { store, inputs, frame, source, flood } = answer;
  const { ground, edgeLevelM, lowestSeedM, altered } = flood;
  const { grid, cellAreasM2, surface } = ground;
  const place = answerFrame(frame, inputs.crs);
  const used = usedOf(source, flood);
  const covered = new CompensatedSum();
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let cell = 0; cell < cellAreasM2.length; cell++) {
    const height = flood.heights[cell]!;
    if (Number.isNaN(height)) continue;
    covered.add(cellAreasM2[cell]!);
    if (height < min) min = height;
    if (height > max) max = height;
  }
  const areaM2 = polygonArea(ground.polygon);
  const levels = inputs.levels.map((levelM) => levelAnswer(levelM, answer, place));
  const [credit] = await surfacesAnswer(store, [source], undefined);
  const voidAreaM2 = Math.max(0, areaM2 - covered.value);
  return {
    label: '簡易',
    method: 'static inundation by connectivity (priority-flood)',
    assumptions: ASSUMPTIONS,
    levels,
    depthClasses: DEPTH_CLASSES.map(({ fromM, toM, colour }) => ({ fromM, toM, colour: hexOf(colour) })),
    seeds: { cells: flood.seeds.length, lowestM: lowestSeedM },
    edgeLevelM,
    altered: { raisedCells: altered.raised, loweredCells: altered.lowered },
    areaM2,
    coveredAreaM2: covered.value,
    voidAreaM2,
    groundM: { min, max },
    surface: {
      name: credit!.name,
      licences: credit!.licences,
      attributions: credit!.attributions,
      accuracyM: surface.accuracyM,
      epoch: epochOf(source, surface.usedItems),
    },
    places: placesAnswer(inputs, frame, flood),
    connectivity: inputs.connectivity,
    sampling: inputs.sampling,
    cellSizeM: inputs.cellSizeM,
    maxEdgeM: inputs.maxEdgeM,
    crs: place.crs,
    verticalDatum: commonDatum(used),
    provenance: provenanceOf('inundation', measured(inputs), used, storedRecords([source])),
    warnings: inundationWarnings({ inputs, flood, used, levels, voidShare: voidAreaM2 / areaM2 }),
    links: [],
    ...(inputs.levelGrid
      ? { grid: mutable(drawnLevels(grid, flood.heights, flood.connections, frame.crs.horizontalUnitM)) }
      : {}),
  };
}

function levelAnswer(levelM: number, { inputs, flood }: InundationAnswer, place: AnswerFrame): WaterAtLevel {
  const { areaM2, volumeM3, maxDepthM, classAreasM2 } = waterAt(flood, levelM);
  return {
    levelM,
    areaM2,
    volumeM3,
    maxDepthM,
    meanDepthM: areaM2 > 0 ? volumeM3 / areaM2 : null,
    classAreasM2: [...classAreasM2],
    isDry: !(flood.lowestSeedM < levelM),
    isOpen: flood.edgeLevelM !== null && levelM > flood.edgeLevelM,
    ...(inputs.outlines ? { outlines: outlinesOf(flood, levelM, place) } : {}),
  };
}

/** Of the depth classes at a level, in the positions of the answer. */
export function outlinesOf(flood: Flood, levelM: number, { fromMetres }: AnswerFrame) {
  const { grid } = flood.ground;
  return classOutlines(grid, depthsAt(flood, levelM), SMALL_CELLS * grid.cellSizeM ** 2).map(
    ({ depthClass, outline }) => ({
      depthClass,
      outline: placedOutline(outline, (position) => fromMetres(position[0]!, position[1]!)),
    }),
  );
}

function placesAnswer({ places }: InundationRequest, frame: RequestFrame, flood: Flood): PlaceInWater[] {
  const { grid } = flood.ground;
  const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  return places.map(({ name, position }) => {
    const [first = Number.NaN, second = Number.NaN] = position;
    const cell = cellOf(grid, frame.toMetres(first, second));
    const groundM = cell < 0 ? null : known(flood.heights[cell]);
    return {
      name: name ?? null,
      position: [first, second],
      groundM,
      wetAboveM: cell < 0 ? null : known(flood.connections[cell]),
    };
  });
}

function mutable({ heightsM, connectsAboveM, ...rest }: ReturnType<typeof drawnLevels>) {
  return { ...rest, heightsM: [...heightsM], connectsAboveM: [...connectsAboveM] };
}
