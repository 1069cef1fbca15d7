/** Who sees which collection, and changing it. */
import { Alert, Badge, Button, Group, Modal, MultiSelect, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CollectionAccess, getCollections, getGroups, type Self, setAccess, type Visibility } from './api.ts';
import { PanelTable } from './panel-table.tsx';
import { useLoad } from './use-load.ts';

/** What everybody sees is loud: it cannot be called back. */
const LOOKS: Readonly<Record<Visibility, { readonly variant: string; readonly color?: string }>> = {
  public: { variant: 'filled', color: 'teal.9' },
  unlisted: { variant: 'default' },
  group: { variant: 'light' },
  private: { variant: 'default' },
};
const CHOICES: readonly Visibility[] = ['public', 'unlisted', 'group', 'private'];
/** Who guesses the name of an unlisted one sees it. */
const OPEN: readonly Visibility[] = ['public', 'unlisted'];

interface CollectionsPanelProps {
  readonly self: Self;
  readonly user: NonNullable<Self['user']>;
}

export function CollectionsPanel({ self, user }: CollectionsPanelProps) {
  const { t } = useTranslation();
  const collections = useLoad(getCollections);
  const isAdmin = self.rights.includes('admin');
  // others share with the groups that they are in
  const groups = useLoad(async () => (isAdmin ? (await getGroups()).map(({ name }) => name) : user.groups));
  const [edited, setEdited] = useState<CollectionAccess | null>(null);
  return (
    <Stack gap="lg">
      <Text size="sm">{t('account.collections.help')}</Text>
      <PanelTable
        label={t('account.tabs.collections')}
        loaded={collections}
        columns={[
          t('account.collections.title'),
          t('account.collections.visibility'),
          t('account.collections.owner'),
          '',
        ]}
        keyOf={({ id }) => id}
        cells={(one) => [
          <div key="title">
            {one.title}
            <Text size="xs" c="dimmed">
              {one.title === one.id ? '' : `${one.id} · `}
              {t('account.collections.items', { number: one.items })}
            </Text>
          </div>,
          <Group key="who" gap={6}>
            <Badge {...LOOKS[one.visibility]}>{t(`account.collections.${one.visibility}`)}</Badge>
            {one.visibility === 'group' && <Text size="sm">{one.groups.join('、')}</Text>}
          </Group>,
          one.owner ?? t('account.collections.nobody'),
          one.mayChange ? (
            <Button
              key="change"
              size="compact-xs"
              variant="default"
              aria-label={`${t('account.collections.change')}: ${one.title}`}
              onClick={() => setEdited(one)}
            >
              {t('account.collections.change')}
            </Button>
          ) : (
            <Text key="change" size="xs" c="dimmed">
              {t('account.collections.notYours')}
            </Text>
          ),
        ]}
      />
      {edited && (
        <AccessForm
          collection={edited}
          groups={groups.value ?? []}
          mayPublish={self.rights.includes('publish')}
          onClose={() => setEdited(null)}
          onSave={(visibility, chosen) => {
            setEdited(null);
            void collections.change(() => setAccess(edited.id, visibility, chosen), t('account.collections.saved'));
          }}
        />
      )}
    </Stack>
  );
}

interface AccessFormProps {
  readonly collection: CollectionAccess;
  readonly groups: readonly string[];
  readonly mayPublish: boolean;
  readonly onClose: () => void;
  readonly onSave: (visibility: Visibility, groups: readonly string[]) => void;
}

function AccessForm({ collection, groups, mayPublish, onClose, onSave }: AccessFormProps) {
  const { t } = useTranslation();
  const [visibility, setVisibility] = useState<Visibility>(collection.visibility);
  const [chosen, setChosen] = useState<readonly string[]>(collection.groups);
  const isWhole = visibility !== 'group' || chosen.length > 0;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('account.collections.edit', { name: collection.title })}
      closeButtonProps={{ 'aria-label': t('account.close') }}
    >
      <Stack gap="md">
        <Radio.Group
          label={t('account.collections.visibility')}
          value={visibility}
          onChange={(next) => setVisibility(next as Visibility)}
        >
          <Stack gap="xs" mt="xs">
            {CHOICES.map((one) => (
              <Radio
                key={one}
                value={one}
                label={t(`account.collections.${one}`)}
                disabled={OPEN.includes(one) && !mayPublish}
              />
            ))}
          </Stack>
        </Radio.Group>
        {visibility === 'group' && (
          <MultiSelect
            searchable
            label={t('account.collections.groups')}
            data={[...groups]}
            value={[...chosen]}
            onChange={setChosen}
          />
        )}
        {OPEN.includes(visibility) && !OPEN.includes(collection.visibility) && (
          <Alert color="orange" variant="light">
            {t(visibility === 'public' ? 'account.collections.publicAsk' : 'account.collections.unlistedAsk')}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('account.cancel')}
          </Button>
          <Button disabled={!isWhole} onClick={() => onSave(visibility, visibility === 'group' ? chosen : [])}>
            {t('account.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
