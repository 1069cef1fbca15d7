/** Keeps a failure of one part of the page to that part: the rest stays, and the reader can go on. */
import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly children: ReactNode;
}

export class CrashGuard extends Component<Props, { readonly message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return <Crashed message={message} onAgain={() => this.setState({ message: null })} />;
  }
}

function Crashed({ message, onAgain }: { message: string; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert m="md" color="red" icon={<IconAlertTriangle size={20} />} title={t('errors.crashed')}>
      {t('errors.detail', { message })}
      <Group gap="xs" mt="sm">
        <Button size="compact-sm" variant="default" onClick={onAgain}>
          {t('errors.retry')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={16} />}
          onClick={() => window.location.reload()}
        >
          {t('empty.reload')}
        </Button>
      </Group>
    </Alert>
  );
}
