/** Two pictures of one viewpoint: which surveys, taking them, saving them. */
import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconCamera, IconPhotoDown } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { epochsOf } from '../../state/compare.ts';
import { titleIn } from '../../state/title.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { downloadBlob } from '../download.ts';
import type { Still } from './stills.ts';

interface Taken {
  readonly stills: readonly (Still & { readonly url: string })[];
  readonly both: Blob;
}

export function StillsForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const collections = useAppState((state) => state.collections);
  const language = useAppState((state) => state.language);
  const name = useAppState((state) => state.sight.viewpoint?.name ?? '');
  const epochs = useMemo(() => epochsOf(collections), [collections]);
  const [before, setBefore] = useState(epochs[0]?.id ?? null);
  const [after, setAfter] = useState(epochs.at(-1)?.id ?? null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(
    () => () => {
      for (const { url } of taken?.stills ?? []) URL.revokeObjectURL(url);
    },
    [taken],
  );
  if (epochs.length < 2) return null;
  const choices = epochs.map(({ id, day, ids }) => {
    const titles = collections.filter((one) => ids.includes(one.id)).map(({ title }) => titleIn(language, title));
    return { value: id, label: `${titles.join('・')} (${day})` };
  });
  const take = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const wanted = [before, after].map((id) => epochs.find((epoch) => epoch.id === id)?.ids ?? []);
      const { takeStills } = await import('./stills.ts');
      const { stills, both } = await takeStills(workspace, t, wanted);
      setTaken({ stills: stills.map((still) => ({ ...still, url: URL.createObjectURL(still.blob) })), both });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const fileName = (part: string) => `${(name || 'viewpoint').replace(/[\\/:*?"<>|\s]+/g, '_')}_${part}.png`;
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {t('sight.stills')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('sight.stillsIntro')}
      </Text>
      <Stack gap="xs">
        <Select label={t('sight.before')} allowDeselect={false} data={choices} value={before} onChange={setBefore} />
        <Select label={t('sight.after')} allowDeselect={false} data={choices} value={after} onChange={setAfter} />
        <Button w="fit-content" leftSection={<IconCamera size={18} />} loading={busy} onClick={() => void take()}>
          {t('sight.takeStills')}
        </Button>
        {busy && (
          <Text size="xs" c="dimmed" role="status">
            {t('sight.taking')}
          </Text>
        )}
        {failure !== null && (
          <Text size="sm" c="red" role="alert">
            {t('errors.detail', { message: failure })}
          </Text>
        )}
        {taken && (
          <>
            <div className="stills" data-testid="stills">
              {taken.stills.map(({ url, title, camera, widthPx, heightPx }, index) => (
                <figure key={url}>
                  <img
                    src={url}
                    alt={t('sight.stillAlt', { name: name || t('sight.tab.viewpoint'), title })}
                    data-camera={camera}
                    data-size={`${widthPx}x${heightPx}`}
                  />
                  <figcaption>
                    {t(index === 0 ? 'sight.before' : 'sight.after')}　{title}
                  </figcaption>
                </figure>
              ))}
            </div>
            <Group gap="xs">
              {taken.stills.map(({ url, title, blob }, index) => (
                <Button
                  key={url}
                  size="xs"
                  variant="default"
                  leftSection={<IconPhotoDown size={16} />}
                  onClick={() => downloadBlob(fileName(index === 0 ? 'before' : 'after'), blob)}
                >
                  {t('sight.saveStill', { title })}
                </Button>
              ))}
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPhotoDown size={16} />}
                onClick={() => downloadBlob(fileName('before-after'), taken.both)}
              >
                {t('sight.saveBoth')}
              </Button>
            </Group>
            <Text size="xs" c="dimmed">
              {t('sight.sameCamera')}
            </Text>
          </>
        )}
      </Stack>
    </section>
  );
}
