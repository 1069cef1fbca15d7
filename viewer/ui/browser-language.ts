/**
 * Where the system's locale is "C", Chromium gives the page a language such as `en-US@posix`, which is no language tag:
 * `Intl` throws on it, and so does any library that formats numbers in the browser's language. Imported first.
 */
function isLanguageTag(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}

if (!isLanguageTag(navigator.language)) {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
