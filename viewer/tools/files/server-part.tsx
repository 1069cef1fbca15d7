/** Measuring an own file on the server: a button that says what it does, or why it cannot; and how far a point file is. */
import { Button, Group, Progress, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconRulerMeasure } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { type OwnFile, type ServerStage, serverUse } from './state.ts';

/** Uploading is never done by itself. */
export function ServerPart({ file }: { file: OwnFile }) {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  const allowed = useAppState((state) => state.writesAllowed);
  const { server } = file;
  if (server?.state === 'sending' || server?.state === 'indexing') return <OnItsWay file={file} server={server} />;
  if (server?.state === 'there') return <Text size="xs">{t('files.server.otherSystem')}</Text>;
  const use = serverUse(file.content);
  const reason = use === null ? t('files.measureKind') : allowed === false ? t('files.measureOff') : null;
  const tool = t(use === 'axis' ? 'tool.alignment' : 'tool.volume');
  const whyWords = (code: string) => {
    const known = WHY.find((one) => one === code) ?? 'other';
    return t(`files.server.why.${known}`);
  };
  const note = use === 'points' ? t('files.measurePoints') : t('files.measureNote', { tool });
  return (
    <div>
      {server?.state === 'failed' && (
        <div role="alert" data-server-failed>
          <Text size="sm" fw={500} mb={4}>
            {t('files.server.failed')}
          </Text>
          <FailureMessage {...server.failure} title={whyWords(server.failure.code)} />
        </div>
      )}
      {use === 'points' && reason === null && <SaidForm file={file} />}
      <Button
        size="compact-sm"
        variant="default"
        mt={use === 'points' ? 8 : 0}
        leftSection={<IconRulerMeasure size={16} />}
        disabled={reason !== null}
        onClick={() => files.measure(file.id)}
      >
        {t('files.measure')}
      </Button>
      <Text size="xs" c="dimmed" mt={2}>
        {reason ?? note}
      </Text>
    </div>
  );
}

const WHY = ['LIMIT', 'PAYLOAD_TOO_LARGE', 'CRS', 'FORMAT', 'TIMEOUT', 'BUSY', 'OFFLINE', 'FORBIDDEN'] as const;
const DATUMS = ['JGD2000', 'JGD2011', 'JGD2024'] as const;

/** What measuring wants to know of points and few files say: when, and what the heights stand on. */
function SaidForm({ file: { id, said } }: { file: OwnFile }) {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  return (
    <Group gap="xs" grow mt={6} align="end">
      <TextInput
        type="date"
        size="xs"
        label={t('files.server.date')}
        value={said.datetime}
        onChange={({ currentTarget }) => files.change(id, { said: { ...said, datetime: currentTarget.value } })}
      />
      <Select
        size="xs"
        label={t('files.server.datum')}
        placeholder={t('files.server.datumUnknown')}
        clearable
        data={[...DATUMS]}
        value={said.verticalDatum === '' ? null : said.verticalDatum}
        onChange={(value) => files.change(id, { said: { ...said, verticalDatum: value ?? '' } })}
      />
    </Group>
  );
}

type Way = Extract<ServerStage, { state: 'sending' | 'indexing' }>;

function OnItsWay({ file, server }: { file: OwnFile; server: Way }) {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  const { words, more, percent } = useWayWords(server);
  return (
    <Stack gap={4} data-server={server.state}>
      <Text size="xs" aria-live="polite">
        {words}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Progress value={percent} aria-label={words} flex={1} animated={percent === 0} />
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('files.server.stop', { name: file.name })}
          onClick={() => files.stopSending(file.id)}
        >
          {t('files.server.stopShort')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {more}
      </Text>
    </Stack>
  );
}

function useWayWords(server: Way): { words: string; more: string; percent: number } {
  const { t } = useTranslation();
  const rest = t('files.server.meanwhile');
  if (server.state === 'sending') {
    const percent = Math.floor(server.fraction * 100);
    return { words: t('files.server.sending', { percent }), more: rest, percent };
  }
  const { ahead, percent: part, pointsPerSecond, secondsLeft } = server;
  if (ahead > 0) return { words: t('files.server.waiting', { count: ahead }), more: rest, percent: 0 };
  const percent = Math.floor(part ?? 0);
  const thousands = Math.round(pointsPerSecond / 1000);
  const facts = [
    ...(thousands > 0 ? [t('files.server.rate', { value: formatNumber(1000 * thousands) })] : []),
    ...(secondsLeft === null || part === null ? [] : [t('files.server.left', { time: timeText(secondsLeft) })]),
  ];
  return { words: t('files.server.indexing', { percent }), more: facts.length > 0 ? facts.join(' · ') : rest, percent };

  function timeText(seconds: number): string {
    return seconds < 90
      ? t('files.server.seconds', { value: Math.max(1, Math.round(seconds)) })
      : t('files.server.minutes', { value: Math.round(seconds / 60) });
  }
}
