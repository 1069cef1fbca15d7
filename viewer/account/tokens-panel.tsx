/** API tokens: made, shown once, revoked. */
import { Button, Group, NumberInput, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addToken, endToken, getTokens, type Scope, type Self } from '../api/accounts.ts';
import { useLoad } from '../ui/use-load.ts';
import { formatTime } from './format-time.ts';
import { OnceShown } from './once-shown.tsx';
import { PanelTable } from './panel-table.tsx';

const SCOPES: readonly Scope[] = ['read', 'write', 'publish', 'admin'];
const DEFAULT_DAYS = 90;
const MOST_DAYS = 366;

export function TokensPanel({ self }: { readonly self: Self }) {
  const { t } = useTranslation();
  const tokens = useLoad(getTokens);
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('read');
  /** As typed: a field that is being written in may be empty for a moment. */
  const [days, setDays] = useState<number | string>(DEFAULT_DAYS);
  const [secret, setSecret] = useState<string | null>(null);
  const scopes = SCOPES.filter((one) => self.rights.includes(one));
  const isWhole = name.trim() !== '' && Number(days) >= 1 && Number(days) <= MOST_DAYS;
  const create = () =>
    tokens.change(async () => {
      setSecret(await addToken(name, scope, Number(days)));
      setName('');
    });
  return (
    <Stack gap="lg">
      <Text size="sm">{t('account.tokens.help')}</Text>
      {secret !== null && (
        <OnceShown
          text={secret}
          words={t('account.tokens.once')}
          more={t('account.tokens.use')}
          onClose={() => setSecret(null)}
        />
      )}
      <PanelTable
        label={t('account.tabs.tokens')}
        loaded={tokens}
        columns={[
          t('account.tokens.name'),
          t('account.tokens.scope'),
          t('account.tokens.expires'),
          t('account.tokens.lastUsed'),
          '',
        ]}
        keyOf={({ id }) => id}
        cells={(token) => [
          token.name,
          t(`account.tokens.scopes.${token.scope}`),
          formatTime(token.expires),
          token.lastUsed === null ? t('account.never') : formatTime(token.lastUsed),
          <Button
            key="end"
            size="compact-xs"
            variant="default"
            aria-label={`${t('account.tokens.end')}: ${token.name}`}
            onClick={() => void tokens.change(() => endToken(token.id), t('account.tokens.ended'))}
          >
            {t('account.tokens.end')}
          </Button>,
        ]}
      />
      <Paper
        component="form"
        withBorder
        p="md"
        maw={720}
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) void create();
        }}
      >
        <Title order={2} size="h4" mb="sm">
          {t('account.tokens.new')}
        </Title>
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t('account.tokens.name')}
            placeholder={t('account.tokens.nameHelp')}
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            className="account-wide"
          />
          <Select
            label={t('account.tokens.scope')}
            data={scopes.map((one) => ({ value: one, label: t(`account.tokens.scopes.${one}`) }))}
            value={scope}
            onChange={(next) => setScope((next ?? 'read') as Scope)}
          />
          <NumberInput
            label={t('account.tokens.days')}
            min={1}
            max={MOST_DAYS}
            allowDecimal={false}
            w={110}
            value={days}
            onChange={setDays}
          />
          <Button type="submit" disabled={!isWhole}>
            {t('account.tokens.create')}
          </Button>
        </Group>
      </Paper>
    </Stack>
  );
}
