/** Light or dark, for both pages: the system's choice until the reader makes another, which is then kept. */
import {
  ActionIcon,
  localStorageColorSchemeManager,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { COLOURS_KEY } from './first-colours.ts';

export const schemeManager = localStorageColorSchemeManager({ key: COLOURS_KEY });

export function useIsDark(): boolean {
  return useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
}

export function ColourSchemeButton() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useIsDark();
  const label = t(isDark ? 'colours.light' : 'colours.dark');
  const Icon = isDark ? IconSun : IconMoon;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray.1"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
      >
        <Icon size={20} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
