/** Tables of a volume's result: by method, by block, by state of the soil, by survey. */
import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VolumeResult } from '../../api/volume.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { methodName } from './methods.ts';
import { layerRows, type ResultRow, soilRows, soilTitle, truckText } from './result-rows.ts';
import type { SurfaceSide } from './state.ts';

function Numbers({ heads, children, testId }: { heads: readonly string[]; children: ReactNode; testId: string }) {
  return (
    <Table withRowBorders className="result-table is-small" data-testid={testId}>
      <Table.Thead>
        <Table.Tr>
          {heads.map((head, index) => (
            <Table.Th key={head} className={index === 0 ? undefined : 'number'}>
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      {children}
    </Table>
  );
}

type Volumes = { readonly cutM3: number | null; readonly fillM3: number | null; readonly netM3: number | null };

/** Cut, fill and net as cells, the full numbers in their titles. */
function VolumeCells({ cutM3, fillM3, netM3, plain = false }: Volumes & { plain?: boolean }) {
  const cell = (key: string, value: number | null, text: string) => (
    <Table.Td
      key={key}
      className="number"
      data-key={key}
      data-value={value ?? ''}
      title={value === null ? undefined : `${value} m³`}
    >
      {text}
    </Table.Td>
  );
  return [
    cell('cut', cutM3, formatNumber(cutM3, 1)),
    cell('fill', fillM3, formatNumber(fillM3, 1)),
    cell('net', netM3, plain ? formatNumber(netM3, 1) : formatSigned(netM3, 1)),
  ];
}

/** What every method finds, side by side, and how far they lie apart. */
export function MethodTable({
  methods,
  spread,
}: Pick<VolumeResult, 'spread'> & { methods: NonNullable<VolumeResult['methods']> }) {
  const { t } = useTranslation();
  return (
    <Numbers
      heads={[t('volume.byMethod'), t('volume.cut'), t('volume.fill'), t('volume.netShort')]}
      testId="volume-methods"
    >
      <Table.Tbody>
        {methods.map((one) => (
          <Table.Tr key={one.method}>
            <Table.Th scope="row">{methodName(t, one.method)}</Table.Th>
            <VolumeCells {...one} />
          </Table.Tr>
        ))}
      </Table.Tbody>
      {spread && (
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{t('volume.spread')}</Table.Th>
            <VolumeCells {...spread} plain />
          </Table.Tr>
        </Table.Tfoot>
      )}
    </Numbers>
  );
}

/** Every block, and the total. */
export function BlockTable({ result, blocks }: { result: VolumeResult; blocks: NonNullable<VolumeResult['blocks']> }) {
  const { t } = useTranslation();
  return (
    <Numbers heads={[t('areas.block'), t('volume.cut'), t('volume.fill'), t('volume.netShort')]} testId="volume-blocks">
      <Table.Tbody>
        {blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one name are allowed, and the list never changes
          <Table.Tr key={`${index}${block.name}`}>
            <Table.Th scope="row">
              {block.name}
              {block.problem && (
                <Text size="xs" c="red" title={block.problem.message}>
                  {t('areas.problem')}
                </Text>
              )}
            </Table.Th>
            <VolumeCells {...block} />
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">{t('areas.total')}</Table.Th>
          <VolumeCells {...result} />
        </Table.Tr>
      </Table.Tfoot>
    </Numbers>
  );
}

export function SoilTable({ soil }: { soil: NonNullable<VolumeResult['soil']> }) {
  const { t } = useTranslation();
  return (
    <section aria-label={soilTitle(t, soil)}>
      <Text size="xs" fw={600}>
        {soilTitle(t, soil)}
      </Text>
      <Numbers heads={['m³', t('soil.inSitu'), t('soil.loose'), t('soil.compacted')]} testId="volume-soil">
        <Table.Tbody>
          {soilRows(t, soil).map((row) => (
            <Table.Tr key={row.key}>
              <Table.Th scope="row">{row.label}</Table.Th>
              {[row.inSituM3, row.looseM3, row.compactedM3].map((value, state) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three states in a fixed order
                <Table.Td key={state} className="number" title={value === null ? undefined : `${value} m³`}>
                  {value === null ? '' : formatNumber(value, 1)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Numbers>
      <Text size="xs">{truckText(t, soil)}</Text>
    </section>
  );
}

/** The surveys that make a surface, where there is more than one. */
export function LayerTable({ side, report }: { side: SurfaceSide; report: VolumeResult['surfaces']['existing'] }) {
  const { t } = useTranslation();
  const rows = layerRows(t, report);
  if (rows.length === 0) return null;
  return (
    <section aria-label={t('surface.layers', { side: t(`volume.${side}`) })}>
      <Text size="xs" fw={600}>
        {t('surface.layers', { side: t(`volume.${side}`) })}
      </Text>
      <Numbers
        heads={[t('surface.layerSensor'), t('surface.layerPoints'), t('surface.layerCoverage'), t('surface.layerStep')]}
        testId={`layers-${side}`}
      >
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.key}>
              <Table.Th scope="row">{row.sensor}</Table.Th>
              <Table.Td className="number">{formatNumber(row.points)}</Table.Td>
              <Table.Td className="number">{formatNumber(row.coverageM2, 1)}</Table.Td>
              <Table.Td className="number">
                {row.stepM === null ? '–' : `${formatSigned(row.stepM, 3)} ± ${formatNumber(row.stepSigmaM, 3)}`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Numbers>
    </section>
  );
}

export function RowTable({ rows }: { rows: readonly ResultRow[] }) {
  return (
    <Table withRowBorders className="result-table is-small">
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.key}>
            <Table.Th scope="row">{row.label}</Table.Th>
            <Table.Td className="number" title={row.value === null ? undefined : `${row.value} ${row.unit}`}>
              {row.text} {row.unit}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
