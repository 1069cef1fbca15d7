/** Buttons and the coordinate form of a drawing: everything the pointer can do, the keyboard can too. */
import { ActionIcon, Button, Collapse, Group, Stack, Text, Textarea } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconKeyboard,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import { useAppState } from '../../ui/workspace-context.ts';
import { parseCoordinates } from './parse-coordinates.ts';
import { type DrawingAction, type DrawingState, shapeSize } from './state.ts';

export interface DrawingControlsProps {
  readonly drawing: DrawingState;
  readonly dispatch: (action: DrawingAction) => void;
  /** Edits beside those of the vertices that the same actions take back and do again. */
  readonly more?: { readonly undo: boolean; readonly redo: boolean };
}

export function DrawingControls({ drawing, dispatch, more }: DrawingControlsProps) {
  const { t } = useTranslation();
  const [typing, setTyping] = useState(false);
  const isPolygon = drawing.kind === 'polygon';
  const isPlace = drawing.most === 1;
  const enough = drawing.vertices.length >= drawing.least;
  return (
    <Stack gap="xs">
      {drawing.active ? (
        <Group gap="xs">
          <Button
            size="xs"
            leftSection={<IconCheck size={16} />}
            disabled={!enough}
            onClick={() => dispatch({ type: 'finish' })}
          >
            {t('draw.finish')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowBackUp size={16} />}
            disabled={drawing.vertices.length === 0}
            onClick={() => dispatch({ type: 'undo' })}
          >
            {t('draw.undo')}
          </Button>
          <Button size="xs" variant="default" onClick={() => dispatch({ type: 'cancel' })}>
            {t('draw.clear')}
          </Button>
        </Group>
      ) : (
        <Group gap="xs">
          <Button
            size="xs"
            variant={drawing.closed ? 'default' : 'filled'}
            leftSection={<IconPencil size={16} />}
            onClick={() => dispatch({ type: 'start' })}
          >
            {t(drawing.closed ? 'draw.redraw' : 'draw.start')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconKeyboard size={16} />}
            aria-expanded={typing}
            onClick={() => setTyping(!typing)}
          >
            {t('draw.coordinates')}
          </Button>
          {drawing.closed && (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              leftSection={<IconTrash size={16} />}
              onClick={() => dispatch({ type: 'clear' })}
            >
              {t('draw.clear')}
            </Button>
          )}
          <Steps drawing={drawing} dispatch={dispatch} {...(more ? { more } : {})} />
        </Group>
      )}
      {drawing.active && (
        <Text size="xs" c="dimmed">
          {t(isPlace ? 'draw.hintPlace' : isPolygon ? 'draw.hintPolygon' : 'draw.hintLine')}
        </Text>
      )}
      {drawing.vertices.length > 0 && !isPlace && (
        <Text size="sm" role="status">
          {t('draw.vertices', { value: drawing.vertices.length })}
          {' · '}
          {isPolygon
            ? t('draw.area', { area: formatNumber(shapeSize(drawing), 1) })
            : t('draw.length', { length: formatNumber(shapeSize(drawing), 2) })}
        </Text>
      )}
      <Collapse expanded={typing && !drawing.active}>
        <CoordinateForm drawing={drawing} dispatch={dispatch} onDone={() => setTyping(false)} />
      </Collapse>
    </Stack>
  );
}

/** Back and forth over the edits of a finished shape. */
function Steps({ drawing, dispatch, more = { undo: false, redo: false } }: DrawingControlsProps) {
  const { t } = useTranslation();
  const canUndo = drawing.past.length > 0 || more.undo;
  const canRedo = drawing.future.length > 0 || more.redo;
  if (!canUndo && !canRedo) return null;
  const button = (type: 'undo' | 'redo', isPossible: boolean) => {
    const label = t(type === 'undo' ? 'draw.undoEdit' : 'draw.redoEdit');
    const Icon = type === 'undo' ? IconArrowBackUp : IconArrowForwardUp;
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        title={label}
        disabled={!isPossible}
        onClick={() => dispatch({ type })}
      >
        <Icon size={17} />
      </ActionIcon>
    );
  };
  return (
    <Group gap={2}>
      {button('undo', canUndo)}
      {button('redo', canRedo)}
    </Group>
  );
}

function CoordinateForm({ drawing, dispatch, onDone }: DrawingControlsProps & { onDone: () => void }) {
  const { t } = useTranslation();
  const frame = useAppState((state) => state.frame);
  const height = useAppState((state) => state.pose?.elevationM ?? 0);
  const unitM = frame?.unitM ?? 1;
  const [text, setText] = useState(() =>
    drawing.vertices.map(({ east, north }) => `${(east / unitM).toFixed(3)}, ${(north / unitM).toFixed(3)}`).join('\n'),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const apply = () => {
    const parsed = parseCoordinates(text);
    if (!parsed.ok) return setProblem(t('draw.badCoordinates', { line: parsed.line }));
    if (parsed.points.length < drawing.least || parsed.points.length > drawing.most) {
      if (drawing.most === 1) return setProblem(t('draw.onePlace'));
      return setProblem(t(drawing.kind === 'polygon' ? 'draw.tooFewPolygon' : 'draw.tooFewLine'));
    }
    setProblem(null);
    const vertices = parsed.points.map(([east, north]) => ({ east: east * unitM, north: north * unitM, height }));
    dispatch({ type: 'replace', vertices });
    onDone();
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t('draw.coordinatesLabel')}
        description={t('draw.coordinatesHelp', { crs: frame?.code ?? '' })}
        autosize
        minRows={4}
        maxRows={10}
        value={text}
        error={problem}
        placeholder={'52100.0, -97100.0\n52140.0, -97100.0\n52140.0, -97060.0'}
        onChange={(event) => setText(event.currentTarget.value)}
        styles={{ input: { fontVariantNumeric: 'tabular-nums' } }}
      />
      <Button size="xs" w="fit-content" onClick={apply}>
        {t('draw.apply')}
      </Button>
    </Stack>
  );
}
