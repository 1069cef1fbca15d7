/** Papers of the sections: title block, language, one button a paper. */
import { Accordion, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconFileText } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { makePaper, makeReport, type PaperFormat } from '../../api/sections.ts';
import { sceneUrl } from '../../ui/document.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { headerOf, storedHeader } from '../papers/header.ts';
import { HeaderForm } from '../papers/header-form.tsx';
import { PaperProgress } from '../papers/paper-progress.tsx';
import { usePaper } from '../papers/use-paper.ts';
import { useLabels } from './use-labels.ts';

const GROUPS: readonly (readonly ['drawings' | 'sheets' | 'all', readonly PaperFormat[]])[] = [
  ['drawings', ['dxf-plan', 'dxf-profile', 'dxf-sections', 'pdf', 'svg']],
  ['sheets', ['xlsx', 'csv', 'landxml', 'sima']],
  ['all', ['zip']],
];

export function PapersForm() {
  const { t } = useTranslation();
  const { alignmentWork, store } = useWorkspace();
  const labelOf = useLabels();
  const done = useAppState((state) => state.alignment.run.state === 'done');
  const language = useAppState((state) => state.language);
  const [header, setHeader] = useState(storedHeader);
  const [chosen, setChosen] = useState<'ja' | 'en' | null>(null);
  const paper = usePaper();
  const lang = chosen ?? language;
  const busy = paper.making !== null;

  const save = (format: PaperFormat) => {
    const request = alignmentWork.request(labelOf);
    if (request)
      paper.make(format, (options) => makePaper(request, { format, header: headerOf(header), lang }, options));
  };
  const report = () => {
    const inputs = alignmentWork.request(labelOf);
    const link = sceneUrl(store);
    if (!inputs) return;
    const more = link.length <= 2000 ? { link } : {};
    paper.make('report', (options) =>
      makeReport({ process: 'cross-sections', inputs, header: headerOf(header), lang, ...more }, options),
    );
  };
  const button = (key: string, label: string, icon: typeof IconDownload, onClick: () => void) => {
    const Icon = icon;
    return (
      <Button
        key={key}
        size="xs"
        variant="default"
        leftSection={<Icon size={15} />}
        disabled={!done || (busy && paper.making !== key)}
        loading={paper.making === key}
        data-paper={key}
        onClick={onClick}
      >
        {label}
      </Button>
    );
  };
  return (
    <section aria-label={t('papers.title')}>
      <Title order={3} size="h6" mb="xs">
        {t('papers.title')}
      </Title>
      <Stack gap="xs">
        <Accordion variant="separated" chevronPosition="left" className="options-form">
          <Accordion.Item value="header">
            <Accordion.Control>
              <Text size="sm">{t('papers.header')}</Text>
            </Accordion.Control>
            <Accordion.Panel>
              <HeaderForm header={header} onChange={setHeader} />
              <Text size="xs" c="dimmed" mt={6}>
                {t('papers.headerNote')}
              </Text>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        <Group gap="xs" justify="space-between">
          <Text size="xs">{t('papers.language')}</Text>
          <SegmentedControl
            size="xs"
            aria-label={t('papers.language')}
            value={lang}
            onChange={(value) => setChosen(value === 'ja' ? 'ja' : 'en')}
            data={[
              { value: 'ja', label: t('language.ja') },
              { value: 'en', label: t('language.en') },
            ]}
          />
        </Group>
        {!done && (
          <Text size="xs" c="dimmed">
            {t('papers.needResult')}
          </Text>
        )}
        {GROUPS.map(([group, formats]) => (
          <div key={group}>
            <Text size="xs" fw={600} mb={4}>
              {t(`papers.${group}`)}
            </Text>
            <Group gap={6}>
              {formats.map((format) => button(format, t(`papers.formats.${format}`), IconDownload, () => save(format)))}
              {group === 'all' && button('report', t('papers.report'), IconFileText, report)}
            </Group>
          </div>
        ))}
        <PaperProgress paper={paper} />
      </Stack>
    </section>
  );
}
