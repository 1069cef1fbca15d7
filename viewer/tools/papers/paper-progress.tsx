/** How a paper gets on: progress and a button that stops it, the name of the file, or why there is none. */
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import type { PaperRun } from './use-paper.ts';

export function PaperProgress({ paper }: { paper: PaperRun }) {
  const { t } = useTranslation();
  const { making, percent, made, failure } = paper;
  const words = t('papers.making', { percent });
  const top = useRef<HTMLDivElement>(null);
  // It stands at the end of the panel: what came of a paper is brought into sight.
  useEffect(() => {
    if (making !== null || made !== null || failure) void top.current?.scrollIntoView({ block: 'nearest' });
  }, [making, made, failure]);
  return (
    <Stack gap={6} ref={top}>
      <Text size="xs" aria-live="polite" role="status">
        {making !== null ? words : made !== null ? t('papers.made', { name: made }) : ''}
      </Text>
      {making !== null && (
        <Group gap="xs" wrap="nowrap">
          <Progress value={percent} aria-label={words} flex={1} />
          <Button size="compact-xs" variant="default" onClick={paper.stop}>
            {t('papers.cancel')}
          </Button>
        </Group>
      )}
      {failure && (
        <>
          <FailureMessage code={failure.code} message={`${failure.code}: ${failure.message}`} />
          <Text size="xs" c="dimmed">
            {t('papers.nextStep')}
          </Text>
        </>
      )}
    </Stack>
  );
}
