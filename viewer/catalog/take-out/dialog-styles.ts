/** What the dialogs of the catalogue share. Small grey texts must stay readable; a dialog stands outside of the page that sees to it. */
export const DIALOG_STYLES = {
  title: { fontWeight: 600, fontSize: 17 },
  content: { '--mantine-color-dimmed': 'light-dark(#5c6770, #a6afb8)' },
} as const;
