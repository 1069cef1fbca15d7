/** Choosing the places of a question: by clicks in the picture, or by coordinates. */
import { Button, Collapse, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCrosshair, IconKeyboard } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { parseCoordinates } from '../drawing/parse-coordinates.ts';
import { drawsLine, sightDrawing } from './state.ts';

export function PlaceForm() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const drawing = useAppState((state) => sightDrawing(state.sight));
  const isLine = useAppState((state) => drawsLine(state.sight));
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const [typing, setTyping] = useState(false);
  const label = drawing.closed ? 'sight.pickAgain' : isLine ? 'sight.pickLine' : 'sight.pickPoint';
  const shown = drawing.vertices
    .map(({ east, north }) => `${(east / unitM).toFixed(2)}, ${(north / unitM).toFixed(2)}`)
    .join(isLine ? '; ' : '');
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Button
          size="xs"
          variant={drawing.closed || drawing.active ? 'default' : 'filled'}
          leftSection={<IconCrosshair size={16} />}
          aria-pressed={drawing.active}
          onClick={() =>
            workspace.sight({ type: 'draw', action: drawing.active ? { type: 'cancel' } : { type: 'start' } })
          }
        >
          {t(drawing.active ? 'sight.cancel' : label)}
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
      </Group>
      {drawing.active && (
        <Text size="xs" c="dimmed">
          {t(isLine ? 'sight.pickHintLine' : 'sight.pickHintPoint')}
        </Text>
      )}
      {drawing.vertices.length > 0 && (
        <Text size="xs" c="dimmed" role="status" data-testid="sight-place">
          {shown}
        </Text>
      )}
      <Collapse expanded={typing}>
        <Typed key={shown} start={shown} isLine={isLine} onDone={() => setTyping(false)} />
      </Collapse>
    </Stack>
  );
}

function Typed({ start, isLine, onDone }: { start: string; isLine: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const height = useAppState((state) => state.pose?.elevationM ?? 0);
  const [text, setText] = useState(start);
  const [problem, setProblem] = useState(false);
  const apply = () => {
    const parsed = parseCoordinates(text.replaceAll(';', '\n'));
    const wanted = isLine ? 2 : 1;
    if (!parsed.ok || parsed.points.length !== wanted) return setProblem(true);
    setProblem(false);
    const vertices = parsed.points.map(([east, north]) => ({ east: east * unitM, north: north * unitM, height }));
    workspace.sight({ type: 'draw', action: { type: 'replace', vertices } });
    onDone();
  };
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <TextInput
        size="xs"
        flex={1}
        label={t(isLine ? 'sight.coordinatesLine' : 'sight.coordinates')}
        value={text}
        error={problem && t('sight.badCoordinates')}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && apply()}
      />
      <Button size="xs" onClick={apply}>
        {t('sight.apply')}
      </Button>
    </Group>
  );
}
