/** What a project keeps: views, measurements, notes, photos, newest first. */
import { ActionIcon, Anchor, Button, Group, Stack, Switch, Text, Title, Tooltip } from '@mantine/core';
import {
  IconCamera,
  IconEye,
  IconFocus2,
  IconNote,
  IconPencil,
  IconPresentation,
  IconRuler2,
  IconShieldCheck,
  IconTable,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EntryKind, ProjectEntry } from '../../api/projects.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { IDLE } from '../run.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { placeOf } from './geometry.ts';
import { KeptNumbers } from './kept-numbers.tsx';
import { measurementOf } from './measurements.ts';
import { sceneAddress } from './scene.ts';
import { openProject } from './state.ts';
import { timeOf, Verdict } from './verdict.tsx';

const ICONS: Readonly<Record<EntryKind, TablerIcon>> = {
  view: IconEye,
  measurement: IconRuler2,
  note: IconNote,
  photo: IconCamera,
  story: IconPresentation,
  ledger: IconTable,
};

export function EntryList() {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const project = useAppState((state) => openProject(state.project));
  const showPins = useAppState((state) => state.project.showPins);
  if (!project) return null;
  return (
    <section>
      <Group justify="space-between" mb={4}>
        <Title order={3} size="h6">
          {t('project.kept', { value: project.entries.length })}
        </Title>
        <Switch
          size="xs"
          label={t('project.showPins')}
          checked={showPins}
          onChange={({ currentTarget }) => projects.dispatch({ type: 'pins', show: currentTarget.checked })}
        />
      </Group>
      {project.entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('project.nothingKept')}
        </Text>
      ) : (
        <div>
          {[...project.entries].reverse().map((entry) => (
            <EntryRow key={entry.id} entry={entry} project={project.id} />
          ))}
        </div>
      )}
    </section>
  );
}

function EntryRow({ entry, project }: { entry: ProjectEntry; project: string }) {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const verdict = useAppState((state) => state.project.verdicts[entry.id] ?? IDLE);
  const writable = useAppState((state) => openProject(state.project)?.mayWrite ?? false);
  const { kind, name, text, picture, numbers, process } = entry;
  const measured = measurementOf(entry);
  const Icon = ICONS[kind];
  return (
    <article className="entry-row" data-entry={kind} aria-label={name}>
      <Group gap="sm" wrap="nowrap" align="start">
        {picture && (
          <a href={picture.href} target="_blank" rel="noreferrer" aria-label={t('project.showPicture', { name })}>
            <img className="entry-picture" src={picture.href} alt="" loading="lazy" />
          </a>
        )}
        <Stack gap={2} flex={1} miw={0}>
          <Group gap={6} wrap="nowrap">
            <Icon size={16} aria-hidden />
            <Text size="sm" fw={600} truncate>
              {name}
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            {t(`project.kinds.${kind}`)} {timeOf(entry.updated)}
          </Text>
          {text && (
            <Text size="sm" lineClamp={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {text}
            </Text>
          )}
          {measured?.computed && <KeptNumbers process="measure" result={{ ...measured.computed.result }} />}
          {!measured && numbers && <KeptNumbers process={process ?? ''} result={numbers} />}
          <Verdict run={verdict} onAgain={() => void projects.verify(entry)} />
          <Group gap={4} mt={2}>
            <OpenLink entry={entry} project={project} />
            <GoThere entry={entry} />
            {process !== null && (
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconShieldCheck size={15} />}
                loading={verdict.state === 'running'}
                onClick={() => void projects.verify(entry)}
              >
                {t('project.verify')}
              </Button>
            )}
            {writable && (kind === 'note' || kind === 'photo') && (
              <Tooltip label={t('project.edit')}>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  aria-label={`${t('project.edit')}: ${name}`}
                  onClick={() =>
                    projects.dispatch({
                      type: 'draft',
                      draft: { kind, name, text: text ?? '', position: null, of: entry, file: null },
                    })
                  }
                >
                  <IconPencil size={15} />
                </ActionIcon>
              </Tooltip>
            )}
            {writable && (
              <ConfirmButton
                label={t('project.deleteEntry')}
                question={t('project.deleteEntryQuestion', { name })}
                size="compact-xs"
                leftSection={<IconTrash size={14} />}
                onConfirm={() => void projects.removeEntry(entry)}
              />
            )}
          </Group>
        </Stack>
      </Group>
    </article>
  );
}

/** The scene as it was, with its result: the same way as any copied address. */
function OpenLink({ entry, project }: { entry: ProjectEntry; project: string }) {
  const { t } = useTranslation();
  const language = useAppState((state) => state.language);
  if (entry.scene === undefined) return null;
  const href = sceneAddress(entry.scene, { lang: language, entry: `${project}~${entry.id}` });
  return (
    <Anchor href={href} size="xs" px={6} aria-label={`${t('project.open')}: ${entry.name}`}>
      {t('project.open')}
    </Anchor>
  );
}

function GoThere({ entry }: { entry: ProjectEntry }) {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  if (!entry.geometry) return null;
  const go = () => {
    const { frame, pose } = store.get();
    const place = frame && pose ? placeOf(entry, frame, pose.elevationM) : null;
    if (!frame || !pose || !place) return;
    const [lon, lat] = frame.toLonLat(place.east, place.north);
    store.set({ pose: { ...pose, lon, lat, elevationM: place.height } });
  };
  return (
    <Button size="compact-xs" variant="subtle" leftSection={<IconFocus2 size={15} />} onClick={go}>
      {t('project.goThere')}
    </Button>
  );
}
