/** The form for requests (こんな使い方はできないか): examples to start from, a text, an address for the answer if one is wanted. */
import { Alert, Button, Chip, Code, Group, Modal, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconLock, IconSend } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DIALOG_STYLES } from '../take-out/dialog-styles.ts';
import { CopyText } from '../take-out/request-text.tsx';
import { badContact, type Draft, EMPTY_DRAFT, EXAMPLES, type Example, failureWords, MAX_TEXT } from './draft.ts';
import { useSending } from './use-sending.ts';

export interface RequestFormProps {
  /** What the form was opened from; stored with the request. */
  readonly collection?: string;
  readonly item?: string;
  readonly onClose: () => void;
}

export function RequestForm({ collection, item, onClose }: RequestFormProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('request.title')}
      size={640}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('request.close') }}
      styles={DIALOG_STYLES}
    >
      <Body
        {...(collection === undefined ? {} : { collection })}
        {...(item === undefined ? {} : { item })}
        onClose={onClose}
      />
    </Modal>
  );
}

function Body({ collection, item, onClose }: RequestFormProps) {
  const { t, i18n } = useTranslation();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [isChecked, setChecked] = useState(false);
  const { sending, send, reset } = useSending();
  if (sending.state === 'sent') {
    const again = () => {
      setDraft({ ...draft, text: '', example: null });
      setChecked(false);
      reset();
    };
    return <Sent id={sending.id} onAgain={again} onClose={onClose} />;
  }
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const noText = draft.text.trim() === '';
  const wrongContact = badContact(draft.contact);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (noText || wrongContact) return;
    const about = { ...(collection === undefined ? {} : { collection }), ...(item === undefined ? {} : { item }) };
    void send({ ...draft, ...about, lang: i18n.language === 'en' ? 'en' : 'ja' });
  };
  const about = [collection, item].filter((one) => one !== undefined).join(' / ');
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm">{t('request.intro')}</Text>
        {about !== '' && (
          <Text size="sm" c="dimmed">
            {t('request.about', { name: about })}
          </Text>
        )}
        <Examples draft={draft} onChoose={set} />
        <Textarea
          label={t('request.text')}
          placeholder={t('request.placeholder')}
          description={t('request.left', { count: MAX_TEXT - draft.text.length })}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          withAsterisk
          required
          autosize
          minRows={4}
          maxRows={12}
          maxLength={MAX_TEXT}
          data-autofocus
          value={draft.text}
          error={isChecked && noText ? t('request.noText') : null}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <TextInput
          label={t('request.place')}
          placeholder={t('request.placePlaceholder')}
          maxLength={200}
          value={draft.place}
          onChange={(event) => set({ place: event.currentTarget.value })}
        />
        <Contact draft={draft} isWrong={isChecked && wrongContact} onChange={set} />
        <Alert variant="light" color="gray" icon={<IconLock size={18} />} title={t('request.privacyTitle')} p="sm">
          <Text size="xs">{t('request.privacy')}</Text>
        </Alert>
        {sending.state === 'failed' && (
          <Alert
            variant="light"
            color="red"
            icon={<IconAlertTriangle size={20} />}
            title={t('request.failed')}
            role="alert"
          >
            {t(`request.${failureWords(sending.code)}`)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('request.cancel')}
          </Button>
          <Button type="submit" leftSection={<IconSend size={18} />} loading={sending.state === 'sending'}>
            {t('request.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** An example fills in the text where nothing of one's own stands. */
function Examples({ draft, onChoose }: { draft: Draft; onChoose: (part: Partial<Draft>) => void }) {
  const { t } = useTranslation();
  const wordsOf = (example: Example | null) => (example === null ? '' : t(`request.uses.${example}.text`));
  const choose = (example: Example) => {
    const isOwn = draft.text.trim() !== '' && draft.text !== wordsOf(draft.example);
    onChoose({ example, text: isOwn ? `${draft.text.trimEnd()}\n${wordsOf(example)}` : wordsOf(example) });
  };
  return (
    <div>
      <Text size="sm" fw={500} mb={6} id="request-examples">
        {t('request.examples')}
      </Text>
      <Group gap={6} role="group" aria-labelledby="request-examples">
        {EXAMPLES.map((example) => (
          <Chip
            key={example}
            size="xs"
            type="radio"
            checked={draft.example === example}
            onChange={() => choose(example)}
          >
            {t(`request.uses.${example}.name`)}
          </Chip>
        ))}
      </Group>
    </div>
  );
}

function Contact({
  draft,
  isWrong,
  onChange,
}: {
  draft: Draft;
  isWrong: boolean;
  onChange: (part: Partial<Draft>) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Text component="legend" size="sm" fw={500} mb={6} p={0}>
        {t('request.optional')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xs">
        <TextInput
          label={t('request.name')}
          autoComplete="name"
          maxLength={200}
          value={draft.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('request.organisation')}
          autoComplete="organization"
          maxLength={200}
          value={draft.organisation}
          onChange={(event) => onChange({ organisation: event.currentTarget.value })}
        />
        <TextInput
          label={t('request.contact')}
          type="email"
          autoComplete="email"
          maxLength={200}
          value={draft.contact}
          error={isWrong ? t('request.badContact') : null}
          onChange={(event) => onChange({ contact: event.currentTarget.value })}
        />
      </SimpleGrid>
      {/* people neither see it nor reach it by keys; programs fill it in */}
      <div
        aria-hidden="true"
        style={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}
      >
        <label>
          {t('request.website')}
          <input
            name="website"
            tabIndex={-1}
            autoComplete="off"
            value={draft.website}
            onChange={(event) => onChange({ website: event.currentTarget.value })}
          />
        </label>
      </div>
    </fieldset>
  );
}

function Sent({ id, onAgain, onClose }: { id: string; onAgain: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Alert
        variant="light"
        color="teal"
        icon={<IconCircleCheck size={20} />}
        title={t('request.sentTitle')}
        role="status"
      >
        {t('request.sent')}
      </Alert>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {t('request.id')}
        </Text>
        <Code fz="sm">{id}</Code>
        <CopyText text={id} label={t('request.copy')} />
      </Group>
      <Text size="sm" c="dimmed">
        {t('request.keepId')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onAgain}>
          {t('request.another')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('request.close')}
        </Button>
      </Group>
    </Stack>
  );
}
