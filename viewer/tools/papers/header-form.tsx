/** The fields of the title block. */
import { Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { HEADER_FIELDS, type HeaderField, type HeaderTexts, storeHeader } from './header.ts';

const MAX_LENGTH = 100;

export function HeaderForm({ header, onChange }: { header: HeaderTexts; onChange: (header: HeaderTexts) => void }) {
  const { t } = useTranslation();
  const set = (field: HeaderField, text: string) => {
    const next = { ...header, [field]: text };
    onChange(next);
    storeHeader(next);
  };
  return (
    <Stack gap={6}>
      {HEADER_FIELDS.map((field) => (
        <TextInput
          key={field}
          size="xs"
          label={t(`papers.${field}`)}
          type={field === 'date' ? 'date' : 'text'}
          maxLength={MAX_LENGTH}
          value={header[field]}
          onChange={(event) => set(field, event.currentTarget.value)}
        />
      ))}
    </Stack>
  );
}
