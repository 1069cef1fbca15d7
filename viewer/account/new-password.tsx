/** A new password, twice. */
import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface TypedPassword {
  readonly password: string;
  readonly again: string;
}

export const NOTHING_TYPED: TypedPassword = { password: '', again: '' };

interface NewPasswordProps {
  readonly value: TypedPassword;
  readonly onChange: (value: TypedPassword) => void;
}

export function NewPassword({ value, onChange }: NewPasswordProps) {
  const { t } = useTranslation();
  return (
    <>
      <PasswordInput
        label={t('account.password.new')}
        description={t('account.password.rule')}
        autoComplete="new-password"
        required
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
      />
      <PasswordInput
        label={t('account.password.again')}
        autoComplete="new-password"
        required
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
      />
    </>
  );
}

/** What is wrong with it before it is sent; the server says the rest. */
export function isSameTwice({ password, again }: TypedPassword): boolean {
  return password === again;
}
