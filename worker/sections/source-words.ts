/** What a surface is called in a section, and what it is. */
import type { SurfaceSource } from '../measuring/surface-source.ts';
import type { SurfaceRecord } from '../surfaces/surface-record.ts';

export function sourceName(source: SurfaceSource): string {
  if (source.kind === 'points') return source.collection;
  if (source.kind === 'stored') return source.record.name;
  return 'elevationM' in source.plane ? `plane at ${source.plane.elevationM} m` : 'plane';
}

/** Whether it was drawn, not measured. */
export const isDesign = (source: SurfaceSource): boolean =>
  source.kind === 'plane' || (source.kind === 'stored' && source.record.kind === 'mesh');

export const storedRecords = (sources: readonly SurfaceSource[]): SurfaceRecord[] =>
  sources.flatMap((source) => (source.kind === 'stored' ? [source.record] : []));
