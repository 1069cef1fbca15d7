/** The audit log: found, read page by page, checked, saved as CSV. */
import { Alert, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditEvent, type AuditQuery, auditAddress, checkAudit, getAudit } from '../api/accounts.ts';
import { attempt, useLoad } from '../ui/use-load.ts';
import { formatTime } from './format-time.ts';
import { PanelTable } from './panel-table.tsx';

const EVERYTHING: AuditQuery = { from: '', to: '', text: '' };
const WAIT_MS = 300;

interface Pages {
  readonly events: readonly AuditEvent[];
  readonly next: number | null;
}

export function AuditPanel() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(EVERYTHING);
  const [query] = useDebouncedValue(typed, WAIT_MS);
  const [checked, setChecked] = useState<{ readonly events: number; readonly damaged: number | null } | null>(null);
  const set = (part: Partial<AuditQuery>) => setTyped({ ...typed, ...part });
  return (
    <Stack gap="lg">
      <Text size="sm">{t('account.audit.help')}</Text>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t('account.audit.text')}
          value={typed.text}
          maxLength={100}
          onChange={(event) => set({ text: event.currentTarget.value })}
          className="account-wide"
        />
        <TextInput
          type="date"
          label={t('account.audit.from')}
          value={typed.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t('account.audit.to')}
          value={typed.to}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={18} />}
          onClick={() => void attempt(async () => setChecked(await checkAudit()))}
        >
          {t('account.audit.check')}
        </Button>
        <Button
          variant="default"
          component="a"
          href={auditAddress(query, { format: 'csv' })}
          leftSection={<IconDownload size={18} />}
        >
          {t('account.audit.csv')}
        </Button>
      </Group>
      {checked && (
        <Alert color={checked.damaged === null ? 'teal' : 'red'} variant="light" role="status">
          {checked.damaged === null
            ? t('account.audit.intact', { number: checked.events })
            : t('account.audit.damaged', { number: checked.damaged })}
        </Alert>
      )}
      <EventTable key={auditAddress(query)} query={query} />
    </Stack>
  );
}

/** What one question finds. */
function EventTable({ query }: { readonly query: AuditQuery }) {
  const { t } = useTranslation();
  const first = useLoad(() => getAudit(query, null));
  const [more, setMore] = useState<Pages | null>(null);
  const [isBusy, setBusy] = useState(false);
  const events = first.value && [...first.value.events, ...(more?.events ?? [])];
  const next = more ? more.next : (first.value?.next ?? null);
  const loadMore = async () => {
    setBusy(true);
    await attempt(async () => {
      const page = await getAudit(query, next);
      setMore({ events: [...(more?.events ?? []), ...page.events], next: page.next });
    });
    setBusy(false);
  };
  return (
    <>
      <PanelTable
        label={t('account.tabs.audit')}
        loaded={{ ...first, value: events }}
        columns={[
          t('account.audit.at'),
          t('account.audit.who'),
          t('account.audit.action'),
          t('account.audit.target'),
          t('account.audit.address'),
          t('account.audit.result'),
        ]}
        keyOf={({ number }) => String(number)}
        cells={({ at, who, action, target, address, result }) => [
          formatTime(at),
          who,
          <code key="action">{action}</code>,
          <span key="target" className="account-target">
            {target}
          </span>,
          address || '–',
          <Badge key="result" {...(result < 400 ? { variant: 'light' } : { variant: 'filled', color: 'red.9' })}>
            {result}
          </Badge>,
        ]}
      />
      {next !== null && (
        <Button variant="default" w="fit-content" loading={isBusy} onClick={() => void loadMore()}>
          {t('account.audit.more')}
        </Button>
      )}
    </>
  );
}
