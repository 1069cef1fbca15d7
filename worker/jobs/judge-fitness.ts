/** The process `fit-for-purpose`: whether data are good enough for what somebody wants to do on an area. */
import { type FitForPurposeResult, parseFitForPurposeRequest } from '#core/contract/fit-for-purpose.ts';
import { type AreaGeometry, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { judgeFitness, PURPOSES, type Purpose } from '#core/measure/fitness.ts';
import { PURPOSE_NAMES, reasonWords, VERDICT_NAMES } from '#core/measure/fitness-words.ts';
import type { JobContext } from '../entry.ts';
import { filledCells } from '../measuring/data-quality.ts';
import { frameOfSources, surfaceLoader } from '../measuring/load-surfaces.ts';
import { overlapWarnings, provenanceOf } from '../measuring/provenance.ts';
import { resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { type VolumeSurface, volumeFrame } from '../measuring/volume-surface.ts';
import { openStore } from '../store/store.ts';
import type { MeasureInput } from './compute-volume.ts';

const YEAR_MS = 365.25 * 86_400_000;
/** Voids are looked for in cells of this size, or larger ones on large areas. */
const VOID_CELL_M = 0.5;
const MAX_VOID_CELLS = 4_000_000;

/** @throws as `cut-fill-volume` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<FitForPurposeResult> {
  const inputs = parseFitForPurposeRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const source = await resolveSurface(store, storeDir, inputs.surface);
  const frame = frameOfSources([source], inputs.crs);
  const polygon = parsePolygon(inputs.area as AreaGeometry, frame.toMetres);
  const areaM2 = polygonArea(polygon);
  const { minE, minN, maxE, maxN } = polygon.bounds;
  const cellSizeM = Math.max(VOID_CELL_M, Math.ceil(Math.sqrt(((maxE - minE) * (maxN - minN)) / MAX_VOID_CELLS)));
  const area = volumeFrame(polygon, cellSizeM, { sampling: 'tin', maxEdgeM: inputs.maxEdgeM });
  const load = await surfaceLoader(storeDir, [source], frame, context);
  const [surface] = await load(area, { begin: 0, end: 0.9 });
  const { measured, pointCount, usedItems } = surface!;
  const voidM2 = area.cellAreasM2.reduce(
    (sum, cellM2, cell) => (Number.isNaN(measured.samples.heights[cell]!) ? sum + cellM2 : sum),
    0,
  );
  const filled = (purpose: Purpose) => filledCells(purpose, surface!, polygon);
  const start = startOf(source, surface!);
  const today = inputs.date === undefined ? Date.now() : Date.parse(inputs.date);
  const ageYears = start === null ? null : Math.max(0, Math.floor((today - start) / YEAR_MS));
  const datums = [
    ...new Set(
      source.kind === 'stored' ? [source.record.verticalDatum] : usedItems.map(({ record }) => record.verticalDatum),
    ),
  ];
  const used = source.kind === 'points' ? [{ source, items: usedItems }] : [];
  return {
    areaM2,
    pointCount,
    densityPerM2: pointCount / areaM2,
    filledShare: { '1m': filled('estimate'), '0.5m': filled('pre-construction'), '0.1m': filled('as-built') },
    coveredAreaM2: areaM2 - voidM2,
    voidAreaM2: voidM2,
    scatterM: measured.sigmaM,
    accuracyM: measured.accuracyM,
    verticalDatum: datums.length === 1 ? datums[0]! : null,
    datetime: start === null ? null : new Date(start).toISOString(),
    ageYears,
    purposes: (Object.keys(PURPOSES) as Purpose[]).map((purpose) => {
      const facts = {
        filledShare: filled(purpose),
        accuracyM: measured.accuracyM,
        voidShare: voidM2 / areaM2,
        ageYears,
      };
      const { verdict, reasons } = judgeFitness(purpose, facts);
      return {
        purpose,
        name: { ...PURPOSE_NAMES[purpose] },
        verdict,
        words: { ...VERDICT_NAMES[verdict] },
        reasons: reasons.map((reason) => ({ ...reason, words: { ...reasonWords(reason) } })),
      };
    }),
    provenance: provenanceOf('fit-for-purpose', inputs, used, source.kind === 'stored' ? [source.record] : []),
    warnings: overlapWarnings(used),
    links: [],
  };
}

/** Beginning of the oldest survey under the area; null when one of them does not say. */
function startOf(source: SurfaceSource, { usedItems }: VolumeSurface): number | null {
  const stored = source.kind === 'stored' ? source.record.datetime : null;
  const times =
    source.kind === 'stored'
      ? [stored === null ? Number.NaN : Date.parse(stored.split('/')[0]!)]
      : usedItems.map(({ record }) => (record.timeKnown ? record.start : Number.NaN));
  const start = Math.min(...times);
  return Number.isFinite(start) ? start : null;
}
