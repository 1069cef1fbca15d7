/** Keeping a scenario: in a project, as a link, as a file. */
import { Button, FileButton, Group, Stack, Text, Title } from '@mantine/core';
import { IconFileExport, IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { takeThumbnail } from '../picture/take.ts';
import { KeepPart } from '../project/keep-part.tsx';
import { keptAs, shownScenario } from './state.ts';

export function SaveForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { scenarioWork } = workspace;
  const scenario = useAppState((state) => shownScenario(state.scenario));
  const kept = useAppState((state) => keptAs(state.scenario));
  const known = useAppState((state) => (scenario ? state.scenario.kept[scenario.id] : undefined));
  const busy = useAppState((state) => state.scenario.busy);
  const link = useAppState((state) => state.scenario.link);
  const writable = useAppState((state) => state.project.writable);
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('scenario.save')}
      </Title>
      <Stack gap="xs">
        {scenario && writable !== false && (
          <KeepPart
            words="scenario"
            home={known?.project ?? null}
            isKept={kept !== null}
            saving={busy === 'save'}
            link={link?.scenario === scenario ? link.url : null}
            onSave={(project) => scenarioWork.save(project, () => takeThumbnail(workspace))}
            onShare={() => void scenarioWork.share()}
          />
        )}
        {writable === false && <Text size="xs">{t('scenario.readOnly')}</Text>}
        <Group gap="xs">
          {scenario && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconFileExport size={16} />}
              onClick={() => scenarioWork.exportFile()}
            >
              {t('scenario.export')}
            </Button>
          )}
          <FileButton
            accept=".geojson,.json,application/geo+json"
            onChange={(file) => file && void scenarioWork.importFile(file)}
            inputProps={{ 'aria-label': t('scenario.import') }}
          >
            {({ onClick }) => (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconFileImport size={16} />}
                loading={busy === 'open'}
                onClick={onClick}
              >
                {t('scenario.import')}
              </Button>
            )}
          </FileButton>
        </Group>
      </Stack>
    </section>
  );
}
