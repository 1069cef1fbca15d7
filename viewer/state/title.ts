/** Titles written in both languages, `日本語 / English`: the page shows the one it speaks. */
import type { Language } from './url-state.ts';

const BOTH = /^(?<ja>.*[^\x20-\x7e].*?)\s*[/／]\s*(?<en>[\x20-\x7e]+)$/;

export function titleIn(language: Language, title: string): string {
  const both = BOTH.exec(title);
  return (language === 'ja' ? both?.groups?.ja : both?.groups?.en) ?? title;
}
