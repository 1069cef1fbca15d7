/** Adding what is drawn: a hidden area, a building, a wall, a road; and designs and models. */
import {
  Button,
  Checkbox,
  ColorInput,
  FileButton,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import {
  IconBox,
  IconBuilding,
  IconEraser,
  IconRoad,
  IconStack2,
  IconWall,
  type TablerIcon,
} from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { knownDesigns } from '../overlays/state.ts';
import { scenarioWords } from './names.ts';
import type { DrawnKind } from './state.ts';

const KINDS: readonly (readonly [Exclude<DrawnKind, 'area'>, TablerIcon])[] = [
  ['hide', IconEraser],
  ['building', IconBuilding],
  ['wall', IconWall],
  ['road', IconRoad],
];

export function AddForm() {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const adding = useAppState((state) => state.scenario.adding);
  const count = useAppState((state) => state.scenario.history.now.scenarios.length);
  const [choosing, setChoosing] = useState(false);
  const words = scenarioWords(t, count);
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('scenario.add')}
      </Title>
      <Stack gap="xs">
        <div className="scenario-kinds">
          {KINDS.map(([kind, Icon]) => (
            <Button
              key={kind}
              size="xs"
              variant={adding === kind ? 'filled' : 'default'}
              aria-pressed={adding === kind}
              leftSection={<Icon size={16} stroke={1.6} />}
              onClick={() => adding !== kind && scenarioWork.dispatch({ type: 'adding', kind })}
            >
              {t(`scenario.kinds.${kind}`)}
            </Button>
          ))}
          <Button
            size="xs"
            variant="default"
            aria-expanded={choosing}
            leftSection={<IconStack2 size={16} stroke={1.6} />}
            onClick={() => setChoosing(!choosing)}
          >
            {t('scenario.design')}
          </Button>
          <FileButton
            accept=".glb,model/gltf-binary"
            onChange={(file) => file && void scenarioWork.addModel(file, words)}
            inputProps={{ 'aria-label': t('scenario.model') }}
          >
            {({ onClick }) => (
              <Button size="xs" variant="default" leftSection={<IconBox size={16} stroke={1.6} />} onClick={onClick}>
                {t('scenario.model')}
              </Button>
            )}
          </FileButton>
        </div>
        {choosing && <DesignChoice onDone={() => setChoosing(false)} />}
        {adding && adding !== 'area' && <DrawnForm kind={adding} />}
      </Stack>
    </section>
  );
}

function DrawnForm({ kind }: { kind: Exclude<DrawnKind, 'area'> }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { scenarioWork } = workspace;
  const drawing = useAppState((state) => state.scenario.drawing);
  const form = useAppState((state) => state.scenario.form);
  const busy = useAppState((state) => state.scenario.busy);
  const count = useAppState((state) => state.scenario.history.now.scenarios.length);
  const set = (part: Partial<typeof form>) => scenarioWork.dispatch({ type: 'form', form: part });
  const number = (label: string, name: 'heightM' | 'wallM' | 'widthM', [min, max]: readonly [number, number]) => (
    <NumberInput
      size="xs"
      label={label}
      value={form[name]}
      min={min}
      max={max}
      step={1}
      decimalScale={2}
      clampBehavior="blur"
      onChange={(value) => typeof value === 'number' && value >= min && value <= max && set({ [name]: value })}
    />
  );
  return (
    <Stack gap="xs" className="scenario-form">
      <DrawingControls drawing={drawing} dispatch={workspace.draw} />
      {kind === 'hide' && (
        <>
          <Checkbox
            size="sm"
            label={t('scenario.keepsGround')}
            checked={form.aboveM !== null}
            onChange={({ currentTarget }) => set({ aboveM: currentTarget.checked ? 1 : null })}
          />
          {form.aboveM === null ? (
            <Text size="xs" c="dimmed">
              {t('scenario.hideAll')}
            </Text>
          ) : (
            <NumberInput
              size="xs"
              label={t('scenario.aboveGround')}
              value={form.aboveM}
              min={-50}
              max={500}
              step={0.5}
              decimalScale={2}
              onChange={(value) => typeof value === 'number' && set({ aboveM: value })}
            />
          )}
        </>
      )}
      {kind !== 'hide' && (
        <Group gap="xs" grow>
          {kind === 'building' && number(t('scenario.height'), 'heightM', [0.1, 1000])}
          {kind === 'wall' && number(t('scenario.height'), 'wallM', [0.1, 200])}
          {kind === 'road' && number(t('scenario.width'), 'widthM', [0.5, 200])}
          <ColorInput
            size="xs"
            label={t('scenario.colour')}
            format="hex"
            value={form.colour}
            onChange={(colour) => /^#[0-9a-f]{6}$/i.test(colour) && set({ colour: colour.toLowerCase() })}
          />
        </Group>
      )}
      <Group gap="xs">
        <Button
          size="xs"
          disabled={!drawing.closed}
          loading={busy === 'ground'}
          onClick={() => void scenarioWork.addDrawn(scenarioWords(t, count))}
        >
          {t('scenario.addIt')}
        </Button>
        <Button size="xs" variant="default" onClick={() => scenarioWork.dispatch({ type: 'adding', kind: null })}>
          {t('scenario.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

function DesignChoice({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const volume = useAppState((state) => state.volume);
  const overlays = useAppState((state) => state.overlays);
  const count = useAppState((state) => state.scenario.history.now.scenarios.length);
  const busy = useAppState((state) => state.scenario.busy);
  const designs = useMemo(() => knownDesigns({ volume, overlays }), [volume, overlays]);
  if (designs.length === 0) return <Text size="sm">{t('scenario.designNone')}</Text>;
  return (
    <Select
      size="xs"
      label={t('scenario.designChoose')}
      disabled={busy !== null}
      data={designs.map((id) => ({ value: id, label: overlays.names[id] ?? id.slice(0, 8) }))}
      onChange={(id) => {
        if (id) void scenarioWork.addDesign(id, scenarioWords(t, count)).then(onDone);
      }}
    />
  );
}
