/** Listens to the keys of the page. They never act while someone types, nor under an open dialog. */
import { useEffect } from 'react';
import { drawingOf } from '../../state/app-state.ts';
import { TOOLS } from '../../state/url-state.ts';
import type { Workspace } from '../../state/workspace.ts';
import { type ShortcutId, shortcutOf } from './key-map.ts';

const STORED = 'tengun-keys';
const TYPING = 'input, textarea, select, [contenteditable], [role="listbox"], [role="option"], [role="combobox"]';

/** Whether single keys act; speech input and some assistive devices need them off (WCAG 2.1.4). */
export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

export function setSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // Without storage the choice lasts as long as the page: nothing to keep it in.
  }
}

export function useShortcuts(workspace: Workspace): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest(TYPING)) return;
      if (isUnderDialog()) return;
      const shortcut = shortcutOf(event);
      if (!shortcut || (shortcut.id !== 'undo' && !singleKeysOn())) return;
      if (runShortcut(workspace, shortcut.id, shortcut.digit)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [workspace]);
}

/** The globe's engine keeps a dialog of its own that is never shown. */
function isUnderDialog(): boolean {
  const dialogs = document.querySelectorAll<HTMLElement>('[role="dialog"][aria-modal="true"]');
  return [...dialogs].some((dialog) => dialog.checkVisibility());
}

/** @returns whether the key meant something here */
function runShortcut(workspace: Workspace, id: ShortcutId, digit = 0): boolean {
  const { store } = workspace;
  const state = store.get();
  if (state.load.state !== 'ready' && id !== 'help') return false;
  const toggle = (mode: 'swipe' | 'blink') =>
    workspace.compare({ type: 'mode', mode: state.compare.mode === mode ? 'off' : mode });
  const actions: Partial<Record<ShortcutId, () => void>> = {
    help: () => store.set({ dialog: 'keys' }),
    goTo: () => store.set({ dialog: 'goTo' }),
    panel: () => store.set({ panelOpen: !state.panelOpen }),
    globe: () => workspace.setView('globe'),
    site: () => workspace.setView('site'),
    frame: () => void workspace.frameCollections([]),
    projection: () => workspace.setProjection(state.projection === 'perspective' ? 'orthographic' : 'perspective'),
    previous: () => workspace.stepEpoch(-1),
    next: () => workspace.stepEpoch(1),
    play: () => workspace.compare({ type: 'play', playing: !state.compare.playing }),
    swipe: () => toggle('swipe'),
    blink: () => toggle('blink'),
    present: () => workspace.stories.present(!state.story.presenting),
  };
  const action = actions[id];
  if (action) action();
  else if (id === 'tool') {
    const tool = TOOLS[digit - 1];
    if (!tool) return false;
    workspace.setTool(tool);
  } else if (id === 'undo') {
    if (!drawingOf(state)?.active) return false;
    workspace.draw({ type: 'undo' });
  } else if (isCamera(id)) workspace.look(id);
  else return false;
  return true;
}

const CAMERAS = ['north', 'top', 'front', 'back', 'left', 'right', 'oblique'] as const;
function isCamera(id: ShortcutId): id is (typeof CAMERAS)[number] {
  return CAMERAS.some((camera) => camera === id);
}
