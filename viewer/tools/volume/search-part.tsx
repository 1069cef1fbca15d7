/** A search that the panel offers beside the volume: a button, its progress, what it found or why not. */
import { Button, Group, Progress, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import type { Run } from '../run.ts';

export interface SearchPartProps<Result> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: Run<Result>;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly children: (result: Result) => ReactNode;
}

export function SearchPart<Result>({ label, icon, run, onRun, onStop, children }: SearchPartProps<Result>) {
  const { t } = useTranslation();
  const running = run.state === 'running';
  return (
    <Stack gap="xs" aria-live="polite">
      {run.state !== 'done' && (
        <Group gap="xs">
          <Button size="xs" variant="default" leftSection={icon} loading={running} onClick={onRun}>
            {label}
          </Button>
          {running && (
            <Button size="xs" variant="default" onClick={onStop}>
              {t('file.cancel')}
            </Button>
          )}
        </Group>
      )}
      {running && <Progress value={run.progress ?? 0} aria-label={label} />}
      {run.state === 'failed' && <FailureMessage code={run.failure.code} message={run.failure.message} />}
      {run.state === 'done' && children(run.result)}
    </Stack>
  );
}
