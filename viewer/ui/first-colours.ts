/** Light or dark before the components are there. */

/** In the browser's storage: `light`, `dark` or `auto`. */
export const COLOURS_KEY = 'tengun-colours';

/** Gives the document the colours that the components will have. @returns whether they are dark */
export function firstColours(): boolean {
  const kept = keptColours();
  const isDark = kept === 'dark' || (kept !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
  return isDark;
}

function keptColours(): string | null {
  try {
    return localStorage.getItem(COLOURS_KEY);
  } catch {
    return null;
  }
}
