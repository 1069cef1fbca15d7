/** The same request for a terminal, to copy. */
import { Button, Code, Collapse, CopyButton, Group, Tabs } from '@mantine/core';
import { IconCheck, IconCopy, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TakeOutRequest, TakeOutSettings } from './settings.ts';
import { commandText, curlText } from './snippets.ts';

export function RequestText({
  request,
  settings,
  points,
}: {
  request: TakeOutRequest;
  settings: TakeOutSettings;
  points: number | null;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [tab, setTab] = useState<string | null>('curl');
  const texts = {
    curl: curlText(request, settings, window.location.origin, points),
    command: commandText(request, settings),
  };
  const text = tab === 'command' ? texts.command : texts.curl;
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconTerminal2 size={16} />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('takeOut.sameRequest')}
      </Button>
      <Collapse expanded={open}>
        <Tabs value={tab} onChange={setTab} mt={6}>
          <Group justify="space-between" wrap="nowrap">
            <Tabs.List>
              <Tabs.Tab value="curl">curl</Tabs.Tab>
              <Tabs.Tab value="command">tengun</Tabs.Tab>
            </Tabs.List>
            <CopyText text={text} label={t('takeOut.copy')} />
          </Group>
          {(['curl', 'command'] as const).map((name) => (
            <Tabs.Panel key={name} value={name} pt={8}>
              <Code
                block
                style={{ maxHeight: 180, overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
              >
                {texts[name]}
              </Code>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Collapse>
    </div>
  );
}

/** Copies, and says that it has. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text} timeout={2500}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={copy}
          aria-live="polite"
        >
          {copied ? t('takeOut.copied') : label}
        </Button>
      )}
    </CopyButton>
  );
}
