/** What the numbers of a measurement are worth. */
import type { MeasureResult } from '#core/contract/measure.ts';
import type { Run } from '../run.ts';
import { ResultBadge, type Status } from '../status-badge.tsx';
import type { MeasurementRecord } from './record.ts';

export interface StatusBadgeProps {
  readonly record: MeasurementRecord;
  readonly run: Run<MeasureResult> | undefined;
  /** The shape is being dragged: its result is gone. */
  readonly isMoving: boolean;
}

export function StatusBadge({ record, run, isMoving }: StatusBadgeProps) {
  return <ResultBadge status={statusOf(record, run, isMoving)} testId="measure-status" />;
}

function statusOf(record: MeasurementRecord, run: Run<MeasureResult> | undefined, isMoving: boolean): Status {
  if (record.computed !== null && !isMoving) return 'computed';
  if (run?.state === 'running') return 'running';
  return run?.state === 'failed' ? 'failed' : 'estimate';
}
