/** Signing in: by the organisation, or with a name and a password. */
import { Alert, Button, Divider, PasswordInput, Text, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Self, signIn } from '../api/accounts.ts';
import { SecretForm } from './secret-form.tsx';

interface SignInProps {
  readonly self: Self;
  readonly returnTo: string | null;
  readonly onDone: () => void;
}

export function SignIn({ self, returnTo, onDone }: SignInProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { organisation, accounts, rights } = self;
  const back = encodeURIComponent(returnTo ?? '/account');
  const byOrganisation = organisation !== null && (
    <Button component="a" href={`/api/session/organisation?return=${back}`} variant={accounts ? 'default' : 'filled'}>
      {t('account.signIn.organisation', { name: organisation })}
    </Button>
  );
  if (!accounts) {
    return (
      <Alert variant="light" icon={<IconInfoCircle size={20} />} title={t('account.noAccounts.title')} maw={640}>
        <Text size="sm" mb="xs">
          {t('account.noAccounts.body')}
        </Text>
        <Text size="sm" mb={byOrganisation ? 'md' : 0}>
          {t(rights.includes('write') ? 'account.noAccounts.write' : 'account.noAccounts.readOnly')}
        </Text>
        {byOrganisation}
      </Alert>
    );
  }
  return (
    <SecretForm
      title={t('account.signIn.title')}
      submit={t('account.signIn.submit')}
      fault={null}
      onSubmit={() => signIn(name, password)}
      onDone={onDone}
      footer={
        <>
          {byOrganisation && (
            <>
              <Divider label={t('account.signIn.or')} />
              {byOrganisation}
            </>
          )}
          <Text size="xs" c="dimmed">
            {t('account.signIn.forgotten')}
          </Text>
        </>
      }
    >
      <TextInput
        label={t('account.signIn.name')}
        autoComplete="username"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('account.signIn.password')}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </SecretForm>
  );
}
