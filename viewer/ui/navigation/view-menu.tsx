/** Standard cameras, and the projection of the site view. */
import { ActionIcon, Kbd, Menu, Tooltip } from '@mantine/core';
import { IconCube, IconPerspective, IconPerspectiveOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { STANDARD_VIEWS } from '../../state/standard-views.ts';
import { SHORTCUTS } from '../keys/key-map.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';

const keyOf = (id: string) => SHORTCUTS.find((shortcut) => shortcut.id === id)?.keys[0]?.toUpperCase();

export function ViewMenu() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  return (
    <Menu position="left-start" shadow="md" withinPortal>
      <Menu.Target>
        <Tooltip label={t('navigation.views')} position="left">
          <ActionIcon variant="default" size={34} aria-label={t('navigation.views')}>
            <IconCube size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('navigation.views')}>
        {STANDARD_VIEWS.map((view) => (
          <Menu.Item key={view} rightSection={<Kbd size="xs">{keyOf(view)}</Kbd>} onClick={() => workspace.look(view)}>
            {t(`navigation.standard.${view}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item rightSection={<Kbd size="xs">{keyOf('north')}</Kbd>} onClick={() => workspace.look('north')}>
          {t('nav.north')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Only where there is a choice: the globe keeps to perspective. */
export function ProjectionButton() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const isFlat = useAppState((state) => state.projection === 'orthographic');
  const isSite = useAppState((state) => state.view === 'site');
  if (!isSite) return null;
  const label = t(isFlat ? 'navigation.perspective' : 'navigation.orthographic');
  return (
    <Tooltip label={label} position="left">
      <ActionIcon
        variant={isFlat ? 'filled' : 'default'}
        size={34}
        aria-label={t('navigation.orthographic')}
        aria-pressed={isFlat}
        onClick={() => workspace.setProjection(isFlat ? 'perspective' : 'orthographic')}
      >
        {isFlat ? <IconPerspectiveOff size={18} /> : <IconPerspective size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
