/** The scene that is kept: the address without what says who opened it. The panel of projects is no part of it. */
import type { AppState } from '../../state/app-state.ts';
import { formatUrl, type Tool, type UrlState } from '../../state/url-state.ts';
import { openProject } from './state.ts';

/** The tool whose work stands in the picture: while projects are looked at, the one before. */
export function workTool({ tool, toolBefore }: Pick<AppState, 'tool' | 'toolBefore'>): Tool {
  return tool === 'project' || tool === 'story' ? toolBefore : tool;
}

/** Which project is open in the panel, and what was opened by a link. */
export function projectUrl({
  tool,
  project,
}: Pick<AppState, 'tool' | 'project'>): Pick<UrlState, 'project' | 'link' | 'entry'> {
  const from = project.opened?.from;
  return {
    ...(tool === 'project' ? { project: openProject(project)?.id ?? 'list' } : {}),
    ...(from?.by === 'link' ? { link: from.id } : {}),
    ...(from?.by === 'entry' ? { entry: `${from.project}~${from.id}` } : {}),
  };
}

/** Query string of the scene that an address shows, `?` first; the language is the reader's. */
export function sceneOf(address: UrlState): string {
  const {
    lang: _,
    project: __,
    link: ___,
    entry: ____,
    story: _____,
    storyStep: ______,
    present: _______,
    ...scene
  } = address;
  return formatUrl(scene) || '?';
}

/** The address that opens a kept scene as it was. */
export function sceneAddress(scene: string, more: Readonly<Record<string, string>>): string {
  const parts = Object.entries(more).map(
    ([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%7E', '~')}`,
  );
  const query = [scene.replace(/^\?/, ''), ...parts].filter((part) => part !== '').join('&');
  return `./?${query}`;
}
