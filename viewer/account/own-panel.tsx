/** Oneself: role, groups, password, and where one is signed in. */
import { Badge, Button, PasswordInput, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword, endSession, getSessions, type Self } from '../api/accounts.ts';
import { useLoad } from '../ui/use-load.ts';
import { formatTime } from './format-time.ts';
import { isSameTwice, NewPassword, NOTHING_TYPED } from './new-password.tsx';
import { PanelTable } from './panel-table.tsx';
import { SecretForm } from './secret-form.tsx';

interface OwnPanelProps {
  readonly self: Self;
  readonly user: NonNullable<Self['user']>;
  readonly reload: () => void;
}

export function OwnPanel({ self, user, reload }: OwnPanelProps) {
  const { t } = useTranslation();
  const sessions = useLoad(getSessions);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Stack gap="lg">
        <dl className="account-facts">
          <dt>{t('account.signIn.name')}</dt>
          <dd>{user.displayName === user.name ? user.name : `${user.displayName} (${user.name})`}</dd>
          <dt>{t('account.own.role')}</dt>
          <dd>
            {t(`account.roles.${user.role}`)}
            <Text size="xs" c="dimmed">
              {t(`account.roleHelp.${user.role}`)}
            </Text>
          </dd>
          <dt>{t('account.own.groups')}</dt>
          <dd>{user.groups.length > 0 ? user.groups.join('、') : t('account.own.noGroups')}</dd>
          <dt>{t('account.own.rights')}</dt>
          <dd>{self.rights.map((right) => t(`account.rights.${right}`)).join(' · ')}</dd>
        </dl>
        {user.hasPassword ? (
          <PasswordForm onDone={reload} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('account.password.organisations', { name: self.organisation ?? '' })}
          </Text>
        )}
      </Stack>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('account.own.sessions')}
        </Title>
        <PanelTable
          label={t('account.own.sessions')}
          loaded={sessions}
          columns={[t('account.own.browser'), t('account.own.from'), t('account.own.seen'), '']}
          keyOf={({ id }) => id}
          cells={({ id, agent, address, seen, isThis }) => [
            shortAgent(agent),
            address,
            formatTime(seen),
            isThis ? (
              <Badge key="here" variant="light">
                {t('account.own.here')}
              </Badge>
            ) : (
              <Button
                key="end"
                size="compact-xs"
                variant="default"
                onClick={() => void sessions.change(() => endSession(id), t('account.own.ended'))}
              >
                {t('account.own.end')}
              </Button>
            ),
          ]}
        />
      </Stack>
    </SimpleGrid>
  );
}

function PasswordForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [before, setBefore] = useState('');
  const [typed, setTyped] = useState(NOTHING_TYPED);
  return (
    <SecretForm
      title={t('account.password.change')}
      submit={t('account.password.submit')}
      fault={isSameTwice(typed) ? null : t('account.password.differs')}
      onSubmit={() => changePassword(before, typed.password)}
      onDone={() => {
        setBefore('');
        setTyped(NOTHING_TYPED);
        notifications.show({ message: t('account.password.done'), autoClose: 4000, withCloseButton: false });
        onDone();
      }}
    >
      <PasswordInput
        label={t('account.password.before')}
        autoComplete="current-password"
        required
        value={before}
        onChange={(event) => setBefore(event.currentTarget.value)}
      />
      <NewPassword value={typed} onChange={setTyped} />
    </SecretForm>
  );
}

/** `Mozilla/5.0 (X11; Linux x86_64) … Chrome/153.0 Safari/537.36` → `Chrome 153 · Linux`. */
function shortAgent(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Version)\/(\d+)/.exec(agent);
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(agent)?.[0];
  if (!browser) return agent.slice(0, 40) || '–';
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  return [`${names[browser[1]!] ?? browser[1]} ${browser[2]}`, system].filter(Boolean).join(' · ');
}
