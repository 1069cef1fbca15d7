/** Taking a volume's result along: clipboard, CSV, JSON, a link to the scene and one to the kept result. */
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconDownload, IconFileText, IconLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VolumeResult } from '../../api/volume.ts';
import { sceneUrl } from '../../ui/document.ts';
import { useWorkspace } from '../../ui/workspace-context.ts';
import { csvText, downloadText } from '../download.ts';
import { areaName } from './area-names.ts';
import { keptResult, resultAsText, resultLines } from './result-rows.ts';

export function ResultButtons({ result }: { result: VolumeResult }) {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const kept = keptResult(result);
  const copy = async (text: string, message: string) => {
    try {
      await navigator.clipboard.writeText(text);
      notifications.show({ message, autoClose: 2500 });
    } catch {
      notifications.show({ message: t('share.failed'), color: 'red' });
    }
  };
  const lines = () =>
    resultLines(
      t,
      result,
      [
        [t('volume.link'), sceneUrl(store)],
        ...(kept ? [[t('volume.keptLink'), kept]] : []),
        [t('volume.hash'), result.provenance.requestHash],
      ],
      areaName(store.get().volume),
    );
  const json = () => `${JSON.stringify(result, null, 2)}\n`;
  const button = (label: string, icon: ReactNode, onClick: () => void) => (
    <Button size="xs" variant="default" leftSection={icon} onClick={onClick}>
      {label}
    </Button>
  );
  return (
    <Group gap="xs">
      {button(t('volume.copy'), <IconCopy size={16} />, () => void copy(resultAsText(lines()), t('volume.copied')))}
      {button(t('volume.csv'), <IconDownload size={16} />, () =>
        downloadText('volume.csv', 'text/csv', csvText(lines())),
      )}
      {button(t('volume.json'), <IconDownload size={16} />, () =>
        downloadText('volume.json', 'application/json', json()),
      )}
      {button(t('volume.link'), <IconLink size={16} />, () => void copy(sceneUrl(store), t('share.copied')))}
      {kept && (
        <Button
          size="xs"
          variant="default"
          component="a"
          href={kept}
          target="_blank"
          leftSection={<IconFileText size={16} />}
        >
          {t('volume.keptLink')}
        </Button>
      )}
    </Group>
  );
}
