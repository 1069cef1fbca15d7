/** Answers about visibility, as text. */
import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineOfSightResult, MountainViewResult, ViewshedResult } from '../../api/sight.ts';
import { formatNumber } from '../../ui/format.ts';
import { downloadText } from '../download.ts';
import { SourcesTable } from './sources-table.tsx';

type VerdictName = MountainViewResult['verdict'];
type Finding = LineOfSightResult['targets'][number] | MountainViewResult['summit'];

const COLOURS: Readonly<Record<VerdictName, string>> = {
  visible: 'teal',
  part: 'yellow',
  hidden: 'gray',
  unknown: 'grape',
};

export function VerdictBadge({ verdict }: { verdict: VerdictName }) {
  const { t } = useTranslation();
  return (
    <Badge size="lg" radius="sm" variant="light" color={COLOURS[verdict]} data-testid="verdict" data-verdict={verdict}>
      {t(`sight.verdicts.${verdict}`)}
    </Badge>
  );
}

/** The answer without the scenario, where one was taken into account. */
export function Before({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" data-testid="sight-before">
      <Text size="sm">{t('sight.withoutScenario')}</Text>
      {children}
    </Group>
  );
}

function Row({ name, value, children }: { name: string; value?: number | null; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td className="number" data-value={value ?? undefined}>
        {children}
      </Table.Td>
    </Table.Tr>
  );
}

function RayRows({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const { distanceM, azimuthDeg, dropM, clearance, block, gaps } = finding;
  return (
    <>
      <Row name={t('sight.distance')} value={distanceM}>{`${formatNumber(distanceM, 1)} m`}</Row>
      <Row name={t('sight.azimuth')} value={azimuthDeg}>{`${formatNumber(azimuthDeg, 1)}°`}</Row>
      <Row name={t('sight.drop')} value={dropM}>{`${formatNumber(dropM, dropM < 1 ? 3 : 1)} m`}</Row>
      {clearance && (
        <Row name={t('sight.clearance')} value={clearance.clearanceM}>
          {t('sight.clearanceAt', {
            value: formatNumber(clearance.clearanceM, 2),
            distance: formatNumber(clearance.distanceM, 1),
          })}
        </Row>
      )}
      {block && (
        <Row name={t('sight.block')} value={block.distanceM}>
          {t('sight.blockAt', { distance: formatNumber(block.distanceM, 1), above: formatNumber(block.aboveM, 2) })}
          {block.beyondGap && t('sight.beyondGap')}
        </Row>
      )}
      {gaps.length > 0 && (
        <Row name={t('sight.gaps')}>
          {gaps
            .slice(0, 4)
            .map(({ fromM, toM }) => t('sight.gapText', { from: formatNumber(fromM, 1), to: formatNumber(toM, 1) }))
            .join(' / ')}
          {gaps.length > 4 && ' …'}
        </Row>
      )}
    </>
  );
}

export function LineFacts({ result }: { result: LineOfSightResult }) {
  const { t } = useTranslation();
  const [finding] = result.targets;
  if (!finding) return null;
  return (
    <Stack gap="xs" data-testid="line-facts">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {t('sight.verdict')}
        </Text>
        <VerdictBadge verdict={finding.verdict} />
      </Group>
      {finding.before && (
        <Before>
          <VerdictBadge verdict={finding.before.verdict} />
        </Before>
      )}
      <RayKey />
      <Table className="result-table is-small">
        <Table.Tbody>
          <RayRows finding={finding} />
        </Table.Tbody>
      </Table>
      <SourcesTable sources={result.sources} warnings={result.warnings} />
    </Stack>
  );
}

/** The colours of the ray in the picture. */
function RayKey() {
  const { t } = useTranslation();
  return (
    <Group gap="md">
      {(['visible', 'hidden', 'unknown'] as const).map((state) => (
        <Text key={state} size="xs" c="dimmed">
          <i className={`ray-key is-${state}`} />
          {t(`sight.rayParts.${state}`)}
        </Text>
      ))}
    </Group>
  );
}

export function AroundFacts({ result }: { result: ViewshedResult }) {
  const { t } = useTranslation();
  const { areasM2, before, cellSizeM, radiusM, targetHeightM, outline, observer, crs } = result;
  const parts = [
    ['visible', 'seenArea'],
    ['hidden', 'hiddenArea'],
    ['unknown', 'unknownArea'],
  ] as const;
  const save = () => {
    const feature = { type: 'Feature', geometry: outline, properties: { observer, radiusM, cellSizeM, targetHeightM } };
    const name = { type: 'name', properties: { name: crs } };
    const file = { type: 'FeatureCollection', ...(crs ? { crs: name } : {}), features: [feature] };
    downloadText('viewshed.geojson', 'application/geo+json', JSON.stringify(file));
  };
  return (
    <Stack gap="xs" data-testid="around-facts">
      {parts.map(([state, text]) => (
        <Text key={state} size="sm" data-key={state} data-value={areasM2[state]}>
          <i className={`seen-key is-${state}`} />
          {t(`sight.${text}`, { value: formatNumber(areasM2[state], 0) })}
        </Text>
      ))}
      {before && (
        <Before>
          <Text size="sm" data-key="before" data-value={before.areasM2.visible}>
            {t('sight.seenChange', {
              value: formatNumber(before.areasM2.visible, 0),
              lost: formatNumber(before.lostM2, 0),
              gained: formatNumber(before.gainedM2, 0),
            })}
          </Text>
        </Before>
      )}
      <Text size="xs" c="dimmed">
        {t('sight.cell', {
          value: formatNumber(cellSizeM, 1),
          radius: formatNumber(radiusM, 0),
          height: formatNumber(targetHeightM, 1),
        })}
      </Text>
      {outline && (
        <Button size="xs" variant="default" w="fit-content" leftSection={<IconDownload size={16} />} onClick={save}>
          {t('sight.download')}
        </Button>
      )}
      <SourcesTable sources={result.sources} warnings={result.warnings} />
    </Stack>
  );
}

export function MountainFacts({ result }: { result: MountainViewResult }) {
  const { t } = useTranslation();
  const { mountain, verdict, share, summit, foreground, before } = result;
  return (
    <Stack gap="xs" data-testid="mountain-facts">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {mountain.name}
        </Text>
        <VerdictBadge verdict={verdict} />
      </Group>
      {share !== null && (
        <Text size="sm" data-key="share" data-value={share}>
          {`${t('sight.share')}：${t('sight.shareText', { value: formatNumber(100 * share, 1), foot: formatNumber(mountain.footM ?? 0, 0) })}`}
        </Text>
      )}
      {before && (
        <Before>
          <VerdictBadge verdict={before.verdict} />
          {before.share !== null && <Text size="sm">{`${formatNumber(100 * before.share, 1)} %`}</Text>}
        </Before>
      )}
      <Group gap="xs">
        <Text size="sm">{t('sight.summit', { value: formatNumber(mountain.elevationM, 0) })}</Text>
        <VerdictBadge verdict={summit.verdict} />
      </Group>
      {foreground.hidesBelowM !== null && (
        <Text size="sm" data-key="hides" data-value={foreground.hidesBelowM}>
          {t('sight.foregroundText', {
            value: formatNumber(foreground.hidesBelowM, 0),
            distance: formatNumber(foreground.distanceM, 0),
            angle: formatNumber(foreground.tangentDeg, 2),
          })}
          {` ${t('sight.atMost', { value: formatNumber(foreground.seenAtMostM, 0) })}`}
        </Text>
      )}
      {verdict === 'unknown' && (
        <Text size="xs" c="dimmed">
          {t('sight.knownTo', { value: formatNumber(foreground.knownToM, 0) })}
        </Text>
      )}
      <RayKey />
      <Table className="result-table is-small">
        <Table.Tbody>
          <RayRows finding={summit} />
        </Table.Tbody>
      </Table>
      <SourcesTable sources={result.sources} warnings={result.warnings} />
    </Stack>
  );
}
