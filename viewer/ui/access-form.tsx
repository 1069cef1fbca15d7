/** The form of who sees something: everybody, who has its id, groups, its owner alone. */
import { Alert, Button, Group, Modal, MultiSelect, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visibility } from '../api/accounts.ts';

const CHOICES: readonly Visibility[] = ['public', 'unlisted', 'group', 'private'];

export interface AccessFormProps {
  /** Whose words are used: `edit`, `visibility`, `public` and others. */
  readonly words: 'account.collections' | 'project.access';
  readonly name: string;
  readonly visibility: Visibility;
  readonly groups: readonly string[];
  /** Groups that there are to choose from. */
  readonly known: readonly string[];
  /** What may not be chosen, because it takes the right to publish. */
  readonly refused: readonly Visibility[];
  /** Where groups are chosen: those that see it, or that do more than the others who see it. */
  readonly withGroups: readonly Visibility[];
  readonly onClose: () => void;
  readonly onSave: (visibility: Visibility, groups: readonly string[]) => void;
}

export function AccessForm({ words, name, known, refused, withGroups, onClose, onSave, ...before }: AccessFormProps) {
  const { t } = useTranslation();
  const [visibility, setVisibility] = useState<Visibility>(before.visibility);
  const [chosen, setChosen] = useState<readonly string[]>(before.groups);
  const hasGroups = withGroups.includes(visibility);
  const isWhole = visibility !== 'group' || chosen.length > 0;
  const isOpened = CHOICES.indexOf(visibility) < CHOICES.indexOf(before.visibility);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`${words}.edit`, { name })}
      closeButtonProps={{ 'aria-label': t('account.close') }}
    >
      <Stack gap="md">
        <Radio.Group
          label={t(`${words}.visibility`)}
          value={visibility}
          onChange={(next) => setVisibility(next as Visibility)}
        >
          <Stack gap="xs" mt="xs">
            {CHOICES.map((one) => (
              <Radio
                key={one}
                value={one}
                label={t(`${words}.${one}`)}
                disabled={refused.includes(one)}
                description={refused.includes(one) ? t('account.needsPublishing') : undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
        {hasGroups && (
          <MultiSelect
            searchable
            label={t(visibility === 'group' ? `${words}.groups` : 'project.access.writers')}
            // one that he is in no more stays until it is taken out
            data={[...new Set([...known, ...before.groups])]}
            value={[...chosen]}
            onChange={setChosen}
          />
        )}
        {isOpened && (visibility === 'public' || visibility === 'unlisted') && (
          <Alert color="orange" variant="light">
            {t(`${words}.${visibility}Ask`)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('account.cancel')}
          </Button>
          <Button disabled={!isWhole} onClick={() => onSave(visibility, hasGroups ? chosen : [])}>
            {t('account.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
