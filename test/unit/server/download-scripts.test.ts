import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  checksumList,
  FileNames,
  linkList,
  powerShellScript,
  quoteForPowerShell,
  quoteForShell,
  shellScript,
} from '../../../server/catalogue/download-scripts.ts';

const HOSTILE = [
  '; rm -rf ~',
  '$(touch owned)',
  '`touch owned`',
  "'; touch owned; '",
  'a\'b"c',
  '"$HOME"',
  'a\nb\r\ntouch owned',
  '\u0000nul',
  '-o /etc/passwd',
  'a\\',
  '’; touch owned ‘',
  '点群',
  '\ud800',
  '%PATH% !x! ^& |',
];

describe('quoting', () => {
  it.each(HOSTILE)('%j stays one word of a shell', (text) => {
    const printed = execFileSync('/bin/sh', ['-c', `printf '%s|%s' ${quoteForShell(text)} end`]).toString();
    const plain = Array.from(text, (sign) => {
      const code = sign.codePointAt(0)!;
      if (code >= 0x20 && code < 0x7f) return sign;
      return code < 0x20 || sign === '\ud800' ? '_' : encodeURIComponent(sign);
    }).join('');
    expect(printed).toBe(`${plain}|end`);
  });

  it.each(HOSTILE)('%j stays one word of PowerShell', (text) => {
    const quoted = quoteForPowerShell(text);
    expect(quoted).toMatch(/^'[\x20-\x7e]*'$/);
    // within single quotes only pairs of them
    expect(quoted.slice(1, -1).replaceAll("''", '')).not.toContain("'");
  });
});

describe('names of files', () => {
  it('are one file each on every system', () => {
    const names = new FileNames();
    expect(
      ['a', 'A', 'a', 'aux', 'nul.b', 'x.', 'com1', 'a/../b', '.hidden', '-o'].map((id) =>
        names.take('con', id, '.laz'),
      ),
    ).toEqual([
      '_con/a.laz',
      '_con/A-2.laz',
      '_con/a-3.laz',
      '_con/_aux.laz',
      '_con/_nul.b.laz',
      '_con/x_.laz',
      '_con/_com1.laz',
      '_con/a_.._b.laz',
      '_con/_.hidden.laz',
      '_con/_-o.laz',
    ]);
  });
});

describe('lists and scripts', () => {
  const files = HOSTILE.map((text) => ({
    name: `a/${text}`,
    url: `http://x/${text}`,
    sizeBytes: 5,
    sha256: 'ab'.repeat(32),
  }));

  it('hold one line a file', () => {
    expect(linkList(files).split('\n')).toHaveLength(files.length + 1);
    expect(
      checksumList(files)
        .trim()
        .split('\n')
        .every((line) => /^[0-9a-f]{64} {2}[\x20-\x7e]+$/.test(line)),
    ).toBe(true);
  });

  it('are ASCII, with one call a file, and a shell finds nothing wrong with them', () => {
    for (const script of [shellScript(files), powerShellScript(files)]) expect(script).toMatch(/^[\n\x20-\x7e]*$/);
    expect(shellScript(files).match(/^get '/gm)).toHaveLength(files.length);
    expect(powerShellScript(files).match(/^Get-One '/gm)).toHaveLength(files.length);
    execFileSync('/bin/sh', ['-n'], { input: shellScript(files) });
  });
});
