/** The classes of the opened collections: shown or not, their colours and names. */
import { Button, Checkbox, ColorInput, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cssColour } from '../../state/point-classes.ts';
import { classStyle, MAX_CLASS_NAME, withClassStyle } from '../../state/seeing/class-style.ts';
import { classCodes } from '../../state/seeing/presets.ts';
import { className } from '../class-name.ts';
import { formatNumber } from '../format.ts';
import { useAppState, useTitles, useWorkspace } from '../workspace-context.ts';

export function ClassTable() {
  const { t } = useTranslation();
  const { setAppearance } = useWorkspace();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const { classStyles, filter } = useAppState((state) => state.appearance);
  const [edits, setEdits] = useState(false);
  const [of, setOf] = useState('');
  const collection = collections.some(({ id }) => id === of) ? of : null;
  const codes = classCodes(collections.filter(({ id }) => collection === null || id === collection));
  const all = classCodes(collections);
  const counts = new Map<number, number>();
  for (const { classCounts } of collections) {
    for (const [code, count] of classCounts) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  const show = (code: number, isShown: boolean) => {
    const before = filter.classes ?? all;
    const next = isShown ? [...before, code] : before.filter((one) => one !== code);
    const classes = all.every((one) => next.includes(one)) ? null : [...new Set(next)].sort((a, b) => a - b);
    setAppearance({ filter: { ...filter, classes } });
  };
  const style = (code: number, part: Parameters<typeof withClassStyle>[3]) =>
    setAppearance({ classStyles: withClassStyle(classStyles, code, collection, part) });
  return (
    <Stack gap="xs">
      {edits && collections.length > 1 && (
        <Select
          size="xs"
          label={t('seeing.classesFor')}
          value={collection ?? ''}
          onChange={(value) => setOf(value ?? '')}
          data={[
            { value: '', label: t('seeing.classesOfAll') },
            ...collections.map((one) => ({ value: one.id, label: titleOf(one) })),
          ]}
        />
      )}
      <ul className="class-table">
        {codes.map((code) => {
          const own = classStyle(classStyles, code, collection);
          const name = own.name ?? className(t, code);
          const isShown = filter.classes === null || filter.classes.includes(code);
          return (
            <li key={code}>
              <Checkbox
                size="xs"
                checked={isShown}
                aria-label={t('seeing.classShow', { name })}
                onChange={(event) => show(code, event.currentTarget.checked)}
              />
              {edits ? (
                <>
                  <ColorInput
                    size="xs"
                    w={104}
                    format="hex"
                    aria-label={t('seeing.classColour', { name })}
                    value={cssColour(own.colour)}
                    onChangeEnd={(value) =>
                      /^#[0-9a-f]{6}$/i.test(value) && style(code, { colour: Number.parseInt(value.slice(1), 16) })
                    }
                  />
                  <TextInput
                    size="xs"
                    flex={1}
                    maxLength={MAX_CLASS_NAME}
                    aria-label={t('seeing.className', { name })}
                    placeholder={className(t, code)}
                    value={own.name ?? ''}
                    onChange={(event) => style(code, { name: event.currentTarget.value || null })}
                  />
                </>
              ) : (
                <>
                  <span className="legend-swatch" style={{ background: cssColour(own.colour) }} />
                  <span className="class-name">
                    {code} {name}
                  </span>
                  <span className="class-count">{formatNumber(counts.get(code))}</span>
                </>
              )}
            </li>
          );
        })}
      </ul>
      <Group>
        <Button variant="subtle" size="compact-xs" aria-pressed={edits} onClick={() => setEdits(!edits)}>
          {t(edits ? 'seeing.classEditDone' : 'seeing.classEdit')}
        </Button>
      </Group>
    </Stack>
  );
}
