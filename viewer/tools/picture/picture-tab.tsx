/** The picture as a file, and the sheet that is printed. */
import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconPhotoDown, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { downloadBlob, fileNameOf } from '../download.ts';
import { printSheet } from './print.tsx';
import { resultTable } from './result-table.ts';
import { takeWholePicture } from './take.ts';

/** Pixels for paper: more than the screen has. */
const PRINT_SCALE = 2;

export function PictureTab() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const loading = useAppState((state) => state.activity.loading);
  const openProject = useAppState((state) =>
    state.project.project.state === 'done' ? state.project.project.result.name : null,
  );
  const [title, setTitle] = useState('');
  const [scale, setScale] = useState<1 | 2>(1);
  const [busy, setBusy] = useState<'file' | 'print' | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const name = title.trim() || openProject || t('app.title');

  const run = async (what: 'file' | 'print') => {
    setBusy(what);
    setFailure(null);
    try {
      const pixels = what === 'print' ? PRINT_SCALE : scale;
      const picture = await takeWholePicture(workspace, t, { title: name, scale: pixels });
      if (what === 'file') downloadBlob(`${fileNameOf(name)}.png`, picture);
      else await printSheet(picture, name, resultTable(workspace.store.get(), t));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(null);
    }
  };

  return (
    <Stack gap="sm">
      <Text size="sm">{t('picture.intro')}</Text>
      <TextInput
        label={t('picture.title')}
        placeholder={name}
        value={title}
        maxLength={100}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('picture.size')}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('picture.size')}
          value={String(scale)}
          onChange={(value) => setScale(value === '2' ? 2 : 1)}
          data={[
            { value: '1', label: t('picture.screen') },
            { value: '2', label: t('picture.double') },
          ]}
        />
      </div>
      <Group gap="xs" grow>
        <Button leftSection={<IconPhotoDown size={18} />} loading={busy === 'file'} onClick={() => void run('file')}>
          {t('picture.save')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={18} />}
          loading={busy === 'print'}
          onClick={() => void run('print')}
        >
          {t('picture.print')}
        </Button>
      </Group>
      {loading && busy !== null && (
        <Text size="xs" c="dimmed" role="status">
          {t('picture.waiting')}
        </Text>
      )}
      {failure !== null && (
        <Text size="sm" c="red" role="alert">
          {t('errors.detail', { message: failure })}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t('picture.note')}
      </Text>
    </Stack>
  );
}
