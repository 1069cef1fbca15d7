/** Choosing a project, saving the scene, writing notes, and what is kept. */
import { ActionIcon, Button, FileButton, Group, Menu, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDotsVertical, IconFileExport, IconFileImport, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProjectInfo } from '../../api/projects.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { AccessLine } from './access-line.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { DraftForm } from './draft-form.tsx';
import { EntryList } from './entry-list.tsx';
import { SaveForm } from './save-form.tsx';
import { SceneFile } from './scene-file.tsx';
import { openProject } from './state.ts';

export function ProjectTab() {
  const { t } = useTranslation();
  const project = useAppState((state) => openProject(state.project));
  const writable = useAppState((state) => state.project.writable);
  const count = useAppState((state) => (state.project.list.state === 'done' ? state.project.list.result.length : null));
  return (
    <Stack gap="md">
      <ProjectChoice />
      {project && <AccessLine project={project} />}
      {project?.mayWrite && <SaveForm />}
      {project?.mayWrite && <DraftForm />}
      {project && <EntryList />}
      {!project && count === 0 && (
        <Text size="sm" c="dimmed">
          {t(writable ? 'project.none' : 'project.noneReadOnly')}
        </Text>
      )}
      <SceneFile />
    </Stack>
  );
}

export function ProjectChoice() {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const list = useAppState((state) => state.project.list);
  const project = useAppState((state) => openProject(state.project));
  const opening = useAppState((state) => state.project.project.state === 'running');
  const writable = useAppState((state) => state.project.writable);
  const sending = useAppState((state) => state.project.sending);
  const [form, setForm] = useState<'new' | 'rename' | null>(null);
  const listed = list.state === 'done' ? list.result : [];
  // one that is in no list was opened by its address
  const known = project && !listed.some(({ id }) => id === project.id) ? [...listed, project] : listed;
  return (
    <Stack gap="xs">
      <Group gap="xs" wrap="nowrap" align="end">
        <Select
          flex={1}
          label={t('project.project')}
          placeholder={t(known.length > 0 ? 'project.choose' : 'project.noProjects')}
          data={known.map(({ id, name }) => ({ value: id, label: name }))}
          value={project?.id ?? null}
          disabled={known.length === 0 || opening}
          searchable={known.length > 8}
          onChange={(id) => id && void projects.open(id)}
        />
        {writable && (
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('project.new')}
            title={t('project.new')}
            onClick={() => setForm(form === 'new' ? null : 'new')}
          >
            <IconPlus size={18} />
          </ActionIcon>
        )}
        {project && <ProjectMenu project={project} onRename={() => setForm('rename')} />}
      </Group>
      {form !== null && (
        <NameForm
          key={form}
          label={t(form === 'new' ? 'project.newName' : 'project.rename')}
          button={t(form === 'new' ? 'project.create' : 'project.rename')}
          start={form === 'rename' ? (project?.name ?? '') : ''}
          busy={sending === 'project'}
          onDone={async (name) => {
            await (form === 'new' ? projects.create(name) : projects.rename(name));
            setForm(null);
          }}
        />
      )}
      {project?.mayManage && form === 'rename' && (
        <ConfirmButton
          label={t('project.delete')}
          question={t('project.deleteQuestion', { name: project.name, entries: project.entryCount })}
          leftSection={<IconTrash size={16} />}
          onConfirm={() => {
            setForm(null);
            void projects.remove();
          }}
        />
      )}
    </Stack>
  );
}

function ProjectMenu({ project, onRename }: { readonly project: ProjectInfo; readonly onRename: () => void }) {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const importFile = async (file: File | null) => {
    const outcome = file && (await projects.importFile(file));
    if (!outcome) return;
    const lost = outcome.picturesMissing > 0 ? t('project.picturesMissing', { value: outcome.picturesMissing }) : '';
    notifications.show({ message: `${t('project.imported', { value: outcome.added })} ${lost}` });
  };
  return (
    <FileButton
      accept=".geojson,.json,application/geo+json"
      onChange={(file) => void importFile(file)}
      inputProps={{ 'aria-label': t('project.import') }}
    >
      {({ onClick }) => (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('project.more')}>
              <IconDotsVertical size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconFileExport size={16} />} onClick={() => void projects.exportFile()}>
              {t('project.export')}
            </Menu.Item>
            {project.mayWrite && (
              <Menu.Item leftSection={<IconFileImport size={16} />} onClick={onClick}>
                {t('project.import')}
              </Menu.Item>
            )}
            {project.mayManage && (
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
                {t('project.renameOrDelete')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </FileButton>
  );
}

interface NameFormProps {
  readonly label: string;
  readonly button: string;
  readonly start: string;
  readonly busy: boolean;
  readonly onDone: (name: string) => Promise<void>;
}

function NameForm({ label, button, start, busy, onDone }: NameFormProps) {
  const [name, setName] = useState(start);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void onDone(name.trim());
      }}
    >
      <Group gap="xs" wrap="nowrap" align="end">
        <TextInput
          flex={1}
          label={label}
          value={name}
          maxLength={200}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" loading={busy} disabled={name.trim() === ''}>
          {button}
        </Button>
      </Group>
    </form>
  );
}
