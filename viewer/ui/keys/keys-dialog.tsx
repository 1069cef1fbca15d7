/** The list of keys, and the switch that turns single keys off. */
import { Kbd, Modal, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../workspace-context.ts';
import { KEY_GROUPS, SHORTCUTS } from './key-map.ts';
import { setSingleKeys, singleKeysOn } from './use-shortcuts.ts';

export function KeysDialog() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const opened = useAppState((state) => state.dialog === 'keys');
  const [on, setOn] = useState(singleKeysOn);
  const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
  const text = (key: string) => key.replace('mod+', isMac ? '⌘ ' : 'Ctrl + ').toUpperCase();
  return (
    <Modal
      opened={opened}
      onClose={() => store.set({ dialog: null })}
      title={t('keys.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('keys.close') }}
    >
      <div className="keys-list">
        {KEY_GROUPS.map((group) => (
          <section key={group}>
            <Title order={3} size="h6" mb={4}>
              {t(`keys.groups.${group}`)}
            </Title>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ id, keys }) => (
                <div key={id}>
                  <dt>
                    {keys.map((key) =>
                      key === '…' ? (
                        <span key={key}>…</span>
                      ) : (
                        <Kbd key={key}>{key.length > 1 ? text(key) : key.toUpperCase()}</Kbd>
                      ),
                    )}
                  </dt>
                  <dd>{t(`keys.names.${id}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="md"
        label={t('keys.single')}
        description={t('keys.singleNote')}
        checked={on}
        onChange={(event) => {
          setOn(event.currentTarget.checked);
          setSingleKeys(event.currentTarget.checked);
        }}
      />
      <Text size="xs" c="dimmed" mt="sm">
        {t('keys.never')}
      </Text>
    </Modal>
  );
}
