/** Whether kept numbers still hold: the badge, and in words what differs. */
import { Badge, Button, Group, List, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Verification } from '../../api/projects.ts';
import { formatNumber } from '../../ui/format.ts';
import type { Run } from '../run.ts';

const COLOURS = { verified: 'green', 'data-changed': 'yellow', differs: 'red', failed: 'gray' } as const;
const WORDS = {
  verified: 'verified',
  'data-changed': 'dataChanged',
  differs: 'differs',
  failed: 'notVerified',
} as const;
const SHOWN_DIFFERENCES = 3;

export function Verdict({ run, onAgain }: { run: Run<Verification>; onAgain?: () => void }) {
  const { t } = useTranslation();
  if (run.state === 'idle') return null;
  if (run.state === 'running') {
    return (
      <Group gap="xs" role="status">
        <Loader size={14} />
        <Text size="xs">{t('project.verifying')}</Text>
      </Group>
    );
  }
  if (run.state === 'failed') {
    return (
      <Group gap="xs" role="status">
        <Text size="xs" c="red">
          {t('project.notVerified')}: {run.failure.message}
        </Text>
        {onAgain && <AgainButton onAgain={onAgain} />}
      </Group>
    );
  }
  const { result } = run;
  const Icon = result.status === 'verified' ? IconCircleCheck : IconAlertTriangle;
  return (
    <Stack gap={4} role="status" data-verdict={result.status}>
      <Group gap="xs">
        <Badge color={COLOURS[result.status]} variant="light" size="lg" leftSection={<Icon size={15} />} tt="none">
          {t(`project.${WORDS[result.status]}`)}
        </Badge>
        <Text size="xs" c="dimmed">
          {timeOf(result.checked)}
        </Text>
        {onAgain && result.status !== 'verified' && <AgainButton onAgain={onAgain} />}
      </Group>
      <Text size="xs" c="dimmed">
        {result.status === 'failed'
          ? result.problem?.message
          : t(`project.${WORDS[result.status]}Note`, { value: formatNumber(result.numbersCompared) })}
      </Text>
      {result.status === 'data-changed' && (
        <Text size="xs" c="dimmed">
          {changedItems(result).join(', ')}
        </Text>
      )}
      {result.differences.length > 0 && (
        <List size="xs" spacing={2}>
          {result.differences.slice(0, SHOWN_DIFFERENCES).map(({ member, stored, now }) => (
            <List.Item key={member}>
              <code>{member}</code>: {text(stored)} → {text(now)}
            </List.Item>
          ))}
          {result.differenceCount > SHOWN_DIFFERENCES && (
            <List.Item>{t('project.moreDifferences', { value: result.differenceCount - SHOWN_DIFFERENCES })}</List.Item>
          )}
        </List>
      )}
    </Stack>
  );
}

function AgainButton({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="compact-xs" variant="subtle" leftSection={<IconRefresh size={14} />} onClick={onAgain}>
      {t('project.again')}
    </Button>
  );
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Items of the stored result that have another version now, or are gone. */
function changedItems({ versionsStored, versionsNow }: Verification): string[] {
  const now = new Set(versionsNow);
  return versionsStored.filter((one) => !now.has(one)).map((one) => one.split('@')[0] ?? one);
}

/** Local time to the minute, `2026-11-21 10:15`. */
export function timeOf(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
