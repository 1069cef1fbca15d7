/** Sharing: a short link that opens the same scene with the same numbers, and the whole address for who may write nothing here. */
import { Button, CopyButton, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { verifyLink } from '../../api/projects.ts';
import { urlOf } from '../../state/scene-url.ts';
import { formatUrl } from '../../state/url-state.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { failureOf, IDLE, type Run } from '../run.ts';
import { measuredOf } from './results.ts';
import { usePresentResult } from './save-form.tsx';
import { sceneOf, workTool } from './scene.ts';
import { Verdict } from './verdict.tsx';

/** Most results of one link. */
const MAX_RESULTS = 50;

type Verdicts = Parameters<typeof Verdict>[0]['run'];

export function ShareTab() {
  const { t } = useTranslation();
  const { store, projects } = useWorkspace();
  const result = usePresentResult();
  const writable = useAppState((state) => state.project.writable);
  const link = useAppState((state) => state.project.link);
  const sending = useAppState((state) => state.project.sending);
  const isCurrent = useAppState((state) => state.project.linkScene === sceneOf(urlOf({ ...store, get: () => state })));
  const collections = useAppState((state) => state.collections.length);
  const measured = useAppState((state) => state.measure.records);
  const computed = [...(result ? [result] : []), ...measuredOf(measured)].slice(0, MAX_RESULTS);
  const [title, setTitle] = useState('');
  const [verdict, setVerdict] = useState<Run<unknown>>(IDLE);

  const share = async () => {
    setVerdict(IDLE);
    await projects.share(title.trim(), computed);
    const made = store.get().project.link;
    if (!made || computed.length === 0) return;
    setVerdict({ state: 'running' });
    try {
      const answers = await verifyLink(made.id);
      // one that is not as it was speaks for all
      const worst = answers.find(({ status }) => status !== 'verified') ?? answers[0];
      setVerdict(worst ? { state: 'done', result: worst } : IDLE);
    } catch (error) {
      setVerdict({ state: 'failed', failure: failureOf(error) });
    }
  };

  return (
    <Stack gap="sm">
      <Text size="sm">{t('project.shareIntro')}</Text>
      <div>
        <Text size="xs" c="dimmed">
          {t('project.shareHolds')}
        </Text>
        <List size="sm" spacing={2}>
          <List.Item>{t('project.holdsScene', { value: collections })}</List.Item>
          {result && <List.Item>{t('project.holdsResult', { tool: t(`tool.${workTool(store.get())}`) })}</List.Item>}
          {computed.length === 0 && <List.Item>{t('project.holdsNoResult')}</List.Item>}
          {computed.length > (result ? 1 : 0) && (
            <List.Item>{t('project.holdsMeasured', { value: computed.length - (result ? 1 : 0) })}</List.Item>
          )}
        </List>
      </div>
      {writable === false ? (
        <LongLink />
      ) : (
        <>
          <TextInput
            label={t('project.linkTitle')}
            value={title}
            maxLength={200}
            onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          />
          <Button
            leftSection={<IconLink size={18} />}
            loading={sending === 'link'}
            disabled={writable === null}
            onClick={() => void share()}
          >
            {t('project.makeLink')}
          </Button>
          {link && (
            <Stack gap={6} data-testid="short-link">
              <Address url={link.url} label={t('project.shortLink')} />
              <Verdict run={verdict as Verdicts} />
              {!isCurrent && (
                <Text size="xs" c="dimmed" role="status">
                  {t('project.linkOld')}
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {t('project.linkNote')}
              </Text>
            </Stack>
          )}
        </>
      )}
    </Stack>
  );
}

function LongLink() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const { project: _, link: __, entry: ___, ...scene } = urlOf(store);
  const url = new URL(formatUrl(scene), window.location.href).href;
  return (
    <Stack gap={6}>
      <Text size="sm">{t('project.longLinkNote')}</Text>
      <Address url={url} label={t('project.longLink')} />
    </Stack>
  );
}

function Address({ url, label }: { url: string; label: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" wrap="nowrap" align="end">
      <TextInput
        flex={1}
        readOnly
        className="share-url"
        label={label}
        value={url}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <CopyButton value={url} timeout={2500}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            onClick={copy}
          >
            {t(copied ? 'project.copied' : 'project.copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
