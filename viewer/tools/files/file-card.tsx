/** One opened file: what it is, where it lies, how it looks, and what can be done with it. */
import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Collapse,
  ColorInput,
  Group,
  Progress,
  Select,
  Slider,
  Stack,
  Switch,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconAdjustments, IconFocus2, IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cssColour } from '../../state/point-classes.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { crsChoices } from './choose-crs.ts';
import { ServerPart } from './server-part.tsx';
import { FILE_COLOURS, type OwnContent, type OwnFile } from './state.ts';

export function FileCard({ file }: { file: OwnFile }) {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  const [open, setOpen] = useState(false);
  const { id, name, stage, facts, content } = file;
  const isReady = stage.state === 'ready' && content !== null;
  return (
    <li className="own-file" data-own-file={name} data-stage={stage.state}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="start">
        <Checkbox
          checked={file.visible}
          disabled={!isReady}
          onChange={({ currentTarget }) => files.change(id, { visible: currentTarget.checked })}
          aria-label={t('files.show', { name })}
          label={
            <span className="collection-title own-file-name">
              <span className="legend-swatch" style={{ background: cssColour(file.colour) }} />
              {name}
            </span>
          }
        />
        <Group gap={2} wrap="nowrap">
          {isReady && (
            <>
              <IconAction label={t('files.settings', { name })} onClick={() => setOpen(!open)} expanded={open}>
                <IconAdjustments size={18} />
              </IconAction>
              <IconAction label={t('files.zoom', { name })} onClick={() => files.zoomTo(id)}>
                <IconFocus2 size={18} />
              </IconAction>
            </>
          )}
          <IconAction label={t('files.remove', { name })} onClick={() => files.remove(id)}>
            <IconX size={18} />
          </IconAction>
        </Group>
      </Group>
      <Stack gap={6} pl={30} mt={4}>
        {facts && (
          <Group gap={6}>
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {facts.format}
            </Badge>
            <CrsBadge file={file} />
            <Text size="xs" c="dimmed">
              {sizeText(file.sizeBytes)}
            </Text>
          </Group>
        )}
        {stage.state === 'opening' && (
          <Text size="xs" c="dimmed" aria-live="polite">
            {t('files.opening')}
          </Text>
        )}
        {stage.state === 'reading' && <Reading file={file} part={stage.part} />}
        {stage.state === 'asking' && <CrsQuestion file={file} suggested={stage.suggested} />}
        {stage.state === 'failed' && (
          <div role="alert">
            <Text size="sm" fw={500} mb={4}>
              {t('files.failed', { name })}
            </Text>
            <FailureMessage code={stage.failure.code} message={stage.failure.message} />
          </div>
        )}
        {content && <ContentFacts file={file} content={content} />}
        <Collapse expanded={open && isReady}>
          <LookForm file={file} />
        </Collapse>
        {isReady && <ServerPart file={file} />}
      </Stack>
    </li>
  );
}

function IconAction(props: { label: string; onClick: () => void; expanded?: boolean; children: React.ReactNode }) {
  const { label, onClick, expanded, children } = props;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} aria-expanded={expanded} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function sizeText(bytes: number): string {
  return bytes >= 1e6 ? `${formatNumber(bytes / 1e6, 1)} MB` : `${formatNumber(Math.max(1, bytes / 1e3))} kB`;
}

function CrsBadge({ file: { facts, chosenCrs } }: { file: OwnFile }) {
  const { t } = useTranslation();
  const text = chosenCrs ?? facts?.crs?.code ?? facts?.crs?.name;
  if (!text) return null;
  return (
    <Badge
      variant="default"
      size="sm"
      tt="none"
      fw={500}
      maw={220}
      title={`${t(chosenCrs === null ? 'files.crsStated' : 'files.crsChosen')}: ${text}`}
    >
      {text}
    </Badge>
  );
}

function Reading({ file, part }: { file: OwnFile; part: number }) {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  const percent = Math.floor(part * 100);
  const words = t('files.reading', { percent });
  return (
    <Stack gap={4}>
      <Text size="xs" aria-live="polite">
        {words}
        {file.facts?.pointCount ? ` · ${t('files.points', { value: formatNumber(file.facts.pointCount) })}` : ''}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Progress value={percent} aria-label={words} flex={1} />
        <Button size="compact-xs" variant="default" onClick={() => files.remove(file.id)}>
          {t('files.stop')}
        </Button>
      </Group>
    </Stack>
  );
}

function CrsQuestion({ file, suggested }: { file: OwnFile; suggested: string }) {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  const siteCode = useAppState((state) => state.frame?.code ?? null);
  const [code, setCode] = useState(suggested);
  const problem = file.facts?.problem ?? null;
  const label = (choice: ReturnType<typeof crsChoices>[number]) => {
    const { zone } = choice;
    const name = zone
      ? t('files.zone', { roman: zone.roman, number: zone.number })
      : choice.code === 'EPSG:4326'
        ? t('files.degrees')
        : '';
    const site = choice.code === siteCode ? `（${t('files.ofSite')}）` : '';
    return `${name} ${choice.code}${site}`.trim();
  };
  return (
    <Stack gap={6}>
      <Text size="sm">{t(problem === null ? 'files.ask' : 'files.askBroken')}</Text>
      {problem !== null && (
        <Text size="xs" c="dimmed">
          {problem}
        </Text>
      )}
      <Select
        aria-label={t('files.ask')}
        value={code}
        onChange={(value) => value && setCode(value)}
        allowDeselect={false}
        searchable
        data={crsChoices(siteCode).map((choice) => ({ value: choice.code, label: label(choice) }))}
      />
      <Button size="xs" w="fit-content" onClick={() => void files.chooseCrs(file.id, code)}>
        {t('files.take')}
      </Button>
    </Stack>
  );
}

function ContentFacts({ file, content }: { file: OwnFile; content: OwnContent }) {
  const { t } = useTranslation();
  return (
    <div data-testid="own-file-facts">
      {content.kind === 'points' ? <PointFacts content={content} /> : <ShapeFacts content={content} />}
      <PlacingFacts file={file} />
    </div>
  );

  function ShapeFacts({ content: { shapes } }: { content: Extract<OwnContent, { kind: 'shapes' }> }) {
    const { counts, picture, notes, warnings, hasHeights } = shapes;
    const parts = [
      ...(picture ? [t('files.pixels', { cols: picture.width, rows: picture.height })] : []),
      ...(!picture && counts.triangles > 0 ? [t('files.triangles', { value: formatNumber(counts.triangles) })] : []),
      ...(counts.lines > 0 ? [t('files.lines', { value: formatNumber(counts.lines) })] : []),
      ...(counts.points > 0 ? [t('files.marks', { value: formatNumber(counts.points) })] : []),
      ...(counts.texts > 0 ? [t('files.texts', { value: formatNumber(counts.texts) })] : []),
    ];
    return (
      <>
        <Text size="xs" data-counts={JSON.stringify(counts)}>
          {parts.join(' · ')}
        </Text>
        {!hasHeights && (
          <Text size="xs" c="dimmed">
            {t('files.onGround')}
          </Text>
        )}
        {notes.map(({ kind, count }) => (
          <Text size="xs" key={kind}>
            {t(`files.notes.${kind}`, { count })}
          </Text>
        ))}
        {warnings.length > 0 && (
          <details className="check-list">
            <summary>{t('files.warnings', { count: warnings.length })}</summary>
            {warnings.slice(0, 50).map((message) => (
              <Text size="xs" key={message}>
                {message}
              </Text>
            ))}
          </details>
        )}
      </>
    );
  }
}

function PointFacts({ content: { read } }: { content: Extract<OwnContent, { kind: 'points' }> }) {
  const { t } = useTranslation();
  const { every, isWhole, outside } = read;
  const [value, total] = [formatNumber(read.kept), formatNumber(read.pointCount)];
  const words =
    every === 1
      ? t('files.pointsAll', { value: total })
      : t(isWhole ? 'files.pointsNear' : 'files.pointsThinned', { value, total, every: formatNumber(every) });
  return (
    <>
      <Text size="xs" data-kept={read.kept} data-total={read.pointCount} data-every={every}>
        {words}
      </Text>
      {outside > 0 && <Text size="xs">{t('files.outside', { value: formatNumber(outside) })}</Text>}
    </>
  );
}

function PlacingFacts({ file: { facts, chosenCrs } }: { file: OwnFile }) {
  const { t } = useTranslation();
  const frame = useAppState((state) => state.frame);
  const crs = chosenCrs === null ? facts?.crs : null;
  const unitM = facts?.unitM ?? (crs?.kind === 'projected' ? crs.horizontalUnitM : 1);
  return (
    <>
      {crs && frame && crs.proj4 !== frame.proj4 && (
        <Text size="xs" c="dimmed">
          {t('files.converted', { crs: crs.code ?? crs.name })}
        </Text>
      )}
      {unitM !== 1 && (
        <Text size="xs" c="dimmed">
          {t('files.unit', { metres: Number(unitM.toPrecision(7)) })}
        </Text>
      )}
    </>
  );
}

function LookForm({ file }: { file: OwnFile }) {
  const { t } = useTranslation();
  const { files } = useWorkspace();
  const label = useId();
  const { id, content } = file;
  const isShapes = content?.kind === 'shapes';
  return (
    <Stack gap="xs" py={6}>
      {!(isShapes && (content.shapes.picture || content.shapes.faces?.colour)) && (
        <ColorInput
          size="xs"
          label={t('files.colour')}
          {...(isShapes ? {} : { description: t('files.colourNote') })}
          format="hex"
          value={cssColour(file.colour)}
          swatches={FILE_COLOURS.map(cssColour)}
          onChange={(value) => {
            const hex = /^#([0-9a-f]{6})$/i.exec(value)?.[1];
            if (hex) files.change(id, { colour: Number.parseInt(hex, 16) });
          }}
        />
      )}
      {isShapes && (
        <>
          <div>
            <Text size="xs" fw={500} id={label}>
              {t('files.opacity')}
            </Text>
            <Slider
              aria-labelledby={label}
              thumbLabel={t('files.opacity')}
              min={0.1}
              max={1}
              step={0.05}
              value={file.opacity}
              label={(value) => `${Math.round(value * 100)}%`}
              onChange={(opacity) => files.change(id, { opacity })}
            />
          </div>
          <Switch
            size="xs"
            label={t('files.over')}
            checked={file.over}
            onChange={({ currentTarget }) => files.change(id, { over: currentTarget.checked })}
          />
        </>
      )}
    </Stack>
  );
}
