/** What an extraction will read, settled before the first point is decoded: plain data that crosses between threads. */

import type { ExtractRequest } from '#core/contract/extract.ts';
import type { Provenance, Warning } from '#core/contract/provenance.ts';
import type { CopcNode } from '#core/copc/copc.ts';
import type { Crs } from '#core/crs/crs.ts';
import type { AreaIndexData } from '#core/extract/area-index.ts';
import type { RecordMapping, RecordPlan } from '#core/extract/record-plan.ts';
import type { Audience } from '../store/audience.ts';
import type { ExtractLimits } from './extract-limits.ts';

export interface PlanInput {
  readonly storeDir: string;
  readonly request: unknown;
  readonly audience?: Audience | undefined;
  readonly limits: ExtractLimits;
}

export interface SourceNode {
  readonly node: CopcNode;
  /** No edge of the area comes near: all its points lie inside. */
  readonly isInside: boolean;
}

export interface ExtractSource {
  readonly collection: string;
  readonly id: string;
  readonly version: string;
  readonly path: string;
  readonly mapping: RecordMapping;
  readonly scale: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
  /** In the order of their keys: coarser ones first. */
  readonly nodes: readonly SourceNode[];
}

/** Whose data they are. */
export interface Credit {
  readonly collection: string;
  readonly title: string;
  readonly licence: string;
  readonly attribution: string | null;
}

export interface ExtractionPlan {
  readonly request: ExtractRequest;
  /** In the order of the request's collections, then of ids. */
  readonly sources: readonly ExtractSource[];
  readonly records: Omit<RecordPlan, 'mappings'>;
  readonly area: AreaIndexData;
  readonly crs: Crs;
  /** Text of the CRS record. */
  readonly wkt: string;
  /** Points in all nodes that are read; in those that lie inside. */
  readonly readPoints: number;
  readonly insidePoints: number;
  /** Whether the points carry GPS times, and whether those are adjusted standard times. */
  readonly hasGpsTime: boolean;
  readonly isAdjustedTime: boolean;
  /** Creation day of the newest source file. */
  readonly created: { readonly year: number; readonly dayOfYear: number };
  /** Metres in one unit of each axis, here. */
  readonly unitM: readonly [number, number, number];
  readonly verticalDatum: string | null;
  readonly credits: readonly Credit[];
  readonly provenance: Provenance;
  readonly warnings: readonly Warning[];
}
