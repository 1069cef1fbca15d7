/** From the differences of an area to the answer of `change-map`. */

import { changedCells } from '#core/change/changed-cells.ts';
import { type Change, type Changes, connectedChanges } from '#core/change/changes.ts';
import { differenceHistogram, sortedDifferences } from '#core/change/histogram.ts';
import { outlineOf } from '#core/change/outline.ts';
import type { ChangeMapRequest, ChangeMapResult, ListedChange } from '#core/contract/change-map.ts';
import type { Warning } from '#core/contract/provenance.ts';
import { RequestError } from '#core/errors.ts';
import { type AreaGeometry, polygonArea } from '#core/geometry/polygon.ts';
import { type CellTotals, levelOfDetection, sumCells } from '#core/measure/cut-fill.ts';
import { differenceGrid } from '#core/measure/difference-grid.ts';
import type { Pair } from '../measuring/measure-area.ts';
import { overlapWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import type { RequestFrame } from '../measuring/request-frame.ts';
import type { SourceItem, SurfaceSource } from '../measuring/surface-source.ts';
import { errorSizeWarnings } from '../measuring/volume-warnings.ts';
import { type AnswerFrame, answerFrame } from './request-area.ts';
import type { Differences } from './tile-differences.ts';

const SMALL_VOID_SHARE = 0.01;

/** What was found, before it is put into an answer or a picture. */
export interface Findings {
  readonly totals: CellTotals;
  readonly lodM: number;
  readonly minThicknessM: number;
  /** Cells on each side of the middle one of the window that decides. */
  readonly reach: number;
  readonly all: Changes;
  /** Of `minAreaM2` and more; the largest first. */
  readonly found: readonly Change[];
  readonly listed: readonly Change[];
  readonly sortedM: Float32Array;
}

/** @throws {RequestError} NO_DATA when no cell has both surfaces */
export function findChanges(differences: Differences, inputs: ChangeMapRequest): Findings {
  const { grid, cellAreasM2, differencesM, surfaces, polygon } = differences;
  const totals = sumCells(cellAreasM2, differencesM, 0);
  if (totals.coveredAreaM2 === 0) {
    throw new RequestError(
      'NO_DATA',
      `nowhere in the area have both surfaces heights (edges up to ${inputs.maxEdgeM} m); void ${polygonArea(polygon).toFixed(1)} m²`,
    );
  }
  const lodM = levelOfDetection(surfaces[0], surfaces[1]);
  const minThicknessM = inputs.minThicknessM ?? lodM;
  // exact surfaces have no noise to clean away
  const spacingM = Math.sqrt(Math.max(surfaces[0].areaPerPointM2, surfaces[1].areaPerPointM2));
  const reach = spacingM > 0 ? Math.max(1, Math.round(spacingM / grid.cellSizeM)) : 0;
  const kinds = changedCells({ ...grid, differencesM, thresholdM: minThicknessM, reach });
  const all = connectedChanges(grid, cellAreasM2, differencesM, kinds);
  const found = all.changes.filter(({ areaM2 }) => areaM2 >= inputs.minAreaM2);
  const listed = found.slice(0, inputs.maxChanges);
  const sortedM = sortedDifferences(cellAreasM2, differencesM);
  return { totals, lodM, minThicknessM, reach, all, found, listed, sortedM };
}

export interface ChangeAnswer {
  readonly inputs: ChangeMapRequest;
  readonly frame: RequestFrame;
  readonly sources: Pair<SurfaceSource>;
  readonly differences: Differences;
  readonly findings: Findings;
}

export function changeResult({ inputs, frame, sources, differences, findings }: ChangeAnswer): ChangeMapResult {
  const { grid, cellAreasM2, differencesM, comparedM, surfaces } = differences;
  const { totals, lodM, minThicknessM, reach, all, found, listed, sortedM } = findings;
  const { cutM3, fillM3, netM3, coveredAreaM2, voidAreaM2, minDifferenceM, maxDifferenceM } = totals;
  const answer = answerFrame(frame, inputs.crs);
  const used = sources.flatMap((source, i): UsedSource[] =>
    source.kind === 'points' ? [{ source, items: surfaces[i]!.usedItems }] : [],
  );
  const stored = sources.flatMap((source) => (source.kind === 'stored' ? [source.record] : []));
  const histogram = differenceHistogram(cellAreasM2, differencesM, sortedM);
  const inexact = surfaces.filter(({ isExact }) => !isExact);
  const accuracies = inexact.flatMap(({ accuracyM }) => (accuracyM === null ? [] : [accuracyM]));
  const [existingDate, comparedDate] = epochsOf(sources, surfaces);
  return {
    changes: listed.map((change, i) => listedChange(change, i, differences, all, inputs.minAreaM2, answer)),
    found: { changes: found.length, ...volumesOf(found) },
    histogram: { binM: histogram.binM, from: histogram.fromM, counts: [...histogram.areasM2] },
    totals: {
      cutM3,
      fillM3,
      netM3,
      areaM2: polygonArea(differences.polygon),
      coveredAreaM2,
      voidAreaM2,
      minDifferenceM,
      maxDifferenceM,
    },
    lodM,
    minThicknessM,
    windowM: (2 * reach + 1) * grid.cellSizeM,
    noise: {
      existingSigmaM: surfaces[0].sigmaM,
      comparedSigmaM: surfaces[1].sigmaM,
      systematicM: accuracies.length > 0 ? Math.hypot(...accuracies) : null,
    },
    epochs: { existing: existingDate, compared: comparedDate },
    sampling: inputs.sampling,
    cellSizeM: inputs.cellSizeM,
    maxEdgeM: inputs.maxEdgeM,
    crs: answer.crs,
    provenance: provenanceOf('change-map', inputs, used, stored),
    warnings: [
      ...errorSizeWarnings(
        sources,
        [
          {
            measurement: { coveredAreaM2, differencesM, cellAreasM2 },
            surfaces: [
              { usedItems: surfaces[0].usedItems, measured: surfaces[0] },
              { usedItems: surfaces[1].usedItems, measured: surfaces[1] },
            ],
          },
        ],
        null,
        false,
      ),
      ...overlapWarnings(used),
      ...ownWarnings(inputs, findings),
    ],
    links: [],
    ...(comparedM
      ? {
          difference: differenceGrid(grid, cellAreasM2, differencesM, comparedM, frame.crs.horizontalUnitM),
        }
      : {}),
  };
}

function listedChange(
  change: Change,
  i: number,
  { grid }: Differences,
  { labels }: Changes,
  minAreaM2: number,
  { fromMetres }: AnswerFrame,
): ListedChange {
  const { kind, volumeM3, areaM2, centroid, maxThicknessM } = change;
  const place = (position: readonly number[]) => fromMetres(position[0]!, position[1]!);
  const outline = placedOutline(outlineOf(grid, labels, change, minAreaM2), place);
  const positions = outline.type === 'Polygon' ? outline.coordinates.flat() : outline.coordinates.flat(2);
  const east = positions.map((position) => position[0]!);
  const north = positions.map((position) => position[1]!);
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b));
  return {
    rank: i + 1,
    kind,
    volumeM3,
    areaM2,
    centroid: place(centroid),
    bbox: [least(east), least(north), most(east), most(north)],
    maxThicknessM,
    meanThicknessM: volumeM3 / areaM2,
    outline,
  };
}

export function placedOutline(
  outline: AreaGeometry,
  place: (position: readonly number[]) => [number, number],
): ListedChange['outline'] {
  return outline.type === 'Polygon'
    ? { type: 'Polygon', coordinates: outline.coordinates.map((ring) => ring.map(place)) }
    : { type: 'MultiPolygon', coordinates: outline.coordinates.map((rings) => rings.map((ring) => ring.map(place))) };
}

export function volumesOf(changes: readonly Change[]): { cutM3: number; fillM3: number; netM3: number } {
  const sum = (kind: Change['kind']) =>
    changes.reduce((total, change) => (change.kind === kind ? total + change.volumeM3 : total), 0);
  const [cutM3, fillM3] = [sum('cut'), sum('fill')];
  return { cutM3, fillM3, netM3: fillM3 - cutM3 };
}

/** First and last day of what was used; null where nobody says it. */
export function epochsOf(
  sources: Pair<SurfaceSource>,
  surfaces: Differences['surfaces'],
): [existing: string | null, compared: string | null] {
  return [epochOf(sources[0], surfaces[0].usedItems), epochOf(sources[1], surfaces[1].usedItems)];
}

export function epochOf(source: SurfaceSource, usedItems: readonly SourceItem[]): string | null {
  if (source.kind === 'plane') return null;
  if (source.kind === 'stored') return source.record.datetime;
  const times = usedItems.flatMap(({ datetime }) => (datetime === null ? [] : datetime.split('/')));
  const known = times.filter((time) => time !== '..').sort();
  if (known.length === 0) return null;
  return known[0] === known.at(-1) ? known[0]! : `${known[0]}/${known.at(-1)}`;
}

function ownWarnings({ maxEdgeM, maxChanges }: ChangeMapRequest, { totals, found }: Findings): Warning[] {
  const warnings: Warning[] = [];
  const voidShare = totals.voidAreaM2 / (totals.voidAreaM2 + totals.coveredAreaM2);
  if (voidShare > SMALL_VOID_SHARE) {
    warnings.push({
      code: 'VOID',
      message: `${(100 * voidShare).toFixed(1)} % of the area has no data in one or both surfaces and is not counted (edges up to ${maxEdgeM} m)`,
    });
  }
  if (found.length > maxChanges) {
    warnings.push({
      code: 'MORE_CHANGES',
      message: `${found.length} changes were found, the largest ${maxChanges} are listed: raise maxChanges or minAreaM2`,
    });
  }
  return warnings;
}
