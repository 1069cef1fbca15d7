/** From the sections of an alignment to 平均断面法, soil balance and mass curve. */

import type { Alignment } from '../alignment/alignment.ts';
import { stationAt } from '../alignment/stations.ts';
import type { CrossSectionsRequest, SectionVolumes, StationSection } from '../contract/cross-sections.ts';
import { SOIL_CLASSES, type SoilFactors, soilBalance } from '../measure/soil.ts';
import { endAreaTable } from './end-area-table.ts';
import { lobesOf } from './mass-haul.ts';
import { turnTo } from './place-sections.ts';

/** Soil that nobody described keeps its volume; a warning says so. */
const UNCHANGED: SoilFactors = { L: 1, C: 1 };

export function factorsOf(soil: CrossSectionsRequest['soil']): SoilFactors {
  if (!soil) return UNCHANGED;
  return 'class' in soil ? SOIL_CLASSES[soil.class] : soil;
}

/**
 * @param stations each with its area; two or more
 * @param lodM level of detection of `significantCutM2` and `significantFillM2`
 */
export function sectionVolumes(
  alignment: Alignment,
  stations: readonly StationSection[],
  { soil, centroid, lodM }: Pick<CrossSectionsRequest, 'soil' | 'centroid'> & { readonly lodM: number },
): SectionVolumes {
  const factors = factorsOf(soil);
  const tableOf = (cut: 'cutM2' | 'significantCutM2', fill: 'fillM2' | 'significantFillM2') =>
    endAreaTable(
      stations.map(({ name, stationM, distanceM, azimuthDeg, area }, i) => ({
        name,
        stationM,
        distanceM,
        cutM2: area?.[cut] ?? 0,
        fillM2: area?.[fill] ?? 0,
        cutOffsetM: area?.cutOffsetM ?? 0,
        fillOffsetM: area?.fillOffsetM ?? 0,
        turnRad: turnTo(((stations[i - 1]?.azimuthDeg ?? azimuthDeg) * Math.PI) / 180, (azimuthDeg * Math.PI) / 180),
      })),
      { C: factors.C, centroid },
    );
  const table = tableOf('cutM2', 'fillM2');
  const beyond = tableOf('significantCutM2', 'significantFillM2');
  const balance = soilBalance(table.cutM3, table.fillM3, factors, soil?.truckM3);
  const lobes = lobesOf(table.rows.map(({ massM3 }, i) => ({ distanceM: stations[i]!.distanceM, massM3 })));
  return {
    rows: [...table.rows],
    cutM3: table.cutM3,
    fillM3: table.fillM3,
    lengthM: table.lengthM,
    significant: { lodM, cutM3: beyond.cutM3, fillM3: beyond.fillM3 },
    C: factors.C,
    L: factors.L,
    soil: soil && 'class' in soil ? soil.class : null,
    surplusInSituM3: balance.surplusInSituM3,
    surplusLooseM3: balance.surplusLooseM3,
    truckM3: balance.truckM3,
    trucks: balance.trucks,
    lobes: lobes.map(({ fromM, toM, ...lobe }) => ({
      ...lobe,
      fromStationM: stationAt(alignment, fromM),
      toStationM: stationAt(alignment, toM),
    })),
  };
}
