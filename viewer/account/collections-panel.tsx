/** Who sees which collection, and changing it. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type CollectionAccess,
  getCollections,
  getGroups,
  type Self,
  setAccess,
  type Visibility,
} from '../api/accounts.ts';
import { AccessForm } from '../ui/access-form.tsx';
import { useLoad } from '../ui/use-load.ts';
import { PanelTable } from './panel-table.tsx';

/** What everybody sees is loud: it cannot be called back. */
const LOOKS: Readonly<Record<Visibility, { readonly variant: string; readonly color?: string }>> = {
  public: { variant: 'filled', color: 'teal.9' },
  unlisted: { variant: 'default' },
  group: { variant: 'light' },
  private: { variant: 'default' },
};
/** Who guesses the name of an unlisted one sees it. */
const OPEN: readonly Visibility[] = ['public', 'unlisted'];
const WITH_GROUPS: readonly Visibility[] = ['group'];

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
          words="account.collections"
          name={edited.title}
          visibility={edited.visibility}
          groups={edited.groups}
          known={groups.value ?? []}
          refused={self.rights.includes('publish') ? [] : OPEN}
          withGroups={WITH_GROUPS}
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
