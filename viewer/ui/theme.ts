/** The look of the page: quiet greys and one blue; the data bring the colours. */
import { createTheme, type MantineColorsTuple } from '@mantine/core';
import i18next from 'i18next';

const ink: MantineColorsTuple = [
  '#eef4f9',
  '#dbe6ef',
  '#b4cbdf',
  '#8aafce',
  '#6797c0',
  '#5187b7',
  '#3f78ab',
  '#326796',
  '#285a86',
  '#17405f',
];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 6 },
  colors: { ink },
  fontFamily: "'Noto Sans JP Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Consolas, monospace',
  headings: { fontFamily: "'Noto Sans JP Variable', system-ui, sans-serif", fontWeight: '600' },
  defaultRadius: 'sm',
  // The scales of styles/tokens.css.
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12px', sm: '14px', md: '16px', lg: '18px', xl: '20px' },
  respectReducedMotion: true,
  autoContrast: true,
  cursorType: 'pointer',
  components: {
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } },
    // in the language of the page as it is then
    Notification: { defaultProps: () => ({ closeButtonProps: { 'aria-label': i18next.t('keys.close') } }) },
    NumberInput: { defaultProps: { size: 'sm' } },
  },
});
