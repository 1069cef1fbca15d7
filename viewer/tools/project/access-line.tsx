/** Who sees the open project, and changing that. Nothing on a server without accounts: everybody sees everything there. */
import { Button, Group, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getGroups, getSelf, type Visibility } from '../../api/accounts.ts';
import type { ProjectInfo } from '../../api/projects.ts';
import { AccessForm } from '../../ui/access-form.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useWorkspace } from '../../ui/workspace-context.ts';

/** Groups write to it wherever they see it. */
const WITH_GROUPS: readonly Visibility[] = ['public', 'unlisted', 'group'];

export function AccessLine({ project }: { readonly project: ProjectInfo }) {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const { value } = useLoad(selfAndGroups);
  const [editing, setEditing] = useState(false);
  if (!value?.self.accounts) return null;
  const { visibility, groups, mayManage, mayWrite } = project;
  const seen = visibility === 'group' ? groups.join(t('project.access.comma')) : t(`project.access.${visibility}`);
  return (
    <>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Group gap={6} wrap="nowrap" miw={0}>
          <IconEye size={16} aria-hidden />
          <Text size="sm" truncate title={seen}>
            {t('project.access.seenBy', { who: seen })}
          </Text>
        </Group>
        {mayManage && (
          <Button size="compact-xs" variant="default" flex="none" onClick={() => setEditing(true)}>
            {t('project.access.change')}
          </Button>
        )}
      </Group>
      {!mayWrite && value.self.user && (
        <Text size="xs" c="dimmed">
          {t('project.access.readOnly')}
        </Text>
      )}
      {editing && (
        <AccessForm
          words="project.access"
          name={project.name}
          visibility={visibility}
          groups={groups}
          known={value.groups}
          refused={value.self.rights.includes('publish') ? [] : ['public']}
          withGroups={WITH_GROUPS}
          onClose={() => setEditing(false)}
          onSave={(next, chosen) => {
            setEditing(false);
            void projects.setAccess(next, chosen);
          }}
        />
      )}
    </>
  );
}

async function selfAndGroups() {
  const self = await getSelf();
  // others share with the groups that they are in
  const isAdmin = self.rights.includes('admin');
  const groups = isAdmin ? (await getGroups()).map(({ name }) => name) : (self.user?.groups ?? []);
  return { self, groups };
}
