/** Whether the line or the settings have changed since the result was computed. */
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useLabels } from '../alignment/use-labels.ts';

export function useOutdated(): boolean {
  const { wayWork } = useWorkspace();
  const labelOf = useLabels();
  const way = useAppState((state) => state.way);
  // what the request is made of
  useAppState((state) => state.section);
  useAppState((state) => state.alignment);
  const of = way.mode === 'wires' ? way.wiresOf : way.profileOf;
  return of !== wayWork.asked(labelOf);
}
