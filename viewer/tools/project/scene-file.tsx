/** The scene as a file of one's own: needs no permission, and can be imported into a project later. */
import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../state/scene-url.ts';
import { useWorkspace } from '../../ui/workspace-context.ts';
import { downloadText } from '../download.ts';
import { usePresentResult } from './save-form.tsx';
import { sceneOf } from './scene.ts';

export function SceneFile() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const result = usePresentResult();
  const save = () => {
    const scene = sceneOf(urlOf(store));
    const name = t('project.sceneFileName');
    const kind = result ? 'measurement' : 'view';
    const own = { scene, ...(result ? { computed: result } : {}) };
    const feature = { type: 'Feature', geometry: null, properties: { kind, name, tengun: own } };
    const document = { type: 'FeatureCollection', name, tengun: { format: 1 }, features: [feature] };
    downloadText('tengun-scene.geojson', 'application/geo+json', `${JSON.stringify(document, null, 1)}\n`);
  };
  return (
    <div>
      <Button size="xs" variant="default" leftSection={<IconDownload size={16} />} onClick={save}>
        {t('project.sceneFile')}
      </Button>
      <Text size="xs" c="dimmed" mt={4}>
        {t('project.sceneFileNote')}
      </Text>
    </div>
  );
}
