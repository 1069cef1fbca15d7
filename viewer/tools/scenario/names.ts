/** What edits and found things are called. */
import type { TFunction } from 'i18next';
import type { FoundSceneObject } from '#core/contract/find-objects.ts';
import type { SceneEdit, SceneObject } from '#core/contract/scenario.ts';
import { formatNumber } from '../../ui/format.ts';
import type { ScenarioWords } from './work.ts';

export function editName(t: TFunction, edit: SceneEdit): string {
  if (edit.name !== '') return edit.name;
  const kind = edit.kind === 'move' ? t(`scenario.objectKinds.${edit.object.kind}`) : '';
  return t(`scenario.edit.${edit.kind}`, { kind });
}

export function objectName(t: TFunction, { kind, topM, groundM, bottomM }: SceneObject): string {
  const height = formatNumber(topM - (groundM ?? bottomM), 1);
  return t('scenario.object', { kind: t(`scenario.objectKinds.${kind}`), height });
}

export function doubtsOf(t: TFunction, { doubts, confidence }: FoundSceneObject): string {
  const known = ['few-points', 'crowns-touch', 'by-shape', 'odd-shape'] as const;
  const words = known.filter((doubt) => doubts.includes(doubt)).map((doubt) => t(`scenario.doubts.${doubt}`));
  return [t(`scenario.sure.${confidence}`), ...words].join(' · ');
}

/** Names of new edits: empty ones are named by their kind, in the language of whoever looks. */
export function scenarioWords(t: TFunction, count: number): ScenarioWords {
  const scenario = t('scenario.newName', { value: count + 1 });
  return { scenario, hide: '', objects: '', move: '', building: '', wall: '', road: '', design: '' };
}
