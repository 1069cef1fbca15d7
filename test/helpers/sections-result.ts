/** A result of `cross-sections` along the road of the scene, its ground a tilted plane: made by hand, cut by nobody. */
import type { Alignment } from '#core/alignment/alignment.ts';
import { axisPlace } from '#core/alignment/place-on-axis.ts';
import { stationList } from '#core/alignment/stations.ts';
import { profileElevation, profileGrades, verticalCurves } from '#core/alignment/vertical.ts';
import type { CrossSectionsResult, SectionLine } from '#core/contract/cross-sections.ts';

export const planeHeight = (east: number, north: number): number => 200 + (east - 52_000) / 100 + (north + 97_000) / 50;

/** Every 20 m, 10 m to both sides; the third section has a gap on its left. */
export function sectionsResult(alignment: Alignment, changes: Partial<CrossSectionsResult> = {}): CrossSectionsResult {
  const list = stationList(alignment, { pitchM: 20, plusDistancesM: [], namedPoints: false });
  const stations = list.map(({ name, distanceM, stationM }, i) => {
    const { east, north, azimuthRad } = axisPlace(alignment, distanceM);
    const at = (offset: number): [number, number] => [
      east + offset * Math.cos(azimuthRad),
      north - offset * Math.sin(azimuthRad),
    ];
    const offsetsM = [-10, -5, 0, 5, 10];
    const ground = offsetsM.map((offset) => planeHeight(...at(offset)));
    const designM = profileElevation(alignment.profile, distanceM);
    const design = offsetsM.map((offset) => (designM ?? 0) - 0.02 * Math.abs(offset));
    return {
      name,
      stationM,
      distanceM,
      position: at(0),
      azimuthDeg: (azimuthRad * 180) / Math.PI,
      skewDeg: 0,
      left: at(-10),
      right: at(10),
      lines: [line(offsetsM, i === 2 ? [null, null, ...ground.slice(2)] : ground), line(offsetsM, design)],
      groundElevationM: ground[2]!,
      designElevationM: designM,
      slopes: [],
      area: null,
    };
  });
  const along = list.map(({ distanceM }) => distanceM);
  const { profile } = alignment;
  return {
    alignment: structuredClone(alignment) as CrossSectionsResult['alignment'],
    surfaces: [
      { name: '着工前 <2024>', kind: 'ground', licences: ['CC-BY-4.0'], attributions: ['test'] },
      { name: '計画', kind: 'design', licences: [], attributions: [] },
    ],
    existing: 0,
    compared: 1,
    style: 'road',
    looking: 'forward',
    leftM: 10,
    rightM: 10,
    stations,
    volumes: null,
    profile: {
      lines: [
        line(
          along,
          stations.map(({ groundElevationM }) => groundElevationM),
        ),
        line(
          along,
          along.map(() => null),
        ),
      ],
      design: profile && {
        points: verticalCurves(profile).map((point) => ({ ...point, stationM: point.distanceM })),
        grades: profileGrades(profile),
      },
    },
    stepM: 5,
    maxEdgeM: 5,
    simplifyM: 0,
    crs: 'EPSG:6676',
    verticalDatum: 'JGD2011',
    provenance: {} as CrossSectionsResult['provenance'],
    warnings: [],
    links: [],
    ...changes,
  };
}

function line(offsetsM: number[], elevationsM: (number | null)[]): SectionLine {
  const simplified: number[][][] = [];
  let part: number[][] = [];
  elevationsM.forEach((elevation, i) => {
    if (elevation !== null) part.push([offsetsM[i]!, elevation]);
    if (elevation === null || i === elevationsM.length - 1) {
      if (part.length > 0) simplified.push(part);
      part = [];
    }
  });
  return { offsetsM, elevationsM, simplified };
}
