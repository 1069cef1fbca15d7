/** The panel of keeping and sharing: projects with their entries, short links, pictures and printing. */
import { Alert, Button, Stack, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { PictureTab } from '../picture/picture-tab.tsx';
import { ProjectTab } from './project-tab.tsx';
import { ShareTab } from './share-tab.tsx';
import { hasUnsavedDraft, openProject } from './state.ts';

export function ProjectPanel() {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const list = useAppState((state) => state.project.list);
  const writable = useAppState((state) => state.project.writable);
  const unsaved = useAppState((state) => hasUnsavedDraft(state.project));

  useEffect(() => {
    if (list.state === 'idle') void projects.list();
  }, [list.state, projects]);
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);

  return (
    <Stack gap="md">
      {writable === false && (
        <Alert variant="light" color="gray" icon={<IconInfoCircle size={18} />} p="sm">
          <Text size="sm">{t('project.readOnly')}</Text>
        </Alert>
      )}
      <Failure />
      <Tabs defaultValue="keep" keepMounted={false}>
        <Tabs.List grow mb="md">
          <Tabs.Tab value="keep">{t('project.tabKeep')}</Tabs.Tab>
          <Tabs.Tab value="share">{t('project.tabShare')}</Tabs.Tab>
          <Tabs.Tab value="picture">{t('project.tabPicture')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="keep">
          <ProjectTab />
        </Tabs.Panel>
        <Tabs.Panel value="share">
          <ShareTab />
        </Tabs.Panel>
        <Tabs.Panel value="picture">
          <PictureTab />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Failure() {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const failure = useAppState((state) => state.project.failure);
  const project = useAppState((state) => openProject(state.project));
  if (!failure) return null;
  if (failure.code !== 'PRECONDITION_FAILED' || !project) {
    return <FailureMessage code={failure.code} message={failure.message} />;
  }
  return (
    <Alert variant="light" color="yellow" icon={<IconAlertTriangle size={18} />} title={t('project.conflict')}>
      <Text size="sm">{t('project.conflictNote')}</Text>
      <Button size="compact-sm" variant="default" mt="xs" onClick={() => void projects.open(project.id)}>
        {t('project.reload')}
      </Button>
    </Alert>
  );
}
