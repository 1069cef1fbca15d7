/** How features look: colour by an attribute, with its legend; names in the picture; heights. */
import { Button, ColorInput, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconMountain } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CLASS_RANGE, type Ledger, type LedgerStyle, type StyleMethod } from '#core/ledger/ledger.ts';
import { CATEGORY_COLOURS } from '#core/ledger/style.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { LedgerLegend } from './legend.tsx';

export function LookTab({ ledger }: { readonly ledger: Ledger }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const { style, fields, label } = ledger;
  const field = style.by === null ? undefined : fields[style.by];
  const set = (part: Partial<LedgerStyle>) => work.edit({ type: 'style', style: { ...style, ...part } });
  const columns = fields.flatMap(({ name, kind }, index) =>
    kind === 'photo' ? [] : [{ value: String(index), label: name }],
  );
  const methods: readonly StyleMethod[] = ['equal', 'quantile', 'categories'];
  return (
    <Stack gap="sm">
      <Select
        label={t('ledger.colourBy')}
        placeholder={t('ledger.oneColour')}
        clearable
        data={columns}
        value={style.by === null ? null : String(style.by)}
        onChange={(value) => {
          const by = value === null ? null : Number(value);
          const isNumber = by !== null && fields[by]?.kind === 'number';
          set({ by, method: isNumber ? 'equal' : 'categories' });
        }}
      />
      {style.by === null && (
        <ColorInput
          label={t('ledger.colour')}
          format="hex"
          swatches={[...CATEGORY_COLOURS]}
          value={style.colour}
          onChangeEnd={(colour) => /^#[0-9a-f]{6}$/.test(colour) && set({ colour })}
          eyeDropperButtonProps={{ 'aria-label': t('ledger.pickColour') }}
        />
      )}
      {field?.kind === 'number' && (
        <Select
          label={t('ledger.method')}
          allowDeselect={false}
          data={methods.map((value) => ({ value, label: t(`ledger.methods.${value}`) }))}
          value={style.method}
          onChange={(value) => set({ method: methods.find((one) => one === value) ?? 'equal' })}
        />
      )}
      {field?.kind === 'number' && style.method !== 'categories' && (
        <NumberInput
          label={t('ledger.classes')}
          min={CLASS_RANGE[0]}
          max={CLASS_RANGE[1]}
          allowDecimal={false}
          clampBehavior="strict"
          value={style.classes}
          onChange={(value) => typeof value === 'number' && value >= CLASS_RANGE[0] && set({ classes: value })}
        />
      )}
      <LedgerLegend ledger={ledger} />
      <Select
        label={t('ledger.label')}
        placeholder={t('ledger.noLabel')}
        clearable
        data={columns}
        value={label === null ? null : String(label)}
        onChange={(value) => work.edit({ type: 'label', label: value === null ? null : Number(value) })}
      />
      <HeightPart />
    </Stack>
  );
}

function HeightPart() {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const busy = useAppState((state) => state.ledger.busy);
  const [missing, setMissing] = useState<number | null>(null);
  return (
    <Stack gap={4}>
      <Text size="xs" c="dimmed">
        {t('ledger.heightsHelp')}
      </Text>
      <Button
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconMountain size={16} />}
        loading={busy === 'ground'}
        onClick={() => void work.fillHeights().then(setMissing)}
      >
        {t('ledger.fillHeights')}
      </Button>
      {missing !== null && (
        <Text size="xs" role="status">
          {missing === 0 ? t('ledger.heightsDone') : t('ledger.heightsMissing', { value: missing })}
        </Text>
      )}
    </Stack>
  );
}
