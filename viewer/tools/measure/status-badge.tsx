/** What the numbers of a measurement are worth: an estimate from the screen, or computed on every point. */
import { Badge, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MeasureResult } from '#core/contract/measure.ts';
import type { Run } from '../run.ts';
import type { MeasurementRecord } from './record.ts';

export interface StatusBadgeProps {
  readonly record: MeasurementRecord;
  readonly run: Run<MeasureResult> | undefined;
  /** The shape is being dragged: its result is gone. */
  readonly isMoving: boolean;
}

export function StatusBadge({ record, run, isMoving }: StatusBadgeProps) {
  const { t } = useTranslation();
  const isComputed = record.computed !== null && !isMoving;
  if (isComputed) {
    return (
      <Badge size="sm" variant="light" color="teal" tt="none" data-testid="measure-status" data-status="computed">
        {t('measure.computed')}
      </Badge>
    );
  }
  if (run?.state === 'running') {
    return (
      <Badge
        size="sm"
        variant="light"
        color="blue"
        tt="none"
        leftSection={<Loader size={10} />}
        data-testid="measure-status"
        data-status="running"
      >
        {t('measure.computing')}
      </Badge>
    );
  }
  return (
    <Badge
      size="sm"
      variant="light"
      color={run?.state === 'failed' ? 'red' : 'yellow'}
      tt="none"
      data-testid="measure-status"
      data-status={run?.state === 'failed' ? 'failed' : 'estimate'}
    >
      {t(run?.state === 'failed' ? 'measure.failed' : 'measure.estimate')}
    </Badge>
  );
}
