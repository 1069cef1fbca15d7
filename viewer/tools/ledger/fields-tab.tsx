/** The fields of a ledger: names, kinds, choices; added and taken out. */
import { ActionIcon, Button, Group, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FIELD_KINDS, type FieldKind, LEDGER_BOUNDS, type Ledger, type LedgerField } from '#core/ledger/ledger.ts';
import { useWorkspace } from '../../ui/workspace-context.ts';

export function FieldsTab({ ledger }: { readonly ledger: Ledger }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        {t('ledger.fieldsHelp')}
      </Text>
      <ul className="ledger-fields">
        {ledger.fields.map((field, at) => (
          <li key={field.name}>
            <FieldRow field={field} at={at} />
          </li>
        ))}
      </ul>
      <AddField />
    </Stack>
  );
}

function useKinds() {
  const { t } = useTranslation();
  return FIELD_KINDS.map((kind) => ({ value: kind as string, label: t(`ledger.kind.${kind}`) }));
}

const kindOf = (text: string | null): FieldKind => FIELD_KINDS.find((kind) => kind === text) ?? 'text';

function FieldRow({ field, at }: { readonly field: LedgerField; readonly at: number }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const [name, setName] = useState(field.name);
  const kinds = useKinds();
  const write = () => {
    if (name.trim() === '' || name === field.name) setName(field.name);
    else work.edit({ type: 'renameField', field: at, name });
  };
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap" align="end">
        <TextInput
          flex={1}
          size="xs"
          aria-label={t('ledger.fieldNameOf', { name: field.name })}
          value={name}
          maxLength={LEDGER_BOUNDS.fieldName}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          onBlur={write}
          onKeyDown={({ key }) => key === 'Enter' && write()}
        />
        <Select
          w={112}
          size="xs"
          aria-label={t('ledger.kindOf', { name: field.name })}
          allowDeselect={false}
          data={kinds}
          value={field.kind}
          onChange={(kind) => work.edit({ type: 'fieldKind', field: at, kind: kindOf(kind) })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={t('ledger.removeField', { name: field.name })}
          title={t('ledger.removeField', { name: field.name })}
          onClick={() => work.edit({ type: 'removeField', field: at })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      {field.kind === 'choice' && (
        <TagsInput
          size="xs"
          aria-label={t('ledger.choicesOf', { name: field.name })}
          value={[...(field.choices ?? [])]}
          onChange={(choices) => work.edit({ type: 'choices', field: at, choices })}
        />
      )}
    </Stack>
  );
}

function AddField() {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<FieldKind>('text');
  const kinds = useKinds();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const field: LedgerField = { name, kind, ...(kind === 'choice' ? { choices: [] } : {}) };
        work.edit({ type: 'addField', field });
        setName('');
      }}
    >
      <Group gap="xs" wrap="nowrap" align="end">
        <TextInput
          flex={1}
          size="xs"
          label={t('ledger.newField')}
          value={name}
          maxLength={LEDGER_BOUNDS.fieldName}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Select
          w={112}
          size="xs"
          label={t('ledger.kindLabel')}
          allowDeselect={false}
          data={kinds}
          value={kind}
          onChange={(value) => setKind(kindOf(value))}
        />
        <Button type="submit" size="xs" leftSection={<IconPlus size={16} />} disabled={name.trim() === ''}>
          {t('ledger.addField')}
        </Button>
      </Group>
    </form>
  );
}
