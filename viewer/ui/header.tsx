/** The bar at the top: name, view switch, language, link to the scene. */
import { ActionIcon, Button, Group, SegmentedControl, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconKeyboard, IconLink, IconMapSearch, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { View } from '../state/url-state.ts';
import { ColourSchemeButton } from './colour-scheme.tsx';
import { sceneUrl } from './document.ts';
import { LanguageButton } from './language-button.tsx';
import { useAppState, useWorkspace } from './workspace-context.ts';

export function Header() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const view = useAppState((state) => state.view);
  const language = useAppState((state) => state.language);

  const copyLink = async () => {
    try {
      await navigator.clipboard.writeText(sceneUrl(workspace.store));
      notifications.show({ message: t('share.copied'), autoClose: 2500 });
    } catch {
      notifications.show({ message: t('share.failed'), color: 'red' });
    }
  };

  return (
    <header className="page-header">
      <Group gap="sm" wrap="nowrap" className="brand">
        <img src="./favicon.svg" alt="" width={28} height={28} />
        <h1 className="brand-name">
          点群 <span>Tengun</span>
        </h1>
        <Text size="sm" className="brand-tagline" visibleFrom="md">
          {t('app.description')}
        </Text>
      </Group>
      <SegmentedControl
        aria-label={t('view.label')}
        size="sm"
        value={view}
        onChange={(next) => workspace.setView(next as View)}
        data={[
          { value: 'globe', label: <span title={t('view.globeLong')}>{t('view.globe')}</span> },
          { value: 'site', label: <span title={t('view.siteLong')}>{t('view.site')}</span> },
        ]}
      />
      <Group gap="xs" wrap="nowrap" justify="flex-end" className="header-links">
        <Button
          component="a"
          href={`/catalog?lang=${language}`}
          variant="subtle"
          color="gray.1"
          size="compact-sm"
          leftSection={<IconMapSearch size={18} stroke={1.7} />}
          className="catalog-link"
        >
          {t('catalog.open')}
        </Button>
        <Tooltip label={t('share.copy')}>
          <ActionIcon variant="subtle" color="gray.1" size="lg" aria-label={t('share.copy')} onClick={copyLink}>
            <IconLink size={20} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('keys.title')}>
          <ActionIcon
            variant="subtle"
            color="gray.1"
            size="lg"
            visibleFrom="sm"
            aria-label={t('keys.title')}
            onClick={() => workspace.store.set({ dialog: 'keys' })}
          >
            <IconKeyboard size={20} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('account.open')}>
          <ActionIcon
            component="a"
            href={`/account?lang=${language}`}
            onClick={(event) => {
              event.preventDefault();
              const scene = new URL(sceneUrl(workspace.store));
              const back = encodeURIComponent(scene.pathname + scene.search);
              window.location.assign(`/account?lang=${language}&return=${back}`);
            }}
            variant="subtle"
            color="gray.1"
            size="lg"
            aria-label={t('account.open')}
          >
            <IconUserCircle size={20} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <ColourSchemeButton />
        <LanguageButton language={language} setLanguage={(next) => workspace.setLanguage(next)} />
      </Group>
    </header>
  );
}
