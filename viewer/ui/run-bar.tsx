/** Asking the server: button, progress and a way to stop it, what is missing, what went wrong. */
import { Button, Group, Progress, Text } from '@mantine/core';
import { IconPlayerStop, type TablerIcon } from '@tabler/icons-react';
import type { Run } from '../tools/run.ts';
import { FailureMessage } from './failure-message.tsx';

export interface RunBarProps {
  readonly label: string;
  readonly icon: TablerIcon;
  readonly run: Run<unknown>;
  /** Whether it cannot be asked as things stand. */
  readonly disabled: boolean;
  /** What is missing, or that the answer is out of date. */
  readonly hint: string | null;
  readonly running: (percent: number) => string;
  readonly stop: string;
  readonly onRun: () => void;
  readonly onStop: () => void;
}

export function RunBar({ label, icon: Icon, run, disabled, hint, running, stop, onRun, onStop }: RunBarProps) {
  const isRunning = run.state === 'running';
  const words = isRunning ? running(Math.round(run.progress ?? 0)) : '';
  return (
    <div>
      <Group gap="xs">
        <Button leftSection={<Icon size={18} />} disabled={disabled} loading={isRunning} onClick={onRun}>
          {label}
        </Button>
        {isRunning && (
          <Button variant="default" leftSection={<IconPlayerStop size={18} />} onClick={onStop}>
            {stop}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={6} aria-live="polite">
        {hint}
        {words}
      </Text>
      {isRunning && <Progress value={Math.round(run.progress ?? 0)} mt={4} aria-label={words} />}
      {run.state === 'failed' && <FailureMessage code={run.failure.code} message={run.failure.message} />}
    </div>
  );
}
