/** Notes and photos: text, place, picture. The place is clicked in the picture, or typed. */
import { Alert, Button, Group, NumberInput, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { Dropzone, IMAGE_MIME_TYPE } from '@mantine/dropzone';
import { IconCamera, IconMapPin, IconNote } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { placeOf } from './geometry.ts';
import { type Draft, hasUnsavedDraft } from './state.ts';

const PICTURE_TYPES = IMAGE_MIME_TYPE.filter((type) => ['image/png', 'image/jpeg', 'image/webp'].includes(type));
const MAX_PICTURE_BYTES = 20 * 2 ** 20;

const fresh = (kind: Draft['kind']): Draft => ({ kind, name: '', text: '', position: null, of: null, file: null });

export function DraftForm() {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const draft = useAppState((state) => state.project.draft);
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('project.notes')}
      </Title>
      {draft ? (
        <Form draft={draft} />
      ) : (
        <Group gap="xs" grow>
          <Button
            variant="default"
            leftSection={<IconNote size={18} />}
            onClick={() => projects.dispatch({ type: 'draft', draft: fresh('note') })}
          >
            {t('project.addNote')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconCamera size={18} />}
            onClick={() => projects.dispatch({ type: 'draft', draft: fresh('photo') })}
          >
            {t('project.addPhoto')}
          </Button>
        </Group>
      )}
    </section>
  );
}

function Form({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const sending = useAppState((state) => state.project.sending);
  const unsaved = useAppState((state) => hasUnsavedDraft(state.project));
  const write = (part: Parameters<typeof projects.dispatch>[0] & { type: 'write' }) => projects.dispatch(part);
  const isEmpty = draft.text.trim() === '' && draft.name.trim() === '' && draft.file === null;
  const lacksPicture = draft.kind === 'photo' && draft.file === null && draft.of === null;
  return (
    <Stack gap="xs">
      {draft.theirs !== undefined && (
        <Alert variant="light" color="yellow" p="xs">
          <Text size="xs">{t('project.theirs')}</Text>
          <Text size="xs" style={{ whiteSpace: 'pre-wrap' }}>
            {draft.theirs}
          </Text>
        </Alert>
      )}
      {draft.kind === 'photo' && <PictureField draft={draft} />}
      <TextInput
        label={t('project.name')}
        value={draft.name}
        maxLength={200}
        onChange={({ currentTarget }) => write({ type: 'write', part: { name: currentTarget.value } })}
      />
      <Textarea
        label={t('project.text')}
        value={draft.text}
        maxLength={20_000}
        autosize
        minRows={2}
        maxRows={8}
        onChange={({ currentTarget }) => write({ type: 'write', part: { text: currentTarget.value } })}
      />
      <PlaceField draft={draft} />
      <Group gap="xs">
        <Button
          loading={sending === 'entry'}
          disabled={isEmpty || lacksPicture}
          onClick={() => void projects.saveDraft()}
        >
          {t('project.save')}
        </Button>
        <Button variant="default" onClick={() => projects.dispatch({ type: 'draft', draft: null })}>
          {t('project.cancel')}
        </Button>
        {unsaved && (
          <Text size="xs" c="dimmed" role="status">
            {t('project.draftUnsaved')}
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function PictureField({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const { projects } = useWorkspace();
  const [refused, setRefused] = useState(false);
  const [preview, setPreview] = useState<string | null>(null);
  useEffect(() => {
    if (!draft.file) return setPreview(null);
    const url = URL.createObjectURL(draft.file);
    setPreview(url);
    return () => URL.revokeObjectURL(url);
  }, [draft.file]);
  const shown = preview ?? draft.of?.picture?.href ?? null;
  return (
    <div>
      <Dropzone
        accept={PICTURE_TYPES}
        maxSize={MAX_PICTURE_BYTES}
        maxFiles={1}
        multiple={false}
        p="sm"
        inputProps={{ 'aria-label': t('project.choosePhoto') }}
        onDrop={([file]) => {
          setRefused(false);
          if (!file) return;
          const name = draft.name === '' ? file.name.replace(/\.\w+$/, '') : draft.name;
          projects.dispatch({ type: 'write', part: { file, name } });
        }}
        onReject={() => setRefused(true)}
      >
        {shown ? (
          <img
            src={shown}
            alt={draft.name}
            style={{ maxWidth: '100%', maxHeight: 160, display: 'block', margin: 'auto' }}
          />
        ) : (
          <Text size="sm" ta="center" c="dimmed">
            {t('project.dropPhoto')}
          </Text>
        )}
      </Dropzone>
      {refused && (
        <Text size="xs" c="red" role="alert">
          {t('project.photoRefused')}
        </Text>
      )}
    </div>
  );
}

function PlaceField({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const { projects, store } = useWorkspace();
  const picking = useAppState((state) => state.project.picking);
  const frame = useAppState((state) => state.frame);
  if (!frame) return null;
  const elevationM = store.get().pose?.elevationM ?? 0;
  const place = draft.position ?? (draft.of ? placeOf(draft.of, frame, elevationM) : null);
  const type = (part: { east?: number; north?: number; height?: number }) => {
    const start = place ?? { east: 0, north: 0, height: elevationM };
    projects.dispatch({ type: 'write', part: { position: { ...start, ...part } } });
  };
  const number = (value: string | number, use: (value: number) => void) => {
    if (typeof value === 'number' && Number.isFinite(value)) use(value);
  };
  const unit = (value: number | undefined) => (value === undefined ? '' : Number((value / frame.unitM).toFixed(3)));
  return (
    <Stack gap={6}>
      <Button
        variant={picking ? 'filled' : 'default'}
        size="xs"
        leftSection={<IconMapPin size={16} />}
        aria-pressed={picking}
        onClick={() => projects.dispatch({ type: 'pick', on: !picking })}
      >
        {t(picking ? 'project.picking' : 'project.pick')}
      </Button>
      <Group gap="xs" grow wrap="nowrap">
        <NumberInput
          size="xs"
          label={t('status.x')}
          value={unit(place?.north)}
          decimalScale={3}
          hideControls
          onChange={(value) => number(value, (north) => type({ north: north * frame.unitM }))}
        />
        <NumberInput
          size="xs"
          label={t('status.y')}
          value={unit(place?.east)}
          decimalScale={3}
          hideControls
          onChange={(value) => number(value, (east) => type({ east: east * frame.unitM }))}
        />
        <NumberInput
          size="xs"
          label={`${t('status.h')} m`}
          value={place ? Number(place.height.toFixed(3)) : ''}
          decimalScale={3}
          hideControls
          onChange={(value) => number(value, (height) => type({ height }))}
        />
      </Group>
      {!place && (
        <Text size="xs" c="dimmed">
          {t('project.noPlace')}
        </Text>
      )}
    </Stack>
  );
}
