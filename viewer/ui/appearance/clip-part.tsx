/** Parts of the site that are cut out of the picture: a box, a polygon, a slab along a line. */
import { Button, Group, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconBox, IconCrosshair, IconPencil, IconPolygon, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { elevationRange } from '../../state/app-state.ts';
import { type ClipBox, type ClipSide, MAX_CLIP_VERTICES } from '../../state/seeing/clip.ts';
import { beginCut, boxAround, boxOver, cutWith, drawClip, drawnShapes, setClip } from '../../state/seeing/cut.ts';
import { toSitePose } from '../../state/site-frame.ts';
import { useAppState, useWorkspace } from '../workspace-context.ts';

export function ClipPart() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const isDrawing = useAppState((state) => state.seeing.drawing.active);
  return (
    <Stack gap="md">
      <Text size="xs" c="dimmed">
        {t('seeing.filterNote')}
      </Text>
      {isDrawing && (
        <Group gap="xs" role="status">
          <Text size="xs" flex={1}>
            {t('seeing.drawing')}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => drawClip(store, { type: 'cancel' })}>
            {t('seeing.stopDrawing')}
          </Button>
        </Group>
      )}
      <BoxForm />
      <PolygonForm />
      <SlabForm />
    </Stack>
  );
}

function Part({ name, onRemove, children }: { name: string; onRemove: (() => void) | null; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section aria-label={name}>
      <Group justify="space-between" mb={6}>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        {onRemove && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconTrash size={14} />}
            aria-label={t('seeing.clipRemove', { name })}
            onClick={onRemove}
          >
            {t('seeing.remove')}
          </Button>
        )}
      </Group>
      {children}
    </section>
  );
}

function SideChoice({ side, onChange }: { readonly side: ClipSide; readonly onChange: (side: ClipSide) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label={t('seeing.side')}
      value={side}
      onChange={(value) => onChange(value === 'outside' ? 'outside' : 'inside')}
      data={(['inside', 'outside'] as const).map((value) => ({ value, label: t(`seeing.sides.${value}`) }))}
    />
  );
}

function BoxForm() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const box = useAppState((state) => state.appearance.clip.box);
  useAppState((state) => state.volume);
  useAppState((state) => state.section);
  useAppState((state) => state.alignment);
  const [shape] = drawnShapes(store.get());
  const set = (part: Partial<ClipBox>) => box && setClip(store, { box: { ...box, ...part } });
  const put = () => {
    const { frame, pose } = store.get();
    if (frame && pose) setClip(store, { box: boxAround(toSitePose(frame, pose)) });
  };
  const putOver = () => {
    if (shape) setClip(store, { box: boxOver(shape.vertices, ...elevationRange(store.get())) });
  };
  const number = (label: string, value: number, onValue: (value: number) => void, least?: number) => (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      decimalScale={2}
      {...(least === undefined ? {} : { min: least })}
      onChange={(next) => typeof next === 'number' && (least === undefined || next >= least) && onValue(next)}
    />
  );
  return (
    <Part name={t('seeing.clipBox')} onRemove={box && (() => setClip(store, { box: null }))}>
      <Group gap={6} mb={box ? 'xs' : 0}>
        <Button size="compact-sm" variant="default" leftSection={<IconCrosshair size={15} />} onClick={put}>
          {t('seeing.clipAdd.view')}
        </Button>
        {shape && (
          <Button size="compact-sm" variant="default" leftSection={<IconBox size={15} />} onClick={putOver}>
            {t('seeing.clipAdd.shape')}
          </Button>
        )}
      </Group>
      {box && (
        <Stack gap="xs">
          <SideChoice side={box.side} onChange={(side) => set({ side })} />
          <Text size="xs" c="dimmed">
            {t('seeing.centre')}
          </Text>
          <div className="clip-grid">
            {number(t('seeing.north'), box.centre[1], (v) => set({ centre: [box.centre[0], v, box.centre[2]] }))}
            {number(t('seeing.east'), box.centre[0], (v) => set({ centre: [v, box.centre[1], box.centre[2]] }))}
            {number(t('seeing.height'), box.centre[2], (v) => set({ centre: [box.centre[0], box.centre[1], v] }))}
          </div>
          <Text size="xs" c="dimmed">
            {t('seeing.size')}
          </Text>
          <div className="clip-grid">
            {number(t('seeing.across'), box.size[0], (v) => set({ size: [v, box.size[1], box.size[2]] }), 0.1)}
            {number(t('seeing.along'), box.size[1], (v) => set({ size: [box.size[0], v, box.size[2]] }), 0.1)}
            {number(t('seeing.up'), box.size[2], (v) => set({ size: [box.size[0], box.size[1], v] }), 0.1)}
          </div>
          {number(t('seeing.heading'), box.headingDeg, (headingDeg) => set({ headingDeg }))}
        </Stack>
      )}
    </Part>
  );
}

/** Buttons that take a shape: drawn now, or drawn before in another tool. */
function ShapeButtons({ kind }: { readonly kind: 'polygon' | 'line' }) {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  useAppState((state) => state.volume);
  useAppState((state) => state.section);
  useAppState((state) => state.alignment);
  const [tooMany, setTooMany] = useState<number | null>(null);
  const shapes = drawnShapes(store.get()).filter((shape) => shape.kind === kind);
  return (
    <>
      <Group gap={6}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={kind === 'polygon' ? <IconPolygon size={15} /> : <IconPencil size={15} />}
          onClick={() => {
            setTooMany(null);
            beginCut(store, kind);
          }}
        >
          {t(kind === 'polygon' ? 'seeing.clipAdd.drawPolygon' : 'seeing.clipAdd.drawLine')}
        </Button>
        {shapes.map(({ tool, vertices }) => (
          <Button
            key={tool}
            size="compact-sm"
            variant="default"
            onClick={() => setTooMany(cutWith(store, kind, vertices) ? null : vertices.length)}
          >
            {t(`seeing.shapeOf.${tool}`)}
          </Button>
        ))}
      </Group>
      {tooMany !== null && (
        <Text size="xs" className="plain-note" mt={4} role="alert">
          {t('seeing.tooMany', { limit: MAX_CLIP_VERTICES, value: tooMany })}
        </Text>
      )}
    </>
  );
}

function PolygonForm() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const polygon = useAppState((state) => state.appearance.clip.polygon);
  return (
    <Part name={t('seeing.clipPolygon')} onRemove={polygon && (() => setClip(store, { polygon: null }))}>
      <ShapeButtons kind="polygon" />
      {polygon && (
        <Stack gap={4} mt="xs">
          <SideChoice side={polygon.side} onChange={(side) => setClip(store, { polygon: { ...polygon, side } })} />
          <Text size="xs" c="dimmed">
            {t('seeing.vertices', { value: polygon.vertices.length })}
          </Text>
        </Stack>
      )}
    </Part>
  );
}

function SlabForm() {
  const { t } = useTranslation();
  const { store } = useWorkspace();
  const slab = useAppState((state) => state.appearance.clip.slab);
  return (
    <Part name={t('seeing.clipSlab')} onRemove={slab && (() => setClip(store, { slab: null }))}>
      <ShapeButtons kind="line" />
      {slab && (
        <Stack gap={4} mt="xs">
          <NumberInput
            size="xs"
            label={t('seeing.slabWidth')}
            value={slab.widthM}
            min={0.05}
            max={10_000}
            step={0.5}
            onChange={(value) =>
              typeof value === 'number' && value >= 0.05 && setClip(store, { slab: { ...slab, widthM: value } })
            }
          />
          <Text size="xs" c="dimmed">
            {t('seeing.vertices', { value: slab.line.length })}
          </Text>
        </Stack>
      )}
    </Part>
  );
}
