/** What leaves the page: film, A3 board, package. Long work with progress and an end. */
import { Alert, Button, Checkbox, Group, Progress, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { downloadBlob, fileNameOf } from '../download.ts';
import { type Failure, failureOf, isAbort } from '../run.ts';
import { makeBoard } from './board.ts';
import { filmPlanOf, makeFilm, NoEncoderError } from './film.ts';
import { makePackage, takeStills } from './package.ts';
import { currentStep } from './state.ts';

const SIZES = { small: [640, 360], hd: [1280, 720], full: [1920, 1080] } as const;
type SizeName = keyof typeof SIZES;
const STILL_SIZE = { width: 1920, height: 1200 } as const;

type Making = 'film' | 'board' | 'pack';

export function ExportTab() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { store, stories } = workspace;
  const story = useAppState((state) => state.story);
  const [size, setSize] = useState<SizeName>('hd');
  const [rate, setRate] = useState('24');
  const [words, setWords] = useState(true);
  const [making, setMaking] = useState<{ what: Making; done: number; total: number } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [noEncoder, setNoEncoder] = useState(false);
  const stop = useRef<AbortController | null>(null);
  const { steps } = story;
  const name = story.name || t('story.nameless');
  const fileName = fileNameOf(name);
  const { pose } = store.get();
  const plan = steps.length > 0 && pose ? filmPlanOf(steps, pose, Number(rate)) : null;
  const [width, height] = SIZES[size];

  const make = async (what: Making, run: (progress: Parameters<typeof progressOf>[0]) => Promise<void>) => {
    setFailure(null);
    setNoEncoder(false);
    const controller = new AbortController();
    stop.current = controller;
    setMaking({ what, done: 0, total: 1 });
    try {
      await run({ what, signal: controller.signal, set: setMaking });
    } catch (error) {
      if (error instanceof NoEncoderError) setNoEncoder(true);
      else if (!isAbort(error)) setFailure(failureOf(error));
    } finally {
      setMaking(null);
      stop.current = null;
      const at = currentStep(store.get().story);
      if (at) void stories.show(at.step.id, 'jump');
    }
  };

  const film = () =>
    make('film', async (progress) => {
      const options = { width, height, framesPerSecond: Number(rate), words };
      downloadBlob(`${fileName}.webm`, await makeFilm(workspace, t, steps, options, progressOf(progress)));
    });
  const board = () =>
    make('board', async (progress) => {
      downloadBlob(`${fileName}.pdf`, await makeBoard(workspace, t, { name, steps }, progressOf(progress)));
    });
  const pack = () =>
    make('pack', async (progress) => {
      const stills = await takeStills(workspace, t, steps, STILL_SIZE, progressOf(progress));
      downloadBlob(`${fileName}.zip`, await makePackage(name, store.get().language, t, stills));
    });

  const disabled = steps.length === 0 || making !== null;
  return (
    <Stack gap="lg">
      {steps.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('story.empty')}
        </Text>
      )}
      {failure && <FailureMessage code={failure.code} message={failure.message} />}
      {noEncoder && (
        <Alert color="yellow" variant="light" p="sm" role="alert">
          <Text size="sm">{t('story.noEncoder')}</Text>
        </Alert>
      )}
      {making && (
        <Stack gap={4} role="status" data-making={making.what}>
          <Text size="sm">
            {t(making.what === 'film' ? 'story.making' : 'story.taking', { done: making.done, total: making.total })}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Progress flex={1} value={(100 * making.done) / making.total} aria-label={t(`story.${making.what}`)} />
            <Button size="compact-xs" variant="default" onClick={() => stop.current?.abort()}>
              {t('story.stop')}
            </Button>
          </Group>
        </Stack>
      )}
      <Stack gap="xs" component="section">
        <Title order={3} size="h6">
          {t('story.film')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('story.filmNote')}
        </Text>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('story.filmSize')}
          value={size}
          onChange={(value) => setSize(value as SizeName)}
          data={Object.entries(SIZES).map(([value, [w, h]]) => ({ value, label: `${w} × ${h}` }))}
        />
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('story.filmRate')}
          value={rate}
          onChange={setRate}
          data={['8', '24', '30'].map((value) => ({ value, label: `${value} fps` }))}
        />
        <Checkbox
          size="sm"
          label={t('story.filmWords')}
          checked={words}
          onChange={({ currentTarget }) => setWords(currentTarget.checked)}
        />
        {plan && (
          <Text size="xs" data-testid="film-length">
            {t('story.filmLength', { seconds: plan.seconds.toFixed(1), frames: plan.frameCount })}
          </Text>
        )}
        <Button disabled={disabled} onClick={() => void film()}>
          {t('story.makeFilm')}
        </Button>
      </Stack>
      <Part title={t('story.board')} note={t('story.boardNote')}>
        <Button variant="default" disabled={disabled} onClick={() => void board()}>
          {t('story.makeBoard')}
        </Button>
      </Part>
      <Part title={t('story.pack')} note={t('story.packNote')}>
        <Button variant="default" disabled={disabled} onClick={() => void pack()}>
          {t('story.makePack')}
        </Button>
      </Part>
    </Stack>
  );
}

function Part({ title, note, children }: { title: string; note: string; children: React.ReactNode }) {
  return (
    <Stack gap="xs" component="section">
      <Title order={3} size="h6">
        {title}
      </Title>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
      {children}
    </Stack>
  );
}

interface Progressing {
  readonly what: Making;
  readonly signal: AbortSignal;
  readonly set: (making: { what: Making; done: number; total: number }) => void;
}

function progressOf({ what, signal, set }: Progressing) {
  return { signal, onProgress: (done: number, total: number) => set({ what, done, total }) };
}
