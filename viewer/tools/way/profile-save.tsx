/** What can be saved of a profile. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ProfilePaper, type ProfileResult, profilePaper } from '../../api/way.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useLabels } from '../alignment/use-labels.ts';
import { csvText, downloadText } from '../download.ts';
import { headerOf, storedHeader } from '../papers/header.ts';
import type { PaperRun } from '../papers/use-paper.ts';
import { profileFileRows } from './rows.ts';

const FORMATS = ['pdf', 'dxf', 'svg', 'csv'] as const satisfies readonly ProfilePaper[];

interface ProfileSaveProps {
  readonly result: ProfileResult;
  readonly paper: PaperRun;
  readonly inDialog: boolean;
}

export function ProfileSave({ result, paper, inDialog }: ProfileSaveProps) {
  const { t } = useTranslation();
  const { wayWork } = useWorkspace();
  const labelOf = useLabels();
  const lang = useAppState((state) => state.language);
  const make = (format: ProfilePaper) => {
    const request = wayWork.request(labelOf);
    if (!request) return;
    const header = headerOf(storedHeader());
    paper.make(format, (options) => profilePaper(request, { format, header, lang }, options));
  };
  const icon = <IconDownload size={14} />;
  return (
    <Menu position="bottom-end" withinPortal={!inDialog} shadow="md">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={icon}
          rightSection={<IconChevronDown size={12} />}
          loading={paper.making !== null}
        >
          {t('chart.save')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('chart.onThisPage')}</Menu.Label>
        <Menu.Item
          leftSection={icon}
          onClick={() => downloadText('profile.csv', 'text/csv', csvText(profileFileRows(result)))}
        >
          {t('way.csv')}
        </Menu.Item>
        <Menu.Label>{t('chart.papers')}</Menu.Label>
        {FORMATS.map((format) => (
          <Menu.Item key={format} leftSection={icon} data-paper={`profile-${format}`} onClick={() => make(format)}>
            {t(`way.formats.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
