/** Measuring by keyboard alone: coordinates typed or pasted. */
import { Button, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeasureKind } from '#core/contract/measure-kinds.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { type CoordinateOrder, parsePlaces } from '../drawing/parse-coordinates.ts';
import { KINDS } from './kinds.ts';

const ORDERS: readonly CoordinateOrder[] = ['east-north', 'x-y'];

export function TypedForm() {
  const { t } = useTranslation();
  const { measure } = useWorkspace();
  const kind = useAppState((state) => state.measure.kind);
  const code = useAppState((state) => state.frame?.code ?? '');
  const [order, setOrder] = useState<CoordinateOrder>('east-north');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { least, most } = KINDS[kind];
  const count =
    kind === 'slope' ? t('measure.oneOrMore') : least === most ? String(least) : t('measure.atLeast', { count: least });
  const name = t(`measure.kind.${kind}`);
  const orderName = t(order === 'x-y' ? 'measure.xy' : 'measure.eastNorth');

  const apply = () => {
    const parsed = parsePlaces(text, order);
    if (!parsed.ok) return setProblem(t('measure.bad', { line: parsed.line }));
    const { places } = parsed;
    if (!isEnough(kind, places.length)) {
      return setProblem(t('measure.count', { kind: name, count, given: places.length }));
    }
    setProblem(null);
    const vertices = places.map(({ east, north, height }) => ({
      position: [east, north],
      heightM: height,
      from: 'typed' as const,
    }));
    measure({ type: 'typed', vertices });
    setText('');
  };
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t('measure.order')}
        value={order}
        onChange={(value) => setOrder(ORDERS.find((one) => one === value) ?? 'east-north')}
        data={[
          { value: 'east-north', label: t('measure.eastNorth') },
          { value: 'x-y', label: t('measure.xy') },
        ]}
      />
      <Textarea
        label={t('measure.typeLabel', { order: orderName })}
        description={t('measure.typeHelp', { crs: code, kind: name, count })}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        error={problem}
        placeholder={order === 'x-y' ? '-97100.0, 52100.0\n-97100.0, 52140.0' : '52100.0, -97100.0\n52140.0, -97100.0'}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          apply();
        }}
        styles={{ input: { fontVariantNumeric: 'tabular-nums' } }}
      />
      <Button size="xs" w="fit-content" onClick={apply} disabled={text.trim() === ''}>
        {t('measure.apply')}
      </Button>
    </Stack>
  );
}

function isEnough(kind: MeasureKind, count: number): boolean {
  const { least, most } = KINDS[kind];
  return (count >= least && count <= most) || (kind === 'slope' && count === 1);
}
