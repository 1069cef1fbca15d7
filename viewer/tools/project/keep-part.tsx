/** Keeping the work of a tool in a project of the server, and a short link to it. */
import { Button, CopyButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconDeviceFloppy, IconLink } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';

const NEW = 'new';

export interface KeepPartProps {
  /** Whose words are used: `save`, `project`, `saved`, `link` and others. */
  readonly words: 'ledger' | 'scenario';
  /** The project that holds it, perhaps as it was before; null: none. */
  readonly home: string | null;
  /** Whether it stands there as it is now. */
  readonly isKept: boolean;
  readonly saving: boolean;
  /** The short link to it as it is now. */
  readonly link: string | null;
  /** @param project null: a new one */
  readonly onSave: (project: string | null) => Promise<unknown>;
  readonly onShare: () => void;
}

export function KeepPart({ words, home, isKept, saving, link, onSave, onShare }: KeepPartProps) {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const list = useAppState((state) => state.project.list);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    if (list.state === 'idle') void projects.list();
  }, [list.state, projects]);
  const names = list.state === 'done' ? list.result.filter(({ mayWrite }) => mayWrite) : [];
  const isHomeOpen = names.some(({ id }) => id === home);
  const project = chosen ?? (isHomeOpen ? home : null) ?? names[0]?.id ?? NEW;
  const save = async () => {
    await onSave(project === NEW ? null : project);
    await projects.list();
    setChosen(null);
  };
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        {t(`${words}.saveIntro`)}
      </Text>
      <Group gap="xs" wrap="nowrap" align="end">
        <Select
          flex={1}
          size="xs"
          label={t(`${words}.project`)}
          data={[
            ...names.map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW, label: t(`${words}.newProject`) },
          ]}
          value={project}
          allowDeselect={false}
          onChange={setChosen}
        />
        <Button
          size="xs"
          leftSection={<IconDeviceFloppy size={16} />}
          loading={saving}
          disabled={isKept && project === home}
          onClick={() => void save()}
        >
          {t(`${words}.save`)}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" role="status">
        {t(isKept ? `${words}.saved` : `${words}.unsaved`)}
      </Text>
      {isKept && (
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          leftSection={<IconLink size={16} />}
          loading={saving}
          onClick={onShare}
        >
          {t(`${words}.link`)}
        </Button>
      )}
      {link !== null && (
        <Group gap="xs" wrap="nowrap" align="end">
          <TextInput flex={1} size="xs" readOnly label={t(`${words}.linkMade`)} value={link} />
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {t(copied ? `${words}.copied` : `${words}.copyLink`)}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
    </Stack>
  );
}
