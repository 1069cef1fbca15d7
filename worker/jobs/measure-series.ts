/** The process `epoch-series`: request in, result out. */
import { type EpochSeriesResult, parseEpochSeriesRequest } from '#core/contract/epoch-series.ts';
import { parsePolygon } from '#core/geometry/polygon.ts';
import type { CutFill } from '#core/measure/cut-fill.ts';
import { cumulativeSteps, type EpochSeries, measureSeries } from '#core/measure/epoch-series.ts';
import { addParts, intervalsOf } from '#core/measure/uncertainty.ts';
import type { JobContext } from '../entry.ts';
import { frameOfSources, surfaceLoader } from '../measuring/load-surfaces.ts';
import { areasOf } from '../measuring/named-areas.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import { resolveSurface, type SourceItem, type SurfaceSource } from '../measuring/surface-source.ts';
import { volumeFrame } from '../measuring/volume-surface.ts';
import { openStore } from '../store/store.ts';
import type { MeasureInput } from './compute-volume.ts';

type Totals = Pick<EpochSeriesResult, 'areaM2' | 'coveredAreaM2' | 'voidAreaM2' | 'pairs' | 'cumulative'>;

/** @throws as `cut-fill-volume` does */
export async function run(
  { storeDir, request, audience }: MeasureInput,
  context: JobContext,
): Promise<EpochSeriesResult> {
  const inputs = parseEpochSeriesRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const sources: SurfaceSource[] = [];
  for (const surface of inputs.surfaces) sources.push(await resolveSurface(store, storeDir, surface));
  const frame = frameOfSources(sources, inputs.crs);
  const load = await surfaceLoader(storeDir, sources, frame, context);
  const areas = areasOf(inputs, frame);
  const series: EpochSeries[] = [];
  const usedItems = sources.map(() => new Set<SourceItem>());
  const points = new Float64Array(sources.length);
  for (const [i, { geometry }] of areas.entries()) {
    const polygon = parsePolygon(geometry, frame.toMetres);
    const frameOfArea = volumeFrame(polygon, inputs.cellSizeM, inputs);
    const { grid } = frameOfArea;
    const progress = { begin: i / areas.length, end: (i + 1) / areas.length };
    const surfaces = await load(frameOfArea, progress);
    for (const [k, surface] of surfaces.entries()) {
      for (const item of surface.usedItems) usedItems[k]!.add(item);
      points[k]! += surface.pointCount;
    }
    series.push(
      measureSeries(
        polygon,
        grid,
        surfaces.map(({ measured }) => measured),
      ),
    );
  }
  const used = sources.flatMap((source, i): UsedSource[] =>
    source.kind === 'points' ? [{ source, items: [...usedItems[i]!] }] : [],
  );
  const stored = sources.flatMap((source) => (source.kind === 'stored' ? [source.record] : []));
  return {
    epochs: sources.map((source, i) => ({
      label: inputs.labels?.[i] ?? labelOf(source, [...usedItems[i]!]),
      datetime: datetimeOf(source, [...usedItems[i]!]),
      points: points[i]!,
    })),
    ...totalsOf(series, sources.length),
    ...(inputs.areas
      ? { blocks: areas.map(({ name }, i) => ({ name, ...totalsOf([series[i]!], sources.length) })) }
      : {}),
    method: 'grid',
    sampling: inputs.sampling,
    cellSizeM: inputs.cellSizeM,
    maxEdgeM: inputs.maxEdgeM,
    crs: frame.crs.code,
    provenance: provenanceOf('epoch-series', inputs, used, stored),
    warnings: dataWarnings(used),
    links: [],
  };
}

function totalsOf(series: readonly EpochSeries[], epochCount: number): Totals {
  const areaM2 = series.reduce((sum, one) => sum + one.areaM2, 0);
  const coveredAreaM2 = series.reduce((sum, one) => sum + one.coveredAreaM2, 0);
  const pairs = series[0]!.pairs.map(({ from, to }, i) => {
    const own = series.map((one) => one.pairs[i]!.measured);
    const sum = (name: keyof CutFill) => own.reduce((total, measured) => total + measured[name], 0);
    const uncertainty95 = intervalsOf(addParts(own.map(({ parts }) => parts)));
    return { from, to, cutM3: sum('cutM3'), fillM3: sum('fillM3'), netM3: sum('netM3'), uncertainty95 };
  });
  const volumeOf = (from: number, to: number) => pairs.find((pair) => pair.from === from && pair.to === to)!;
  const cumulative = cumulativeSteps(epochCount, volumeOf);
  return { areaM2, coveredAreaM2, voidAreaM2: areaM2 - coveredAreaM2, pairs, cumulative };
}

function datetimeOf(source: SurfaceSource, items: readonly SourceItem[]): string | null {
  if (source.kind === 'stored') return source.record.datetime;
  return [...new Set(items.map(({ datetime }) => datetime))].filter((text) => text !== null).sort()[0] ?? null;
}

function labelOf(source: SurfaceSource, items: readonly SourceItem[]): string {
  if (source.kind === 'plane') return 'plane';
  const name = source.kind === 'stored' ? source.record.name : source.collection;
  return datetimeOf(source, items)?.slice(0, 10) ?? name;
}
