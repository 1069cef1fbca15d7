/** A password by a one-time link: of a user who is new, or has forgotten his. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setPasswordByLink } from '../api/accounts.ts';
import { isSameTwice, NewPassword, NOTHING_TYPED } from './new-password.tsx';
import { SecretForm } from './secret-form.tsx';

export function PasswordLinkForm({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(NOTHING_TYPED);
  return (
    <SecretForm
      title={t('account.password.title')}
      submit={t('account.password.submit')}
      fault={isSameTwice(typed) ? null : t('account.password.differs')}
      onSubmit={() => setPasswordByLink(secret, typed.password)}
      onDone={onDone}
    >
      <NewPassword value={typed} onChange={setTyped} />
    </SecretForm>
  );
}
