/** Files of pipes: opening them, what they leave open, what was read. */
import { Alert, Button, Group, NumberInput, Stack, Table, Text, Title } from '@mantine/core';
import { IconHelpCircle, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PIPE_COLOURS } from '#core/pipes/pipe.ts';
import type { PipeAnswers, PipeQuestionKey } from '#core/pipes/pipe-question.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { allPipes, type Network, type OpenQuestion } from './state.ts';

/** Rows of the table: all pipes are in the picture, in the check and in the file. */
const MAX_ROWS = 200;

export function NetworkPart() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { networks, question, failure } = useAppState((state) => state.underground);
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('underground.pipes')}
      </Title>
      <Stack gap="sm">
        <FileDrop
          label={t('underground.choose')}
          kinds={t('underground.fileKinds')}
          onDrop={(files) => void workspace.undergroundWork.open(files)}
        />
        {question && <Question key={`${question.file}/${question.question}`} question={question} />}
        {failure && <FailureMessage code={failure.code} message={failure.message} />}
        {networks.map((network) => (
          <Notes key={network.file} network={network} />
        ))}
        {networks.length > 0 && <PipeTable />}
      </Stack>
    </section>
  );
}

/** What only a person can say of a file. */
function Question({ question: { question, choices, message, file } }: { readonly question: OpenQuestion }) {
  const { t } = useTranslation();
  const { undergroundWork } = useWorkspace();
  const [number, setNumber] = useState<number | null>(null);
  const answer = (value: string | number) =>
    void undergroundWork.answer({ [question]: value } satisfies Partial<
      Record<PipeQuestionKey, unknown>
    > as PipeAnswers);
  return (
    <Alert
      variant="light"
      color="blue"
      icon={<IconHelpCircle size={18} />}
      title={t(`underground.questions.${question}`)}
      data-testid="pipe-question"
    >
      <Stack gap="xs">
        <Text size="xs">{t('underground.questionOf', { file })}</Text>
        {choices.length > 0 ? (
          <Group gap="xs">
            {choices.map((choice) => (
              <Button key={choice} size="xs" variant="default" onClick={() => answer(choice)}>
                {t(`underground.answers.${choice}`)}
              </Button>
            ))}
          </Group>
        ) : (
          <Group gap="xs" align="end" wrap="nowrap">
            <NumberInput
              size="xs"
              label={t('underground.diameter')}
              min={1}
              max={20_000}
              suffix=" mm"
              value={number ?? ''}
              onChange={(value) => setNumber(typeof value === 'number' ? value : null)}
            />
            <Button size="xs" disabled={number === null} onClick={() => number !== null && answer(number)}>
              {t('underground.use')}
            </Button>
          </Group>
        )}
        <Text size="xs" c="dimmed">
          {message}
        </Text>
      </Stack>
    </Alert>
  );
}

function Notes({ network: { file, pipes, notes } }: { readonly network: Network }) {
  const { t } = useTranslation();
  const lines = notes
    ? [
        ...(notes.withoutLevel > 0 ? [t('underground.notes.withoutLevel', { count: notes.withoutLevel })] : []),
        ...(notes.unknownKinds.length > 0
          ? [
              t('underground.notes.unknownKinds', {
                kinds: notes.unknownKinds.slice(0, 5).join(t('underground.comma')),
              }),
            ]
          : []),
        ...(notes.renamed > 0 ? [t('underground.notes.renamed', { count: notes.renamed })] : []),
        ...(notes.zIgnored ? [t('underground.notes.zIgnored')] : []),
        ...(notes.skipped > 0 ? [t('underground.notes.skipped', { count: notes.skipped })] : []),
      ]
    : [];
  return (
    <div>
      <Text size="sm">{t('underground.read', { file: file || t('underground.kept'), count: pipes.length })}</Text>
      {lines.map((line) => (
        <Text size="xs" c="dimmed" key={line}>
          {line}
        </Text>
      ))}
    </div>
  );
}

function PipeTable() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const networks = useAppState((state) => state.underground.networks);
  const pipes = allPipes({ networks });
  return (
    <div>
      <div className="underground-list">
        <Table className="result-table is-small" aria-label={t('underground.table')} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('underground.pipe')}</Table.Th>
              <Table.Th>{t('underground.kind')}</Table.Th>
              <Table.Th className="number">{t('underground.diameterMm')}</Table.Th>
              <Table.Th>{t('underground.level')}</Table.Th>
              <Table.Th>{t('underground.accuracy')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pipes.slice(0, MAX_ROWS).map(({ id, name, kind, diameterMm, level, accuracy }) => (
              <Table.Tr key={id} data-pipe={id}>
                <Table.Th scope="row" title={name}>
                  {id}
                </Table.Th>
                <Table.Td>
                  <span className="legend-swatch" style={{ background: PIPE_COLOURS[kind] }} />
                  {t(`underground.kinds.${kind}`)}
                </Table.Td>
                <Table.Td className="number">{formatNumber(diameterMm)}</Table.Td>
                <Table.Td>{t(`underground.levels.${level?.reference ?? 'none'}`)}</Table.Td>
                <Table.Td>{accuracy ?? t('underground.unknown')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group justify="space-between" gap="xs" mt={4}>
        <Text size="xs" c="dimmed">
          {pipes.length > MAX_ROWS ? t('underground.firstRows', { shown: MAX_ROWS, all: pipes.length }) : ''}
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconTrash size={14} />}
          onClick={() => {
            workspace.undergroundWork.stop();
            workspace.underground({ type: 'clear' });
          }}
        >
          {t('underground.clear')}
        </Button>
      </Group>
    </div>
  );
}
