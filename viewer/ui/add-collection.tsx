/** Adds a further collection of the server to the scene. */
import { Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listCollections } from '../api/collections.ts';
import type { CollectionInfo } from '../state/collection.ts';
import { useAppState, useTitles, useWorkspace } from './workspace-context.ts';

export function AddCollection() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const opened = useAppState((state) => state.collections);
  const [known, setKnown] = useState<readonly CollectionInfo[] | null>(null);
  const [opening, setOpening] = useState<string | null>(null);
  const failed = () => notifications.show({ message: t('layers.addFailed'), color: 'red' });
  const list = () => {
    if (known === null) listCollections().then(setKnown).catch(failed);
  };
  const add = async (id: string) => {
    setOpening(id);
    await workspace.openCollection(id).catch(failed);
    setOpening(null);
  };
  const open = new Set(opened.map(({ id }) => id));
  return (
    <Select
      mt="sm"
      size="sm"
      searchable
      aria-label={t('layers.add')}
      placeholder={t('layers.add')}
      nothingFoundMessage={t('layers.addNone')}
      disabled={opening !== null}
      value={opening}
      data={(known ?? []).filter(({ id }) => !open.has(id)).map((one) => ({ value: one.id, label: titleOf(one) }))}
      onDropdownOpen={list}
      onChange={(id) => id && void add(id)}
    />
  );
}
