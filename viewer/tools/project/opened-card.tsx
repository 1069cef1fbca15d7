/** The card over the picture that tells what a short link, or an entry, has opened, and whether its numbers hold. */
import { CloseButton, Group, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { Run } from '../run.ts';
import { KeptNumbers } from './kept-numbers.tsx';
import { Verdict } from './verdict.tsx';

export function OpenedCard() {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const opened = useAppState((state) => state.project.opened);
  const verdicts = useAppState((state) => state.project.openedVerdict);
  if (!opened) return null;
  const one = (index: number): Run<NonNullable<(typeof verdicts & { state: 'done' })['result'][number]>> => {
    if (verdicts.state !== 'done') return verdicts;
    const result = verdicts.result[index];
    return result ? { state: 'done', result } : { state: 'idle' };
  };
  return (
    <Paper
      className="opened-card"
      shadow="md"
      radius="md"
      p="sm"
      component="section"
      aria-label={t('project.openedLabel')}
    >
      <Group justify="space-between" wrap="nowrap" align="start" gap="xs">
        <div>
          <Text size="xs" c="dimmed">
            {t(opened.from.by === 'link' ? 'project.openedLink' : 'project.openedEntry')}
          </Text>
          {opened.title && (
            <Text size="sm" fw={600}>
              {opened.title}
            </Text>
          )}
        </div>
        <CloseButton
          size="sm"
          aria-label={t('panel.close')}
          onClick={() => projects.dispatch({ type: 'opened', opened: null })}
        />
      </Group>
      <Stack gap="xs" mt={4}>
        {opened.computed.length === 0 && (
          <Text size="xs" c="dimmed">
            {t('project.openedScene')}
          </Text>
        )}
        {opened.computed.map((computed, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list of a link never changes
          <Stack gap={6} key={index}>
            {computed.fault ? (
              // what cannot be read has no verdict
              <FailureMessage {...computed.fault} />
            ) : (
              <>
                <KeptNumbers process={computed.process} result={computed.result} />
                <Verdict run={one(index)} />
              </>
            )}
          </Stack>
        ))}
      </Stack>
    </Paper>
  );
}
