/** Downloading one file from a shell: goes on after an interruption, and is checked. */
import type { SnippetFacts } from './facts.ts';
import { comment, powerShellQuote, shellQuote } from './quote.ts';
import type { SnippetWords } from './words.ts';

export function curlSnippet({ dataUrl, fileName, sha256 }: SnippetFacts, words: SnippetWords): string {
  const check =
    sha256 === null
      ? ''
      : `# ${comment(words.check)}
echo ${shellQuote(`${sha256}  ${fileName}`)} | sha256sum -c -
`;
  return `# ${comment(words.resume)}
curl -fL --retry 5 -C - -o ${shellQuote(fileName)} ${shellQuote(dataUrl)}
${check}`;
}

export function powerShellSnippet({ dataUrl, fileName, sha256 }: SnippetFacts, words: SnippetWords): string {
  const check =
    sha256 === null
      ? ''
      : `# ${comment(words.checkTrue)}
(Get-FileHash -LiteralPath ${powerShellQuote(fileName)} -Algorithm SHA256).Hash -eq ${powerShellQuote(sha256)}
`;
  return `# ${comment(words.resume)}
curl.exe -fL --retry 5 -C - -o ${powerShellQuote(fileName)} ${powerShellQuote(dataUrl)}
${check}`;
}
