/** A new user, or a change of one. */
import { Alert, Button, Group, Modal, MultiSelect, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addUser, changeUser, type OneTimeLink, ROLES, type Role, type User } from '../api/accounts.ts';
import { asApiError } from '../ui/use-load.ts';

interface UserFormProps {
  /** Null: a new one. */
  readonly user: User | null;
  readonly groups: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: (made: { readonly user: User; readonly link: OneTimeLink } | null) => void;
}

export function UserForm({ user, groups, onClose, onSaved }: UserFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState(user?.displayName ?? '');
  const [role, setRole] = useState<Role>(user?.role ?? 'viewer');
  const [chosen, setChosen] = useState<readonly string[]>(user?.groups ?? []);
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    try {
      const shown = displayName.trim() === '' ? {} : { displayName };
      if (user) {
        await changeUser(user.id, { ...shown, role, groups: chosen });
        onSaved(null);
      } else onSaved(await addUser({ name, ...shown, role, groups: chosen }));
    } catch (error) {
      setFailure(asApiError(error).message);
    }
  };
  const title = user ? t('account.users.edit', { name: user.displayName }) : t('account.users.new');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('account.close') }}>
      <form onSubmit={(event) => void save(event)}>
        <Stack gap="sm">
          {!user && (
            <TextInput
              label={t('account.users.name')}
              required
              data-autofocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <TextInput
            label={t('account.users.displayName')}
            value={displayName}
            onChange={(event) => setDisplayName(event.currentTarget.value)}
          />
          <Select
            label={t('account.users.role')}
            description={t(`account.roleHelp.${role}`)}
            data={ROLES.map((one) => ({ value: one, label: t(`account.roles.${one}`) }))}
            value={role}
            onChange={(next) => setRole((next ?? 'viewer') as Role)}
          />
          <MultiSelect
            searchable
            label={t('account.users.groups')}
            description={t('account.groups.help')}
            data={[...groups]}
            value={[...chosen]}
            onChange={setChosen}
          />
          {failure !== null && (
            <Alert color="red" variant="light" role="alert">
              {failure}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('account.cancel')}
            </Button>
            <Button type="submit">{t(user ? 'account.save' : 'account.users.create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
