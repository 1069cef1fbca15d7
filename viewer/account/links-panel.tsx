/** Signed links that were handed out: to what, for whom, until when; taken back here. They are made in the catalogue, at their item. */
import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { endSignedLink, getSignedLinks, type Self, type SignedLink } from '../api/accounts.ts';
import { useLoad } from '../ui/use-load.ts';
import { formatTime } from './format-time.ts';
import { PanelTable } from './panel-table.tsx';

export function LinksPanel({ self }: { readonly self: Self }) {
  const { t } = useTranslation();
  const links = useLoad(getSignedLinks);
  // others see their own only
  const isAdmin = self.rights.includes('admin');
  const nameOf = ({ collection, item, note }: SignedLink) => [`${collection}/${item}`, note].filter(Boolean).join(' ');
  return (
    <Stack gap="lg">
      <Text size="sm">{t('account.links.help')}</Text>
      <PanelTable
        label={t('account.tabs.links')}
        loaded={links}
        columns={[
          t('account.links.item'),
          t('account.links.note'),
          ...(isAdmin ? [t('account.links.user')] : []),
          t('account.links.expires'),
          t('account.links.lastUsed'),
          '',
        ]}
        keyOf={({ id }) => id}
        cells={(link) => [
          <Anchor key="item" href={`/catalog/${link.collection}/${link.item}`} size="sm">
            {link.collection}/{link.item}
          </Anchor>,
          link.note,
          ...(isAdmin ? [link.user] : []),
          formatTime(link.expires),
          link.lastUsed === null ? t('account.never') : formatTime(link.lastUsed),
          <Button
            key="end"
            size="compact-xs"
            variant="default"
            aria-label={`${t('account.links.end')}: ${nameOf(link)}`}
            onClick={() => void links.change(() => endSignedLink(link.id), t('account.links.ended'))}
          >
            {t('account.links.end')}
          </Button>,
        ]}
      />
    </Stack>
  );
}
