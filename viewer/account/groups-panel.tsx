/** Groups: who works together, and so sees the same data. */
import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addGroup, type Group as GroupOfUsers, getGroups, removeGroup } from '../api/accounts.ts';
import { useLoad } from '../ui/use-load.ts';
import { AskFirst } from './ask-first.tsx';
import { PanelTable } from './panel-table.tsx';

export function GroupsPanel() {
  const { t } = useTranslation();
  const groups = useLoad(getGroups);
  const [name, setName] = useState('');
  const [removed, setRemoved] = useState<GroupOfUsers | null>(null);
  return (
    <Stack gap="lg">
      <Text size="sm">{t('account.groups.help')}</Text>
      <PanelTable
        label={t('account.tabs.groups')}
        loaded={groups}
        columns={[t('account.groups.name'), t('account.groups.members'), '']}
        keyOf={(group) => group.name}
        cells={(group) => [
          group.name,
          group.users,
          <Button
            key="remove"
            size="compact-xs"
            variant="default"
            aria-label={`${t('account.groups.remove')}: ${group.name}`}
            onClick={() => setRemoved(group)}
          >
            {t('account.groups.remove')}
          </Button>,
        ]}
      />
      <Paper
        component="form"
        withBorder
        p="md"
        maw={560}
        onSubmit={(event) => {
          event.preventDefault();
          void groups.change(() => addGroup(name)).then((isDone) => isDone && setName(''));
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t('account.groups.new')}
            placeholder={t('account.groups.nameHelp')}
            required
            maxLength={64}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            className="account-wide"
          />
          <Button type="submit" disabled={name.trim() === ''}>
            {t('account.groups.create')}
          </Button>
        </Group>
      </Paper>
      {removed && (
        <AskFirst
          title={t('account.groups.remove')}
          words={t('account.groups.removeAsk', { name: removed.name })}
          action={t('account.groups.remove')}
          onClose={() => setRemoved(null)}
          onDo={() => void groups.change(() => removeGroup(removed.name))}
        />
      )}
    </Stack>
  );
}
