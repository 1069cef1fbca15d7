/** What the scene truly holds: the contents of truth.json. */
import { ringOf } from '../geometry/bounds.ts';
import type { LandXmlDocument } from '../landxml/document-head.ts';
import { type CutFill, cutAndFill } from './cut-fill.ts';
import { createDesign, DESIGN_LIFT_M } from './design-surface.ts';
import { type EpochName, type GroundChange, type SceneGround, SURFACE_STEP_M } from './epoch-ground.ts';
import type { LasSummary } from './las-12.ts';
import { type Point, SCENE_EXTENT, SLIDE_AXIS } from './layout.ts';
import {
  roadAlignment,
  type TruthAlignment,
  type TruthRoad,
  type TruthWire,
  truthAlignment,
  truthRoad,
  truthWires,
} from './road-alignment.ts';
import { NOISE_SIGMA_M, SHEETS } from './survey.ts';

/** GeoJSON polygon in EPSG:6676, [east, north]. */
export interface OutlinePolygon {
  readonly type: 'Polygon';
  readonly coordinates: readonly (readonly Point[])[];
}

export interface TruthEpoch {
  /** ISO 8601 date. */
  readonly datetime: string;
  /** Paths relative to truth.json. */
  readonly files: readonly string[];
  readonly points: number;
  /** Points by class code. */
  readonly classCounts: Readonly<Record<string, number>>;
}

export interface TruthChange extends CutFill {
  readonly id: string;
  readonly kind: 'slope-failure' | 'fill';
  readonly nameJa: string;
  readonly nameEn: string;
  readonly outline: OutlinePolygon;
}

export interface SceneTruth {
  /** Raised whenever the same seed gives other bytes. */
  readonly generator: number;
  readonly seed: number;
  readonly pointsPerEpoch: number;
  readonly crs: 'EPSG:6676';
  readonly verticalDatum: 'JGD2011';
  readonly noiseSigmaM: number;
  readonly method: string;
  readonly before: TruthEpoch;
  readonly after: TruthEpoch;
  readonly changes: readonly TruthChange[];
  readonly whole: CutFill & { readonly outline: OutlinePolygon };
  readonly design: { readonly file: string; readonly levelM: number; readonly raisedM: number; readonly slope: string };
  /** The road as an alignment of its own file. */
  readonly alignment: TruthAlignment;
  readonly road: TruthRoad;
  readonly wires: readonly TruthWire[];
  readonly suggestedSections: readonly { nameJa: string; nameEn: string; line: readonly Point[] }[];
}

/** Version of the generator: part of truth.json, so that an older scene on disk is not taken for this one. */
export const SCENE_GENERATOR = 4;
export const DESIGN_FILE = 'design.xml';
/** Days of the flights, as `tengun index --datetime` takes them. */
export const EPOCH_DATETIMES: Readonly<Record<EpochName, string>> = { before: '2019-11-18', after: '2024-11-08' };

/** The frame of design.xml and alignment.xml. `software` is "name version". */
export function designDocument(software: string): LandXmlDocument {
  const [name = software, version = ''] = software.split(/[ /]/);
  return {
    projectName: 'Tengun synthetic scene',
    application: { name, version },
    date: EPOCH_DATETIMES.after,
    time: '00:00:00',
    coordinateSystem: {
      name: 'EPSG:6676',
      epsgCode: '6676',
      horizontalDatum: 'JGD2011',
      verticalDatum: 'T.P',
      horizontalCoordinateSystemName: '8(X,Y)',
    },
  };
}

const NAMES = {
  'slope-failure': { nameJa: '斜面崩壊', nameEn: 'Slope failure' },
  fill: { nameJa: '盛土造成', nameEn: 'Embankment platform' },
} as const;

/**
 * Assembles the truth of a scene.
 * @param summaries of the files of each epoch, in the order of SHEETS
 */
export function createTruth(
  ground: SceneGround,
  options: { readonly seed: number; readonly points: number },
  summaries: Readonly<Record<EpochName, readonly LasSummary[]>>,
): SceneTruth {
  const alignment = roadAlignment();
  const whole: Point[] = ringOf(SCENE_EXTENT);
  return {
    generator: SCENE_GENERATOR,
    seed: options.seed,
    pointsPerEpoch: options.points,
    crs: 'EPSG:6676',
    verticalDatum: 'JGD2011',
    noiseSigmaM: NOISE_SIGMA_M,
    method:
      `The ground of each epoch is a TIN on a grid of ${SURFACE_STEP_M} m; ground points are drawn from it with normal ` +
      'noise in height. Volumes are exact sums of clipped prisms between the two TINs, with rounding as the only error.',
    before: truthEpoch('before', summaries.before),
    after: truthEpoch('after', summaries.after),
    changes: ground.changes.map((change) => truthChange(ground, change)),
    whole: { outline: { type: 'Polygon', coordinates: [whole] }, ...cutAndFill(ground.before, ground.after) },
    design: {
      file: DESIGN_FILE,
      levelM: createDesign(ground).platform.levelM,
      raisedM: DESIGN_LIFT_M,
      slope: `1:${ground.platform.fill.slope}`,
    },
    alignment: truthAlignment(alignment),
    road: truthRoad(alignment),
    wires: truthWires(ground, alignment),
    suggestedSections: suggestedSections(ground),
  };
}

function truthEpoch(epoch: EpochName, summaries: readonly LasSummary[]): TruthEpoch {
  const classCounts: Record<string, number> = {};
  let points = 0;
  for (const summary of summaries) {
    points += summary.pointCount;
    summary.byClass.forEach((count, code) => {
      if (count > 0) classCounts[code] = (classCounts[code] ?? 0) + count;
    });
  }
  return {
    datetime: EPOCH_DATETIMES[epoch],
    files: SHEETS.map(({ code }) => `${epoch}/${code}.las`),
    points,
    classCounts,
  };
}

function truthChange(ground: SceneGround, change: GroundChange): TruthChange {
  return {
    id: change.id,
    kind: change.id,
    ...NAMES[change.id],
    outline: { type: 'Polygon', coordinates: [change.outline.map(toPlane)] },
    ...cutAndFill(ground.before, ground.after, change.window),
  };
}

/** Down the slide into the river, across its scar, and down the fill. */
function suggestedSections(ground: SceneGround): SceneTruth['suggestedSections'] {
  const { head, toe } = SLIDE_AXIS;
  const [a, b, c, d] = ground.platform.ring as readonly [Point, Point, Point, Point];
  const top: Point = [(c[0] + d[0]) / 2, (c[1] + d[1]) / 2];
  const foot: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const along = (from: Point, to: Point, share: number): Point => [
    from[0] + share * (to[0] - from[0]),
    from[1] + share * (to[1] - from[1]),
  ];
  const middle = along(head, toe, 0.32);
  const line = (...points: Point[]) => points.map(toPlane);
  return [
    {
      nameJa: '崩壊地 縦断',
      nameEn: 'Slope failure, along',
      line: line(along(head, toe, -0.1), along(head, toe, 1.16)),
    },
    {
      nameJa: '崩壊地 横断',
      nameEn: 'Slope failure, across',
      line: line([middle[0] - 40, middle[1] - 4], [middle[0] + 40, middle[1] + 4]),
    },
    { nameJa: '盛土 縦断', nameEn: 'Embankment, along', line: line(along(top, foot, -0.5), along(top, foot, 1.9)) },
  ];
}

const toPlane = ([e, n]: Point): Point => [
  Math.round((SCENE_EXTENT.minE + e) * 100) / 100,
  Math.round((SCENE_EXTENT.minN + n) * 100) / 100,
];
