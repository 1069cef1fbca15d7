/** A link that is dropped on the page is a layer of another server. */
import { useEffect } from 'react';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';

export function useUrlDrop(): void {
  const { outside, setTool } = useWorkspace();
  const isReady = useAppState((state) => state.load.state === 'ready');
  useEffect(() => {
    if (!isReady) return;
    const isLink = ({ dataTransfer, target }: DragEvent) => {
      const types = dataTransfer?.types ?? [];
      // a field takes the text itself
      const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
      return types.includes('text/uri-list') && !types.includes('Files') && !isField;
    };
    const over = (event: DragEvent) => {
      if (isLink(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!isLink(event)) return;
      event.preventDefault();
      const lines = event.dataTransfer?.getData('text/uri-list').split(/\r?\n/) ?? [];
      const address = lines.find((line) => line !== '' && !line.startsWith('#'));
      if (address === undefined) return;
      outside.add(address, null);
      setTool('layers');
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [isReady, outside, setTool]);
}
