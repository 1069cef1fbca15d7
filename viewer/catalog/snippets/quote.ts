/** Texts inside code: quoted so that nothing of them is ever read as a command. Pure. */

/** POSIX sh: in single quotes nothing has a meaning but the quote itself. */
export function shellQuote(text: string): string {
  return `'${withoutControls(text).replaceAll("'", `'\\''`)}'`;
}

/** PowerShell takes four more signs for a single quote: all are doubled. */
export function powerShellQuote(text: string): string {
  return `'${withoutControls(text).replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** A string of JavaScript, of Python and of JSON. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(
    /[\u2028\u2029\u007f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What follows `#` or `//` stays on its line. */
export function comment(text: string): string {
  return withoutControls(text);
}

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
