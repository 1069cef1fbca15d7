/** The report of the current volume as a PDF, with its title block. */
import { Accordion, Button, Stack, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { makeReport } from '../../api/sections.ts';
import { sceneUrl } from '../../ui/document.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { headerOf, storedHeader } from '../papers/header.ts';
import { HeaderForm } from '../papers/header-form.tsx';
import { PaperProgress } from '../papers/paper-progress.tsx';
import { usePaper } from '../papers/use-paper.ts';
import { areaName } from './area-names.ts';
import { volumeRequest } from './state.ts';

/** Longest link that a report may print. */
const MAX_LINK = 2000;
/** Longest name of an area in a report. */
const MAX_SUBJECT = 100;

export function ReportPart() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const lang = useAppState((state) => state.language);
  const [header, setHeader] = useState(storedHeader);
  const paper = usePaper();
  const make = () => {
    const { volume, frame } = store.get();
    if (!frame) return;
    const inputs = { ...volumeRequest(volume, frame), differenceGrid: false };
    const link = sceneUrl(store);
    const subject = areaName(volume);
    paper.make('report', (options) =>
      makeReport(
        {
          process: 'cut-fill-volume',
          inputs,
          header: headerOf(header),
          lang,
          ...(subject === '' ? {} : { subject: subject.slice(0, MAX_SUBJECT) }),
          ...(link.length <= MAX_LINK ? { link } : {}),
        },
        options,
      ),
    );
  };
  return (
    <Stack gap="xs">
      <Accordion variant="separated" chevronPosition="left" className="options-form">
        <Accordion.Item value="header">
          <Accordion.Control>
            <Text size="sm">{t('papers.header')}</Text>
          </Accordion.Control>
          <Accordion.Panel>
            <HeaderForm header={header} onChange={setHeader} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFileText size={16} />}
        loading={paper.making !== null}
        onClick={make}
        style={{ alignSelf: 'start' }}
      >
        {t('papers.report')}
      </Button>
      <PaperProgress paper={paper} />
    </Stack>
  );
}
