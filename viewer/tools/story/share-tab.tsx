/** Sharing a kept story: a link that begins the presentation, its QR code, and the lines to embed it. */
import { Button, CopyButton, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconQrcode } from '@tabler/icons-react';
import encodeQR from 'qr';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../ui/workspace-context.ts';
import { downloadText } from '../download.ts';

export function ShareTab() {
  const { t } = useTranslation();
  const language = useAppState((state) => state.language);
  const { kept, name } = useAppState((state) => state.story);
  if (!kept) {
    return (
      <Text size="sm" c="dimmed">
        {t('story.linkFirst')}
      </Text>
    );
  }
  const url = new URL(`/?lang=${language}&story=${kept.project}~${kept.entry}&present=1`, window.location.href).href;
  const title = (name || t('story.nameless')).replace(/[<>"&]/g, ' ');
  const html = `<iframe src="${url}" title="${title}" width="960" height="600" style="border:0" allow="fullscreen"></iframe>`;
  return (
    <Stack gap="md">
      <Stack gap={6}>
        <Group gap="xs" wrap="nowrap" align="end">
          <TextInput
            flex={1}
            readOnly
            className="share-url"
            label={t('story.link')}
            value={url}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <Copy text={url} />
        </Group>
        <Text size="xs" c="dimmed">
          {t('story.linkNote')}
        </Text>
      </Stack>
      <QrCode text={url} />
      <Stack gap={6}>
        <Textarea readOnly autosize maxRows={5} label={t('story.embed')} value={html} />
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <Text size="xs" c="dimmed">
            {t('story.embedNote')}
          </Text>
          <Copy text={html} />
        </Group>
      </Stack>
    </Stack>
  );
}

function Copy({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text} timeout={2500}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          flex="none"
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={copy}
        >
          {t(copied ? 'story.copied' : 'story.copy')}
        </Button>
      )}
    </CopyButton>
  );
}

function QrCode({ text }: { text: string }) {
  const { t } = useTranslation();
  const { path, size } = useMemo(() => qrPath(text), [text]);
  const save = () =>
    downloadText(
      'qr.svg',
      'image/svg+xml',
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 ${size + 8} ${size + 8}"><rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/><path d="${path}"/></svg>`,
    );
  return (
    <Group gap="md" align="end">
      <svg className="story-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('story.qr')} data-qr={text}>
        <title>{t('story.qr')}</title>
        <path d={path} fill="#000" shapeRendering="crispEdges" />
      </svg>
      <Button variant="default" size="xs" leftSection={<IconQrcode size={16} />} onClick={save}>
        {t('story.saveQr')}
      </Button>
    </Group>
  );
}

/** Dark modules as squares of one unit. */
function qrPath(text: string): { path: string; size: number } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 1 });
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { path, size: rows.length };
}
