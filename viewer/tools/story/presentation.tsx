/** The story on the whole page: the picture, large words, and few buttons. Keys turn the steps. */
import { ActionIcon, Group, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconMaximize,
  IconPlayerPause,
  IconPlayerPlay,
  IconTextSize,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { currentStep } from './state.ts';

export function Presentation() {
  const { t } = useTranslation();
  const { stories, store } = useWorkspace();
  const story = useAppState((state) => state.story);
  const [large, setLarge] = useState(true);
  const card = useRef<HTMLElement>(null);
  const at = currentStep(story);
  useEffect(() => {
    card.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const onButton = event.target instanceof HTMLButtonElement;
      const actions: Readonly<Record<string, () => void>> = {
        ArrowRight: () => void stories.turn(1),
        PageDown: () => void stories.turn(1),
        ArrowLeft: () => void stories.turn(-1),
        PageUp: () => void stories.turn(-1),
        Escape: () => stories.present(false),
        // a button that has the focus is pressed by the space bar
        ...(onButton ? {} : { ' ': () => stories.play(!store.get().story.playing) }),
      };
      const act = actions[event.key];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    // before the keys of the page and of the picture
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [stories, store]);
  if (!at) return null;
  const { step, index } = at;
  const total = story.steps.length;
  const button = (label: string, icon: React.ReactNode, run: () => void, disabled = false) => (
    <Tooltip label={label} position="top">
      <ActionIcon variant="transparent" color="gray.1" size={40} aria-label={label} disabled={disabled} onClick={run}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <section
      ref={card}
      className="presentation"
      data-large={large ? '' : undefined}
      tabIndex={-1}
      aria-label={t('story.presentation', { name: story.name || t('story.nameless') })}
    >
      <div className="presentation-words" aria-live="polite" data-testid="presentation-words">
        <h2>{step.title || t('story.stepName', { value: index + 1 })}</h2>
        {step.text !== '' && <p>{step.text}</p>}
        {story.missing.length > 0 && (
          <p className="presentation-note">{t('story.missing', { ids: story.missing.join(', ') })}</p>
        )}
      </div>
      <Group className="presentation-buttons" gap={4} wrap="nowrap" justify="flex-end">
        {button(t('story.previous'), <IconArrowLeft size={22} />, () => stories.turn(-1), index === 0)}
        <span className="presentation-counter">{t('story.counter', { at: index + 1, total })}</span>
        {button(t('story.next'), <IconArrowRight size={22} />, () => stories.turn(1), index === total - 1)}
        {button(
          t(story.playing ? 'story.pause' : 'story.play'),
          story.playing ? <IconPlayerPause size={22} /> : <IconPlayerPlay size={22} />,
          () => stories.play(!story.playing),
        )}
        {button(t('story.large'), <IconTextSize size={22} />, () => setLarge(!large))}
        {document.fullscreenEnabled &&
          button(t('story.fullScreen'), <IconMaximize size={22} />, () => void toggleFullScreen())}
        {button(t('story.end'), <IconX size={22} />, () => {
          if (document.fullscreenElement) void document.exitFullscreen();
          stories.present(false);
        })}
      </Group>
      <span className="visually-hidden">{t('story.keys')}</span>
    </section>
  );
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen().catch(() => undefined);
}
