/** Part of the panel "Data": layers of other servers and files, added by address or by drag. */
import { Alert, Button, Collapse, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconLink, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { ConfirmButton } from '../project/confirm-button.tsx';
import { OUTSIDE_KINDS, type OutsideKind } from './kinds.ts';
import { FailureText, LayerRow } from './layer-row.tsx';
import { hostOf, MAX_OUTSIDE, type OutsideFailure } from './state.ts';

export function OutsideSection() {
  const { t } = useTranslation();
  const { outside: work } = useWorkspace();
  const layers = useAppState((state) => state.outside.layers);
  const [adds, setAdds] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const waiting = layers.filter(({ stage }) => stage.state === 'asking');
  const hosts = [...new Set(waiting.map(({ url }) => hostOf(url)))];
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <Stack gap="sm" data-testid="outside">
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Title order={3} size="h6">
          {t('outside.title')}
        </Title>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={14} />}
          aria-expanded={adds}
          disabled={layers.length >= MAX_OUTSIDE}
          onClick={() => setAdds(!adds)}
        >
          {t('outside.add')}
        </Button>
      </Group>
      {layers.length === 0 && !adds && (
        <Text size="xs" c="dimmed">
          {t('outside.intro')}
        </Text>
      )}
      <Collapse expanded={adds}>{adds && <AddForm onDone={() => setAdds(false)} />}</Collapse>
      {waiting.length > 0 && (
        <Alert color="yellow" variant="light" p="xs">
          <Text size="sm">{t('outside.waiting')}</Text>
          <Text size="xs" c="dimmed" className="outside-hosts">
            {t('outside.waitingHosts', { hosts: hosts.join(', ') })}
          </Text>
          <Button size="compact-sm" mt="xs" onClick={() => work.openAll()}>
            {t('outside.waitingOpen')}
          </Button>
        </Alert>
      )}
      {layers.length > 0 && (
        <>
          <ul className="collection-list">
            {layers.map((layer) => (
              <LayerRow key={layer.id} layer={layer} isOpen={open.has(layer.id)} onToggle={() => toggle(layer.id)} />
            ))}
          </ul>
          <Group gap="xs">
            {open.size > 0 && (
              <Button variant="subtle" size="compact-xs" onClick={() => setOpen(new Set())}>
                {t('look.collapseAll')}
              </Button>
            )}
            <ConfirmButton
              size="compact-xs"
              label={t('outside.clear')}
              question={t('outside.clearAsk')}
              onConfirm={() => work.clear()}
            />
          </Group>
        </>
      )}
    </Stack>
  );
}

function AddForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { outside: work } = useWorkspace();
  const [address, setAddress] = useState('');
  const [kind, setKind] = useState<OutsideKind | 'auto'>('auto');
  const [failure, setFailure] = useState<OutsideFailure | null>(null);
  const add = () => {
    const problem = work.add(address, kind === 'auto' ? null : kind);
    setFailure(problem);
    if (!problem) onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Stack gap="xs">
        <TextInput
          label={t('outside.address')}
          description={t('outside.addressHelp')}
          type="text"
          inputMode="url"
          leftSection={<IconLink size={16} />}
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
        <Select
          label={t('outside.kind')}
          allowDeselect={false}
          value={kind}
          onChange={(value) => setKind(value as OutsideKind | 'auto')}
          data={['auto' as const, ...OUTSIDE_KINDS].map((value) => ({
            value,
            label: value === 'auto' ? t('outside.auto') : t(`outside.kinds.${value}`),
          }))}
        />
        {failure && <FailureText failure={failure} />}
        <Group gap="xs">
          <Button type="submit" size="compact-sm" disabled={address.trim() === ''}>
            {t('outside.open')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onDone}>
            {t('outside.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
