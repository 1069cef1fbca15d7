/** The panel of ledgers: which one, its list and forms, its look, its fields, keeping it. */
import { ActionIcon, Alert, Group, Menu, Select, Stack, Tabs, Text } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDotsVertical,
  IconEye,
  IconEyeOff,
  IconFocus2,
  IconPencil,
  IconPlus,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { RenameForm } from '../../ui/rename-form.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { FailureText } from '../outside/layer-row.tsx';
import { FeatureForm } from './feature-form.tsx';
import { FieldsTab } from './fields-tab.tsx';
import { KeepTab } from './keep-tab.tsx';
import { ListTab } from './list-tab.tsx';
import { LookTab } from './look-tab.tsx';
import { OpenForm, OpenQuestion } from './open-form.tsx';
import { openLedger, selectedFeature } from './state.ts';

export function LedgerPanel() {
  const { t } = useTranslation();
  const ledger = useAppState((state) => state.ledger);
  const [opens, setOpens] = useState(false);
  const open = openLedger(ledger);
  const feature = selectedFeature(ledger);
  const last = useRef<string | null>(null);
  useEffect(() => {
    // back in the list, focus is on the row that was left
    const id = last.current;
    last.current = feature?.id ?? null;
    if (feature || id === null || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-feature="${CSS.escape(id)}"]`)?.focus();
  }, [feature]);
  return (
    <Stack gap="md" data-testid="ledger">
      {!open && (
        <Text size="sm" c="dimmed">
          {t('ledger.intro')}
        </Text>
      )}
      {open && <LedgerChoice onOpen={() => setOpens(!opens)} opens={opens} />}
      <LedgerFailure />
      <OpenQuestion />
      {(opens || !open) && <OpenForm onDone={() => setOpens(false)} />}
      {open && feature && <FeatureForm key={feature.id} ledger={open.now} feature={feature} />}
      {open && !feature && (
        <Tabs defaultValue="list" keepMounted={false}>
          <Tabs.List grow mb="md">
            <Tabs.Tab value="list">{t('ledger.tabs.list')}</Tabs.Tab>
            <Tabs.Tab value="look">{t('ledger.tabs.look')}</Tabs.Tab>
            <Tabs.Tab value="fields">{t('ledger.tabs.fields')}</Tabs.Tab>
            <Tabs.Tab value="keep">{t('ledger.tabs.keep')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="list">
            <ListTab ledger={open.now} />
          </Tabs.Panel>
          <Tabs.Panel value="look">
            <LookTab ledger={open.now} />
          </Tabs.Panel>
          <Tabs.Panel value="fields">
            <FieldsTab ledger={open.now} />
          </Tabs.Panel>
          <Tabs.Panel value="keep">
            <KeepTab open={open} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Stack>
  );
}

function LedgerChoice({ onOpen, opens }: { readonly onOpen: () => void; readonly opens: boolean }) {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const list = useAppState((state) => state.ledger.list);
  const open = useAppState((state) => openLedger(state.ledger));
  const [renaming, setRenaming] = useState(false);
  if (!open) return null;
  const { id, now, visible } = open;
  const EyeIcon = visible ? IconEyeOff : IconEye;
  return (
    <Stack gap="xs">
      <Group gap="xs" wrap="nowrap" align="end">
        <Select
          flex={1}
          label={t('ledger.ledger')}
          data={list.map((one) => ({ value: one.id, label: one.now.name }))}
          value={id}
          allowDeselect={false}
          onChange={(next) => next !== null && work.dispatch({ type: 'choose', id: next })}
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('ledger.openMore')}
          title={t('ledger.openMore')}
          aria-expanded={opens}
          onClick={onOpen}
        >
          <IconPlus size={18} />
        </ActionIcon>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('ledger.more')}>
              <IconDotsVertical size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconFocus2 size={16} />} onClick={() => void work.goToAll()}>
              {t('ledger.goToAll')}
            </Menu.Item>
            <Menu.Item
              leftSection={<EyeIcon size={16} />}
              onClick={() => work.dispatch({ type: 'visible', id, visible: !visible })}
            >
              {t(visible ? 'ledger.hide' : 'ledger.show')}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setRenaming(true)}>
              {t('ledger.rename')}
            </Menu.Item>
            <Menu.Item leftSection={<IconX size={16} />} onClick={() => work.dispatch({ type: 'close' })}>
              {t('ledger.close')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Steps />
      </Group>
      {!visible && (
        <Text size="xs" c="dimmed">
          {t('ledger.hidden')}
        </Text>
      )}
      {renaming && (
        <RenameForm
          label={t('ledger.name')}
          apply={t('ledger.apply')}
          start={now.name}
          onDone={(name) => {
            if (name !== '') work.edit({ type: 'rename', name });
            setRenaming(false);
          }}
        />
      )}
    </Stack>
  );
}

function Steps() {
  const { t } = useTranslation();
  const { ledgerWork: work } = useWorkspace();
  const open = useAppState((state) => openLedger(state.ledger));
  const step = (type: 'undo' | 'redo', isPossible: boolean, Icon: typeof IconArrowBackUp) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={32}
      aria-label={t(`ledger.${type}`)}
      title={t(`ledger.${type}`)}
      disabled={!isPossible}
      onClick={() => work.dispatch({ type })}
    >
      <Icon size={18} />
    </ActionIcon>
  );
  return (
    <Group gap={0} wrap="nowrap">
      {step('undo', (open?.past.length ?? 0) > 0, IconArrowBackUp)}
      {step('redo', (open?.future.length ?? 0) > 0, IconArrowForwardUp)}
    </Group>
  );
}

/** In plain words; what another server says has words of its own. */
function LedgerFailure() {
  const { t } = useTranslation();
  const failure = useAppState((state) => state.ledger.failure);
  const outside = useAppState((state) => state.ledger.outsideFailure);
  const misfits = useAppState((state) => state.ledger.misfits);
  if (misfits) {
    return (
      <Alert color="yellow" role="alert" p="sm">
        <Text size="sm">{t('ledger.misfits', misfits)}</Text>
      </Alert>
    );
  }
  if (outside) return <FailureText failure={outside} />;
  if (!failure) return null;
  const isOld = failure.code === 'PRECONDITION_FAILED';
  return (
    <div role="alert">
      <FailureMessage
        code={failure.code}
        message={failure.message}
        {...(isOld ? { title: t('ledger.changedMeanwhile') } : {})}
      />
    </div>
  );
}
