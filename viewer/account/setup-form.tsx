/** The first administrator, by the one-time link of the server's start. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setUp } from '../api/accounts.ts';
import { isSameTwice, NewPassword, NOTHING_TYPED } from './new-password.tsx';
import { SecretForm } from './secret-form.tsx';

export function SetupForm({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [typed, setTyped] = useState(NOTHING_TYPED);
  return (
    <SecretForm
      title={t('account.setup.title')}
      body={t('account.setup.body')}
      submit={t('account.setup.submit')}
      fault={isSameTwice(typed) ? null : t('account.password.differs')}
      onSubmit={() => setUp(secret, name, typed.password)}
      onDone={onDone}
    >
      <TextInput
        label={t('account.signIn.name')}
        autoComplete="username"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NewPassword value={typed} onChange={setTyped} />
    </SecretForm>
  );
}
