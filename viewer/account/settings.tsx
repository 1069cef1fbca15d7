/** What somebody who is signed in may look at and change, by his rights. */
import { Tabs } from '@mantine/core';
import { IconEye, IconHistory, IconKey, IconLink, IconUser, IconUsers, IconUsersGroup } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Right, Self } from '../api/accounts.ts';
import { AuditPanel } from './audit-panel.tsx';
import { CollectionsPanel } from './collections-panel.tsx';
import { GroupsPanel } from './groups-panel.tsx';
import { LinksPanel } from './links-panel.tsx';
import { OwnPanel } from './own-panel.tsx';
import { TokensPanel } from './tokens-panel.tsx';
import { UsersPanel } from './users-panel.tsx';

const TABS = [
  { id: 'own', Icon: IconUser, needs: 'account' },
  { id: 'tokens', Icon: IconKey, needs: 'account' },
  { id: 'collections', Icon: IconEye, needs: 'write' },
  { id: 'links', Icon: IconLink, needs: 'publish' },
  { id: 'users', Icon: IconUsers, needs: 'admin' },
  { id: 'groups', Icon: IconUsersGroup, needs: 'admin' },
  { id: 'audit', Icon: IconHistory, needs: 'admin' },
] as const satisfies readonly { readonly id: string; readonly Icon: unknown; readonly needs: Right }[];
type TabId = (typeof TABS)[number]['id'];

interface SettingsProps {
  readonly self: Self;
  readonly user: NonNullable<Self['user']>;
  readonly reload: () => void;
  /** Which one is open at first; null, or one that he has no right to: his own. */
  readonly part: string | null;
}

export function Settings({ self, user, reload, part }: SettingsProps) {
  const { t } = useTranslation();
  const tabs = TABS.filter(({ needs }) => self.rights.includes(needs));
  const [tab, setTab] = useState<TabId>(tabs.find(({ id }) => id === part)?.id ?? 'own');
  const open = (next: TabId) => {
    setTab(next);
    // the address leads back here, also after loading again
    window.history.replaceState(null, '', `#${next}`);
  };
  // on a phone it may lie outside the row of tabs
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = list.current?.querySelector(`[data-tab="${tab}"]`);
    shown?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  return (
    <Tabs value={tab} onChange={(next) => open(next as TabId)} keepMounted={false} className="account-tabs">
      <Tabs.List ref={list}>
        {tabs.map(({ id, Icon }) => (
          <Tabs.Tab key={id} value={id} data-tab={id} leftSection={<Icon size={17} stroke={1.7} />}>
            {t(`account.tabs.${id}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab} pt="lg">
        {tab === 'own' && <OwnPanel self={self} user={user} reload={reload} />}
        {tab === 'tokens' && <TokensPanel self={self} />}
        {tab === 'collections' && <CollectionsPanel self={self} user={user} />}
        {tab === 'links' && <LinksPanel self={self} />}
        {tab === 'users' && <UsersPanel />}
        {tab === 'groups' && <GroupsPanel />}
        {tab === 'audit' && <AuditPanel />}
      </Tabs.Panel>
    </Tabs>
  );
}
