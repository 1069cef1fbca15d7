/** A small form that ends in a password: fields, the button, and what went wrong in words beside it. */
import { Alert, Button, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../ui/use-load.ts';

interface SecretFormProps {
  readonly title: string;
  readonly body?: string;
  readonly submit: string;
  /** Null: it may be sent; else why not yet. */
  readonly fault: string | null;
  readonly onSubmit: () => Promise<void>;
  readonly onDone: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

export function SecretForm({ title, body, submit, fault, onSubmit, onDone, children, footer }: SecretFormProps) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null) return setFailure(fault);
    setBusy(true);
    setFailure(null);
    try {
      await onSubmit();
      onDone();
    } catch (error) {
      const { code, message } = asApiError(error);
      const known = { UNAUTHORIZED: t('account.signIn.wrong'), TOO_MANY_REQUESTS: t('account.signIn.locked') } as const;
      setFailure(code in known ? known[code as keyof typeof known] : message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper component="form" withBorder p="lg" className="account-form" onSubmit={(event) => void send(event as never)}>
      <Stack gap="md">
        <Title order={2} size="h3">
          {title}
        </Title>
        {body !== undefined && <Text size="sm">{body}</Text>}
        {children}
        {failure !== null && (
          <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={18} />}>
            {failure}
          </Alert>
        )}
        <Button type="submit" loading={isBusy}>
          {submit}
        </Button>
        {footer}
      </Stack>
    </Paper>
  );
}
