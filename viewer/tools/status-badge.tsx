/** What numbers are worth: an estimate from the screen, being computed, or computed on every point. */
import { Badge, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export const STATUSES = ['estimate', 'running', 'computed', 'failed', 'outdated'] as const;
export type Status = (typeof STATUSES)[number];

const COLOURS: Readonly<Record<Status, string>> = {
  estimate: 'yellow',
  running: 'blue',
  computed: 'teal',
  failed: 'red',
  outdated: 'yellow',
};

const WORDS = {
  estimate: 'measure.estimate',
  running: 'measure.computing',
  computed: 'measure.computed',
  failed: 'measure.failed',
  outdated: 'section.outdated',
} as const;

export function ResultBadge({ status, testId }: { readonly status: Status; readonly testId: string }) {
  const { t } = useTranslation();
  return (
    <Badge
      size="sm"
      variant="light"
      color={COLOURS[status]}
      tt="none"
      leftSection={status === 'running' ? <Loader size={10} /> : undefined}
      data-testid={testId}
      data-status={status}
    >
      {t(WORDS[status])}
    </Badge>
  );
}
