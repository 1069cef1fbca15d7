/** What can be saved of a chart's result: files of the page, and papers that the server makes of the same request. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export interface SaveItem {
  readonly label: string;
  /** For tests and the page's own search: `data-paper`. */
  readonly id?: string;
  readonly onClick: () => void;
}

export interface SaveMenuProps {
  readonly files: readonly SaveItem[];
  readonly papers: readonly SaveItem[];
  /** A paper is being made. */
  readonly busy: boolean;
  /** In a dialog the menu stands inside of it. */
  readonly inDialog: boolean;
}

export function SaveMenu({ files, papers, busy, inDialog }: SaveMenuProps) {
  const { t } = useTranslation();
  const icon = <IconDownload size={14} />;
  const items = (list: readonly SaveItem[]) =>
    list.map(({ label, id, onClick }) => (
      <Menu.Item key={label} leftSection={icon} data-paper={id} onClick={onClick}>
        {label}
      </Menu.Item>
    ));
  return (
    <Menu position="bottom-end" withinPortal={!inDialog} shadow="md">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={icon}
          rightSection={<IconChevronDown size={12} />}
          loading={busy}
        >
          {t('chart.save')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('chart.onThisPage')}</Menu.Label>
        {items(files)}
        <Menu.Label>{t('chart.papers')}</Menu.Label>
        {items(papers)}
      </Menu.Dropdown>
    </Menu>
  );
}
