/** Point files that lie on the server now: where they are, who can open them, and how to delete them there. */
import { ActionIcon, Badge, Button, Group, Loader, Stack, Text, Title, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFocus2, IconLink, IconRulerMeasure, IconServer } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { uploadOf } from '../../api/uploads.ts';
import type { CollectionInfo } from '../../state/collection.ts';
import { sceneUrl } from '../../ui/document.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { ConfirmButton } from '../project/confirm-button.tsx';
import { NOTHING_DONE } from './state.ts';

/** Nothing when no such collection is open. */
export function UploadedList() {
  const { t } = useTranslation();
  const uploaded = useAppState((state) => state.collections).filter(({ id }) => uploadOf(id) !== null);
  if (uploaded.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('files.server.title')}
      </Title>
      <ul className="own-file-list" aria-label={t('files.server.title')}>
        {uploaded.map((collection) => (
          <UploadedCard key={collection.id} collection={collection} />
        ))}
      </ul>
    </section>
  );
}

function UploadedCard({ collection: { id, title, pointCount, crsCode, crsName } }: { collection: CollectionInfo }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const writable = useAppState((state) => state.writesAllowed !== false);
  const { removing, failure, rejected } = useAppState((state) => state.files.uploaded[id]) ?? NOTHING_DONE;
  const copyLink = async () => {
    try {
      await navigator.clipboard.writeText(sceneUrl(workspace.store));
      notifications.show({ message: t('share.copied'), autoClose: 2500 });
    } catch {
      notifications.show({ message: t('share.failed'), color: 'red' });
    }
  };
  const crs = crsCode ?? crsName;
  return (
    <li className="own-file" data-uploaded={id}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="start">
        <Group gap={8} wrap="nowrap" align="start">
          <IconServer size={18} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
          <Text size="sm" fw={500} className="own-file-name">
            {title}
          </Text>
        </Group>
        <Group gap={2} wrap="nowrap">
          <Tooltip label={t('share.copy')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('share.copy')} onClick={() => void copyLink()}>
              <IconLink size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('files.zoom', { name: title })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('files.zoom', { name: title })}
              onClick={() => void workspace.frameCollections([id])}
            >
              <IconFocus2 size={18} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <Stack gap={6} pl={26} mt={4}>
        <Group gap={6}>
          {crs && (
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {crs}
            </Badge>
          )}
          {pointCount !== null && (
            <Text size="xs">{t('files.server.allPoints', { value: formatNumber(pointCount) })}</Text>
          )}
        </Group>
        <Text size="xs" data-testid="uploaded-where">
          {t('files.server.where')}
        </Text>
        {rejected.map(({ source, message }) => (
          <Text size="xs" key={source}>
            {t('files.server.rejected', { source, message })}
          </Text>
        ))}
        {failure && (
          <div role="alert">
            <FailureMessage code={failure.code} message={failure.message} />
          </div>
        )}
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRulerMeasure size={16} />}
            onClick={() => workspace.setTool('volume')}
          >
            {t('files.server.volume')}
          </Button>
          {removing ? (
            <Loader size="xs" aria-label={t('files.server.removing')} />
          ) : (
            writable && (
              <ConfirmButton
                variant="light"
                label={t('files.server.remove')}
                aria-label={t('files.server.removeLong', { name: title })}
                question={t('files.server.removeAsk')}
                onConfirm={() => void workspace.files.removeUploaded(id)}
              />
            )
          )}
        </Group>
      </Stack>
    </li>
  );
}
