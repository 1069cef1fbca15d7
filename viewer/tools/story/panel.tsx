/** The story tool: its steps, sharing, and what leaves the page. */
import {
  ActionIcon,
  Alert,
  Button,
  Group,
  NumberInput,
  Stack,
  Tabs,
  Text,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowUp,
  IconDeviceFloppy,
  IconPlus,
  IconPresentation,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { ConfirmButton } from '../project/confirm-button.tsx';
import { ProjectChoice } from '../project/project-tab.tsx';
import { openProject } from '../project/state.ts';
import { ExportTab } from './export-tab.tsx';
import { ShareTab } from './share-tab.tsx';
import { SECONDS_RANGE, STORY_BOUNDS, type StoryStep } from './story.ts';

export function StoryPanel() {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const list = useAppState((state) => state.project.list);
  const failure = useAppState((state) => state.project.failure);
  const unreadable = useAppState((state) => state.story.unreadable);
  useEffect(() => {
    if (list.state === 'idle') void projects.list();
  }, [list.state, projects]);
  return (
    <Stack gap="md">
      {failure && <FailureMessage code={failure.code} message={failure.message} />}
      {unreadable > 0 && (
        <Alert variant="light" color="yellow" p="sm">
          <Text size="sm">{t('story.unreadable', { value: unreadable })}</Text>
        </Alert>
      )}
      <Tabs defaultValue="steps" keepMounted={false}>
        <Tabs.List grow mb="md">
          <Tabs.Tab value="steps">{t('story.tabSteps')}</Tabs.Tab>
          <Tabs.Tab value="share">{t('story.tabShare')}</Tabs.Tab>
          <Tabs.Tab value="take">{t('story.tabTake')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="steps">
          <StepsTab />
        </Tabs.Panel>
        <Tabs.Panel value="share">
          <ShareTab />
        </Tabs.Panel>
        <Tabs.Panel value="take">
          <ExportTab />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function StepsTab() {
  const { t } = useTranslation();
  const { stories } = useWorkspace();
  const story = useAppState((state) => state.story);
  const { name, steps, past, future } = story;
  const add = () => void stories.add(t('story.stepName', { value: steps.length + 1 }));
  return (
    <Stack gap="md">
      <TextInput
        label={t('story.name')}
        placeholder={t('story.nameless')}
        value={name}
        maxLength={STORY_BOUNDS.title}
        onChange={({ currentTarget }) => stories.dispatch({ type: 'name', name: currentTarget.value })}
      />
      <Group gap="xs" wrap="nowrap">
        <Button flex={1} leftSection={<IconPlus size={18} />} onClick={add}>
          {t('story.add')}
        </Button>
        <Tooltip label={t('story.undo')}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('story.undo')}
            disabled={past.length === 0}
            onClick={() => stories.dispatch({ type: 'undo' })}
          >
            <IconArrowBackUp size={18} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('story.redo')}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('story.redo')}
            disabled={future.length === 0}
            onClick={() => stories.dispatch({ type: 'redo' })}
          >
            <IconArrowForwardUp size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
      {steps.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('story.empty')}
        </Text>
      ) : (
        <>
          <ol className="story-steps" aria-label={t('story.steps', { value: steps.length })}>
            {steps.map((step, index) => (
              <StepRow
                key={step.id}
                step={step}
                index={index}
                count={steps.length}
                isCurrent={step.id === story.current}
              />
            ))}
          </ol>
          <Button variant="default" leftSection={<IconPresentation size={18} />} onClick={() => stories.present(true)}>
            {t('story.present')}
          </Button>
        </>
      )}
      <Keeping />
    </Stack>
  );
}

interface StepRowProps {
  readonly step: StoryStep;
  readonly index: number;
  readonly count: number;
  readonly isCurrent: boolean;
}

function StepRow({ step, index, count, isCurrent }: StepRowProps) {
  const { t } = useTranslation();
  const { stories } = useWorkspace();
  const missing = useAppState((state) => state.story.missing);
  const { id, title, text, seconds, thumbnail } = step;
  const name = title || t('story.stepName', { value: index + 1 });
  const write = (part: Partial<StoryStep>) => stories.dispatch({ type: 'write', id, part });
  const move = (by: 1 | -1, label: string, icon: React.ReactNode, disabled: boolean) => (
    <ActionIcon
      variant="transparent"
      color="gray"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={() => stories.dispatch({ type: 'move', id, by })}
    >
      {icon}
    </ActionIcon>
  );
  return (
    <li className="story-step" data-current={isCurrent ? '' : undefined} data-step={index + 1}>
      <div className="story-step-head">
        {thumbnail === '' ? (
          <span className="story-thumbnail" />
        ) : (
          <img className="story-thumbnail" src={thumbnail} alt="" />
        )}
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          justify="start"
          px={4}
          className="story-step-name"
          aria-label={t('story.show', { name })}
          aria-current={isCurrent ? 'step' : undefined}
          onClick={() => void stories.show(id, 'fly')}
        >
          {index + 1}. {name}
        </Button>
        <Group gap={0} wrap="nowrap">
          {move(-1, t('story.up', { name }), <IconArrowUp size={16} />, index === 0)}
          {move(1, t('story.down', { name }), <IconArrowDown size={16} />, index === count - 1)}
        </Group>
      </div>
      {isCurrent && (
        <Stack gap="xs" className="story-step-form">
          {missing.length > 0 && (
            <Text size="xs" c="orange.9" role="status">
              {t('story.missing', { ids: missing.join(', ') })}
            </Text>
          )}
          <TextInput
            size="xs"
            label={t('story.stepTitle')}
            value={title}
            maxLength={STORY_BOUNDS.title}
            onChange={({ currentTarget }) => write({ title: currentTarget.value })}
          />
          <Textarea
            size="xs"
            label={t('story.text')}
            value={text}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={STORY_BOUNDS.text}
            onChange={({ currentTarget }) => write({ text: currentTarget.value })}
          />
          <Group gap="xs" align="end" justify="space-between">
            <NumberInput
              size="xs"
              w={130}
              label={t('story.seconds')}
              value={seconds}
              min={SECONDS_RANGE[0]}
              max={SECONDS_RANGE[1]}
              onChange={(value) => typeof value === 'number' && write({ seconds: value })}
            />
            <Group gap={4}>
              <Button size="compact-xs" variant="default" onClick={() => void stories.retake(id)}>
                {t('story.retake')}
              </Button>
              <ConfirmButton
                label={t('story.remove')}
                question={t('story.removeQuestion', { name })}
                size="compact-xs"
                leftSection={<IconTrash size={14} />}
                onConfirm={() => stories.dispatch({ type: 'remove', id })}
              />
            </Group>
          </Group>
        </Stack>
      )}
    </li>
  );
}

/** Where the story is kept, and the others that are kept there. */
function Keeping() {
  const { t } = useTranslation();
  const { stories } = useWorkspace();
  const writable = useAppState((state) => state.project.writable);
  const project = useAppState((state) => openProject(state.project));
  const sending = useAppState((state) => state.project.sending);
  const { steps, changed, kept } = useAppState((state) => state.story);
  const others = project?.entries.filter(({ kind, id }) => kind === 'story' && id !== kept?.entry) ?? [];
  return (
    <Stack gap="xs">
      <ProjectChoice />
      {!project && writable && (
        <Text size="sm" c="dimmed">
          {t('story.chooseProject')}
        </Text>
      )}
      {project?.mayWrite && (
        <Button
          variant={changed ? 'filled' : 'default'}
          leftSection={<IconDeviceFloppy size={18} />}
          disabled={steps.length === 0 || (!changed && kept?.project === project.id)}
          loading={sending === 'entry'}
          onClick={() => void stories.save()}
        >
          {t('story.save')}
        </Button>
      )}
      {steps.length > 0 && (
        <Text size="xs" c="dimmed" role="status" data-testid="story-kept">
          {t(kept && !changed ? 'story.saved' : 'story.unsaved')}
        </Text>
      )}
      {others.length > 0 && (
        <div>
          <Text size="sm" fw={500}>
            {t('story.open')}
          </Text>
          {others.map((entry) => (
            <Button
              key={entry.id}
              variant="subtle"
              size="compact-sm"
              justify="start"
              onClick={() => project && stories.open(entry, project.id)}
            >
              {t('story.openOne', { name: entry.name })}
            </Button>
          ))}
        </div>
      )}
      {steps.length > 0 && (
        <ConfirmButton
          label={t('story.new')}
          question={t('story.newQuestion')}
          size="compact-sm"
          onConfirm={() => stories.dispatch({ type: 'load', name: '', steps: [], kept: null, unreadable: 0 })}
        />
      )}
    </Stack>
  );
}
