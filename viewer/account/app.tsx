/** The account page: who one is here, and what one may change. */
import { Button, Group, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconCube, IconLogout } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getSelf, type Self, signOut } from '../api/accounts.ts';
import type { Language } from '../state/url-state.ts';
import { ColourSchemeButton, schemeManager } from '../ui/colour-scheme.tsx';
import { FailureMessage } from '../ui/failure-message.tsx';
import { changeLanguage } from '../ui/i18n.ts';
import { LanguageButton } from '../ui/language-button.tsx';
import { PageBrand } from '../ui/page-brand.tsx';
import { theme } from '../ui/theme.ts';
import { type Loaded, useLoad } from '../ui/use-load.ts';
import type { AskedPage } from './address.ts';
import { PasswordLinkForm } from './password-link-form.tsx';
import { Settings } from './settings.tsx';
import { SetupForm } from './setup-form.tsx';
import { SignIn } from './sign-in.tsx';

export function AccountApp({ asked }: { readonly asked: AskedPage }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={schemeManager}>
      <Notifications position="top-center" limit={3} />
      <Page asked={asked} />
    </MantineProvider>
  );
}

function Page({ asked }: { readonly asked: AskedPage }) {
  const { t, i18n } = useTranslation();
  const self = useLoad(getSelf);
  const language = i18n.language as Language;
  useEffect(() => {
    document.title = t('account.documentTitle');
  }, [t]);
  const setLanguage = (next: Language) => {
    changeLanguage(next);
    const query = new URLSearchParams(window.location.search);
    query.set('lang', next);
    window.history.replaceState(null, '', `${window.location.pathname}?${query}${window.location.hash}`);
  };
  const user = self.value?.user ?? null;
  const viewerUrl = `/?lang=${language}`;
  return (
    <div className="account">
      <a className="page-skip" href="#account-main">
        {t('account.skip')}
      </a>
      <header className="page-header is-beside">
        <PageBrand viewerUrl={viewerUrl} title={t('account.title')} />
        <Group gap={6} wrap="nowrap" justify="flex-end">
          {user && (
            <Button
              variant="subtle"
              color="gray.1"
              size="compact-sm"
              leftSection={<IconLogout size={18} stroke={1.7} />}
              onClick={() => void self.change(signOut)}
            >
              {t('account.signIn.out')}
            </Button>
          )}
          <Button
            component="a"
            href={viewerUrl}
            variant="subtle"
            color="gray.1"
            size="compact-sm"
            leftSection={<IconCube size={18} stroke={1.7} />}
            visibleFrom="xs"
          >
            {t('account.viewer')}
          </Button>
          <ColourSchemeButton />
          <LanguageButton language={language} setLanguage={setLanguage} />
        </Group>
      </header>
      <main className="account-main" id="account-main" tabIndex={-1}>
        <Content self={self} asked={asked} />
      </main>
    </div>
  );
}

function Content({ self, asked }: { readonly self: Loaded<Self>; readonly asked: AskedPage }) {
  const { t } = useTranslation();
  // a link that was used is over, whatever the address said
  const [isUsed, setUsed] = useState(false);
  const { value, failure } = self;
  if (failure && !value) return <FailureMessage code={failure.code} message={failure.message} action />;
  if (!value) return <Loader aria-label={t('account.loading')} />;
  const goOn = () => {
    setUsed(true);
    if (asked.returnTo !== null) window.location.assign(asked.returnTo);
    else self.reload();
  };
  const { purpose, secret } = asked;
  if (!isUsed && secret !== null) {
    if (purpose === 'setup' && !value.accounts) return <SetupForm secret={secret} onDone={goOn} />;
    if (purpose === 'password') return <PasswordLinkForm secret={secret} onDone={goOn} />;
  }
  if (!value.user) return <SignIn self={value} returnTo={asked.returnTo} onDone={goOn} />;
  return <Settings self={value} user={value.user} reload={self.reload} part={asked.part} />;
}
