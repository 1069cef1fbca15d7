/** Keeping a ledger: in a project, as a link, as a file. */
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { takeThumbnail } from '../picture/take.ts';
import { KeepPart } from '../project/keep-part.tsx';
import { keptAs, type OpenLedger } from './state.ts';

export function KeepTab({ open }: { readonly open: OpenLedger }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const writable = useAppState((state) => state.project.writable);
  const { source } = open.now;
  return (
    <Stack gap="md">
      {source !== '' && (
        <Text size="xs" c="dimmed" className="ledger-source">
          {t('ledger.source', { source })}
        </Text>
      )}
      {writable === false ? <Text size="sm">{t('ledger.readOnly')}</Text> : <ProjectPart open={open} />}
      <section>
        <Title order={3} size="h6" mb="xs">
          {t('ledger.file')}
        </Title>
        <Group gap="xs">
          {(['geojson', 'csv'] as const).map((format) => (
            <Button
              key={format}
              size="xs"
              variant="default"
              leftSection={<IconFileExport size={16} />}
              onClick={() => void work.exportFile(format)}
            >
              {t(`ledger.formats.${format}`)}
            </Button>
          ))}
        </Group>
        <Text size="xs" c="dimmed" mt={4}>
          {t('ledger.fileHelp')}
        </Text>
      </section>
    </Stack>
  );
}

function ProjectPart({ open }: { readonly open: OpenLedger }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { ledgerWork: work } = workspace;
  const busy = useAppState((state) => state.ledger.busy);
  const link = useAppState((state) => state.ledger.link);
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('ledger.save')}
      </Title>
      <KeepPart
        words="ledger"
        home={open.kept?.project ?? null}
        isKept={keptAs(open) !== null}
        saving={busy === 'save'}
        link={link?.ledger === open.now ? link.url : null}
        onSave={(project) => work.save(project, () => takeThumbnail(workspace))}
        onShare={() => void work.share()}
      />
    </section>
  );
}
