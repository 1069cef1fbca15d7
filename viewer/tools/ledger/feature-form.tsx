/** One feature: its attributes as inputs of their kinds, its photos and links, its place. */
import {
  ActionIcon,
  Anchor,
  Button,
  FileButton,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowsMove,
  IconCamera,
  IconCheck,
  IconExternalLink,
  IconFocus2,
  IconPhoto,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  DEGREES,
  type Ledger,
  type LedgerFeature,
  type LedgerField,
  type LedgerValue,
  type Position,
  positionsOf,
} from '#core/ledger/ledger.ts';
import { photoSource, readValue, safeLink, type ValueProblem, valueText } from '#core/ledger/values.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useValueText } from './use-words.ts';

interface Props {
  readonly ledger: Ledger;
  readonly feature: LedgerFeature;
}

export function FeatureForm({ ledger, feature }: Props) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const words = useValueText();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // the row that was pressed is gone, and focus with it
    if (document.activeElement === document.body) back.current?.focus({ preventScroll: true });
    back.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const title = words(ledger, feature, ledger.label) || t('ledger.unnamed', { id: feature.id });
  return (
    <Stack gap="sm" data-testid="ledger-feature">
      <Group gap="xs" wrap="nowrap">
        <ActionIcon
          ref={back}
          variant="subtle"
          color="gray"
          aria-label={t('ledger.back')}
          title={t('ledger.back')}
          onClick={() => void work.select(null)}
        >
          <IconArrowLeft size={18} />
        </ActionIcon>
        <Title order={3} size="h6" lineClamp={2} flex={1}>
          {title}
        </Title>
        {feature.geometry && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('ledger.goTo')}
            title={t('ledger.goTo')}
            onClick={() => void work.select(feature.id, true)}
          >
            <IconFocus2 size={18} />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t('ledger.remove')}
          title={t('ledger.removeHelp')}
          onClick={() => work.edit({ type: 'removeFeatures', ids: new Set([feature.id]) })}
        >
          <IconTrash size={18} />
        </ActionIcon>
      </Group>
      {ledger.fields.map((field, at) => (
        <ValueInput
          key={`${field.kind} ${field.name}`}
          field={field}
          at={at}
          id={feature.id}
          value={feature.values[at] ?? null}
        />
      ))}
      {!ledger.fields.some(({ kind }) => kind === 'photo') && (
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          leftSection={<IconCamera size={14} />}
          onClick={() => work.edit({ type: 'addField', field: { name: t('ledger.kind.photo'), kind: 'photo' } })}
        >
          {t('ledger.addPhotoField')}
        </Button>
      )}
      <PlacePart ledger={ledger} feature={feature} />
    </Stack>
  );
}

interface ValueProps {
  readonly field: LedgerField;
  readonly at: number;
  readonly id: string;
  readonly value: LedgerValue;
}

function ValueInput(props: ValueProps) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const { field, at, id, value } = props;
  const set = (next: LedgerValue) => work.edit({ type: 'setValue', id, field: at, value: next });
  switch (field.kind) {
    case 'boolean':
      return (
        <Select
          size="sm"
          label={field.name}
          clearable
          placeholder={t('ledger.noValue')}
          data={[
            { value: 'true', label: t('ledger.yes') },
            { value: 'false', label: t('ledger.no') },
          ]}
          value={value === null ? null : String(value)}
          onChange={(text) => set(text === null ? null : text === 'true')}
        />
      );
    case 'choice':
      return (
        <Select
          size="sm"
          label={field.name}
          clearable
          searchable={(field.choices?.length ?? 0) > 8}
          placeholder={t('ledger.noValue')}
          data={[...(field.choices ?? [])]}
          value={value === null ? null : String(value)}
          onChange={set}
        />
      );
    case 'photo':
      return <PhotoInput {...props} />;
    default:
      return <TextValue {...props} />;
  }
}

/** Text, number, date, link: written when the field is left, or by Enter. */
function TextValue({ field, at, id, value }: ValueProps) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const [text, setText] = useState(valueText(value));
  const [problem, setProblem] = useState<ValueProblem | null>(null);
  // undo brings another one
  useEffect(() => {
    setText(valueText(value));
    setProblem(null);
  }, [value]);
  const write = () => {
    if (text === valueText(value)) return setProblem(null);
    const read = readValue(field, text);
    setProblem(read.problem ?? null);
    if (read.problem === undefined) work.edit({ type: 'setValue', id, field: at, value: read.value });
  };
  const common = {
    size: 'sm',
    label: field.name,
    value: text,
    error: problem ? t(`ledger.problem.${problem}`) : undefined,
    onBlur: write,
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) => {
      setText(currentTarget.value);
    },
  } as const;
  const onEnter = {
    onKeyDown: ({ key }: { readonly key: string }) => {
      if (key === 'Enter') write();
    },
  };
  if (field.kind === 'text') return <Textarea {...common} autosize minRows={1} maxRows={6} />;
  const link = field.kind === 'link' && typeof value === 'string' ? safeLink(value) : null;
  return (
    <div>
      <TextInput
        {...common}
        {...onEnter}
        type={field.kind === 'date' ? 'date' : 'text'}
        inputMode={field.kind === 'number' ? 'decimal' : field.kind === 'link' ? 'url' : undefined}
      />
      {link !== null && (
        <Anchor href={link} target="_blank" rel="noopener noreferrer" size="xs" className="ledger-link">
          <IconExternalLink size={13} aria-hidden /> {t('ledger.follow', { address: link })}
        </Anchor>
      )}
    </div>
  );
}

function PhotoInput({ field, at, id, value }: ValueProps) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const busy = useAppState((state) => state.ledger.busy);
  const [asked, setAsked] = useState(false);
  const [failed, setFailed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another photo is asked for anew
  useEffect(() => {
    setAsked(false);
    setFailed(false);
  }, [value]);
  const photo = typeof value === 'string' ? photoSource(value) : null;
  const isShown = photo?.kind === 'own' || asked;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {field.name}
      </Text>
      {photo && isShown && !failed && (
        <img
          className="ledger-photo"
          src={photo.source}
          alt={field.name}
          referrerPolicy="no-referrer"
          onError={() => setFailed(true)}
        />
      )}
      {failed && (
        <Text size="xs" c="red.8" role="alert">
          {t('ledger.photoFailed')}
        </Text>
      )}
      {photo?.kind === 'outside' && !isShown && (
        <>
          <Text size="xs" c="dimmed">
            {t('ledger.photoOutside', { host: photo.host })}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            w="fit-content"
            leftSection={<IconPhoto size={14} />}
            onClick={() => setAsked(true)}
          >
            {t('ledger.photoShow')}
          </Button>
        </>
      )}
      <Group gap="xs">
        <FileButton
          accept="image/jpeg,image/png,image/webp"
          onChange={(file) => file && void work.addPhoto(file, at)}
          inputProps={{ 'aria-label': `${t('ledger.photoAdd')}: ${field.name}` }}
        >
          {({ onClick }) => (
            <Button
              size="compact-xs"
              variant="default"
              loading={busy === 'photo'}
              leftSection={<IconCamera size={14} />}
              onClick={onClick}
            >
              {t(photo ? 'ledger.photoChange' : 'ledger.photoAdd')}
            </Button>
          )}
        </FileButton>
        {photo && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => work.edit({ type: 'setValue', id, field: at, value: null })}
          >
            {t('ledger.photoRemove')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** The place in the ledger's own system: typed, or clicked anew. */
function PlacePart({ ledger, feature }: Props) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const moving = useAppState((state) => state.ledger.moving);
  const groundM = useAppState((state) => state.ledger.groundM);
  const { geometry } = feature;
  const isPoint = geometry === null || geometry.type === 'Point';
  return (
    <Stack gap="xs" className="ledger-form">
      <Text size="sm" fw={500}>
        {t('ledger.place')}
      </Text>
      {geometry === null && (
        <Text size="xs" c="dimmed">
          {t('ledger.noPlaceHelp')}
        </Text>
      )}
      {geometry && !isPoint && (
        <Text size="xs" c="dimmed">
          {t('ledger.shapeSize', { value: positionsOf(geometry).length })}
        </Text>
      )}
      {geometry?.type === 'Point' && (
        <PointInputs key={JSON.stringify(geometry.coordinates)} crs={ledger.crs} position={positionsOf(geometry)[0]!} />
      )}
      {groundM !== null && (
        <Text size="xs" c="dimmed" data-testid="ledger-ground" data-value={groundM}>
          {t('ledger.ground', { value: formatNumber(groundM, 2) })}
        </Text>
      )}
      {isPoint && (
        <Button
          size="xs"
          variant={moving ? 'filled' : 'default'}
          w="fit-content"
          aria-pressed={moving}
          leftSection={<IconArrowsMove size={16} />}
          onClick={() => work.dispatch({ type: 'moving', moving: !moving })}
        >
          {t(geometry === null ? 'ledger.givePlace' : 'ledger.move')}
        </Button>
      )}
      {moving && (
        <Text size="sm" role="status">
          {t('ledger.moving')}
        </Text>
      )}
    </Stack>
  );
}

function PointInputs({ crs, position }: { readonly crs: string; readonly position: Position }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const isDegrees = crs === DEGREES;
  // surveyors name north first
  const [first, setFirst] = useState<number | string>(position[1]);
  const [second, setSecond] = useState<number | string>(position[0]);
  const [height, setHeight] = useState<number | string>(position[2] ?? '');
  const isNew = first !== position[1] || second !== position[0] || height !== (position[2] ?? '');
  const isWhole = typeof first === 'number' && typeof second === 'number';
  const apply = () => {
    if (!isWhole) return;
    const more = typeof height === 'number' ? [height] : [];
    work.place({ type: 'Point', coordinates: [second, first, ...more] });
  };
  const input = (label: string, value: number | string, set: (value: number | string) => void, digits: number) => (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      hideControls
      decimalScale={digits}
      onChange={set}
      onKeyDown={({ key }) => key === 'Enter' && apply()}
    />
  );
  return (
    <>
      <Group gap="xs" grow wrap="nowrap" align="end">
        {input(t(isDegrees ? 'ledger.lat' : 'ledger.north'), first, setFirst, isDegrees ? 12 : 6)}
        {input(t(isDegrees ? 'ledger.lon' : 'ledger.east'), second, setSecond, isDegrees ? 12 : 6)}
      </Group>
      {input(t('ledger.height'), height, setHeight, 3)}
      {isNew && (
        <Button
          size="compact-xs"
          w="fit-content"
          leftSection={<IconCheck size={14} />}
          disabled={!isWhole}
          onClick={apply}
        >
          {t('ledger.apply')}
        </Button>
      )}
    </>
  );
}
