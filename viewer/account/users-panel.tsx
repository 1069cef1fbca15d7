/** Users: added, changed, kept out, deleted; their one-time links. */
import { Badge, Button, Group, Menu, Stack } from '@mantine/core';
import { IconDots, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeUser,
  getGroups,
  getUsers,
  linkForUser,
  type OneTimeLink,
  removeUser,
  type User,
} from '../api/accounts.ts';
import { useLoad } from '../ui/use-load.ts';
import { AskFirst } from './ask-first.tsx';
import { formatTime } from './format-time.ts';
import { OnceShown } from './once-shown.tsx';
import { PanelTable } from './panel-table.tsx';
import { UserForm } from './user-form.tsx';

export function UsersPanel() {
  const { t } = useTranslation();
  const users = useLoad(getUsers);
  const groups = useLoad(getGroups);
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const [removed, setRemoved] = useState<User | null>(null);
  const [link, setLink] = useState<(OneTimeLink & { readonly name: string }) | null>(null);
  const showLink = (user: User) =>
    users.change(async () => setLink({ ...(await linkForUser(user.id)), name: user.displayName }));
  return (
    <Stack gap="lg">
      {link && (
        <OnceShown
          text={link.url}
          words={t('account.users.linkHelp', { name: link.name, expires: formatTime(link.expires) })}
          onClose={() => setLink(null)}
        />
      )}
      <Group justify="flex-end">
        <Button leftSection={<IconUserPlus size={18} />} onClick={() => setEdited('new')}>
          {t('account.users.new')}
        </Button>
      </Group>
      <PanelTable
        label={t('account.tabs.users')}
        loaded={users}
        columns={[
          t('account.users.name'),
          t('account.users.displayName'),
          t('account.users.role'),
          t('account.users.groups'),
          t('account.users.lastLogin'),
          t('account.users.state'),
          '',
        ]}
        keyOf={({ id }) => id}
        cells={(user) => [
          user.name,
          user.displayName,
          t(`account.roles.${user.role}`),
          user.groups.join('、') || '–',
          user.lastLogin === null ? t('account.never') : formatTime(user.lastLogin),
          <UserState key="state" user={user} />,
          <Menu key="menu" position="bottom-end" withinPortal>
            <Menu.Target>
              <Button size="compact-xs" variant="default" aria-label={`${t('account.actions')}: ${user.name}`}>
                <IconDots size={16} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setEdited(user)}>{t('account.collections.change')}</Menu.Item>
              {!user.isOrganisations && (
                <Menu.Item onClick={() => void showLink(user)}>{t('account.users.link')}</Menu.Item>
              )}
              <Menu.Item onClick={() => void users.change(() => changeUser(user.id, { isDisabled: !user.isDisabled }))}>
                {t(user.isDisabled ? 'account.users.enable' : 'account.users.disable')}
              </Menu.Item>
              <Menu.Item color="red" onClick={() => setRemoved(user)}>
                {t('account.users.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>,
        ]}
      />
      {edited !== null && (
        <UserForm
          user={edited === 'new' ? null : edited}
          groups={(groups.value ?? []).map(({ name }) => name)}
          onClose={() => setEdited(null)}
          onSaved={(made) => {
            setEdited(null);
            if (made) setLink({ ...made.link, name: made.user.displayName });
            users.reload();
          }}
        />
      )}
      {removed && (
        <AskFirst
          title={t('account.users.remove')}
          words={t('account.users.removeAsk', { name: removed.displayName })}
          action={t('account.users.remove')}
          onClose={() => setRemoved(null)}
          onDo={() => void users.change(() => removeUser(removed.id))}
        />
      )}
    </Stack>
  );
}

/** What keeps somebody out is loud, the rest is quiet. */
function UserState({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const state = stateOf(user);
  const isOut = state === 'disabled' || state === 'locked';
  return (
    <Badge {...(isOut ? { color: 'red.9', variant: 'filled' } : { variant: state === 'active' ? 'light' : 'default' })}>
      {t(`account.users.${state}`)}
    </Badge>
  );
}

function stateOf({ isDisabled, lockedUntil, isOrganisations, hasPassword }: User) {
  if (isDisabled) return 'disabled';
  if (lockedUntil !== null) return 'locked';
  if (isOrganisations) return 'organisations';
  return hasPassword ? 'active' : 'invited';
}
