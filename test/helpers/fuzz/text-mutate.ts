/** Mutations of text files that know lines, fields, numbers, tags and encodings. */
import iconv from 'iconv-lite';
import { chance, EXTREME_NUMBERS, integer, ODD_TEXTS, pick, type Uniform } from './draw.ts';
import { type Json, mutateJson } from './json-mutate.ts';

export type TextKind = 'xml' | 'json' | 'dxf' | 'lines';

/** Most characters that a mutated text may have. */
const MAX_LENGTH = 400_000;

type Step = (text: string, uniform: Uniform) => string;
type NamedStep = readonly [name: string, step: Step];

const NUMBER = /[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

function replaceNumbers(text: string, uniform: Uniform): string {
  const found = [...text.matchAll(NUMBER)];
  if (found.length === 0) return text;
  const share = chance(uniform, 0.15) ? 0.2 : 0;
  const chosen = new Set(Array.from({ length: 1 + integer(uniform, 3) }, () => integer(uniform, found.length)));
  const value = pick(uniform, EXTREME_NUMBERS);
  return spliced(text, found, (i) => (chosen.has(i) || uniform() < share ? value : null));
}

function spliced(text: string, found: readonly RegExpExecArray[], by: (index: number) => string | null): string {
  const parts: string[] = [];
  let at = 0;
  found.forEach((match, i) => {
    const replaced = by(i);
    if (replaced === null) return;
    parts.push(text.slice(at, match.index), replaced);
    at = match.index + match[0].length;
  });
  return parts.join('') + text.slice(at);
}

/** A number takes the place of another: ids and counts that point elsewhere. */
function copyNumber(text: string, uniform: Uniform): string {
  const found = [...text.matchAll(NUMBER)];
  if (found.length < 2) return text;
  const [from, to] = [integer(uniform, found.length), integer(uniform, found.length)];
  return spliced(text, found, (i) => (i === to ? found[from]![0] : null));
}

const onLines =
  (change: (lines: string[], at: number, uniform: Uniform) => void): Step =>
  (text, uniform) => {
    const lines = text.split('\n');
    change(lines, integer(uniform, lines.length), uniform);
    return lines.join('\n');
  };

const dropLine = onLines((lines, at, uniform) => void lines.splice(at, 1 + integer(uniform, 4)));
const swapLines = onLines((lines, at, uniform) => {
  const other = integer(uniform, lines.length);
  [lines[at], lines[other]] = [lines[other]!, lines[at]!];
});
const repeatLines = onLines((lines, at, uniform) => {
  const part = lines.slice(at, at + 1 + integer(uniform, 12));
  const size = part.join('\n').length + 1;
  const times = Math.min(2 ** integer(uniform, 14), Math.floor(MAX_LENGTH / 2 / size));
  if (times > 0) lines.splice(at, 0, ...Array.from({ length: times }, () => part).flat());
});
const oddLine = onLines((lines, at, uniform) => void lines.splice(at, 0, pick(uniform, ODD_TEXTS)));
const joinLines = onLines((lines, at) => void lines.splice(at, 2, `${lines[at]}${lines[at + 1] ?? ''}`));

function lineEnds(text: string, uniform: Uniform): string {
  return text.replaceAll(/\r?\n/g, pick(uniform, ['\r', '\r\n', '\n\n', '\u2028', ' ', '\n\r']));
}

function oddField(text: string, uniform: Uniform): string {
  const found = [...text.matchAll(/[^\s,;<>"'=]+/g)];
  if (found.length === 0) return text;
  const at = integer(uniform, found.length);
  const value = pick(uniform, ODD_TEXTS);
  return spliced(text, found, (i) => (i === at ? value : null));
}

function separators(text: string, uniform: Uniform): string {
  const from = pick(uniform, [',', ' ', '"', ';', '\t', '.']);
  return text.replaceAll(from, pick(uniform, [',', ' ', '"', ';', '\t', ',,', '""', '']));
}

function truncate(text: string, uniform: Uniform): string {
  return text.slice(0, integer(uniform, text.length + 1));
}

function replaceCharacter(text: string, uniform: Uniform): string {
  const at = integer(uniform, text.length);
  const character = chance(uniform, 0.5)
    ? pick(uniform, ['<', '>', '&', '"', "'", '\u0000', '[', '{', '\\', '-'])
    : String.fromCharCode(integer(uniform, 0x3000));
  return text.slice(0, at) + character + text.slice(at + integer(uniform, 2));
}

const ANY: readonly NamedStep[] = Object.entries({
  replaceNumbers,
  copyNumber,
  dropLine,
  swapLines,
  repeatLines,
  oddLine,
  joinLines,
  lineEnds,
  oddField,
  separators,
  truncate,
  replaceCharacter,
});

const TAG = /<(\/?)([\w:.-]+)([^<>]*?)(\/?)>/g;

/** Elements with what they hold, as far as tags of one name pair up at once. */
function elementsOf(text: string): { begin: number; end: number }[] {
  const open: { name: string; begin: number }[] = [];
  const found: { begin: number; end: number }[] = [];
  for (const { 0: all, 1: closing, 2: name, 4: empty, index } of text.matchAll(TAG)) {
    const end = index + all.length;
    if (empty) found.push({ begin: index, end });
    else if (!closing) open.push({ name: name!, begin: index });
    else if (open.at(-1)?.name === name) found.push({ begin: open.pop()!.begin, end });
  }
  return found;
}

const onElement =
  (change: (element: string, uniform: Uniform, others: () => string) => string): Step =>
  (text, uniform) => {
    const elements = elementsOf(text);
    if (elements.length === 0) return text;
    const { begin, end } = pick(uniform, elements);
    const other = () => {
      const from = pick(uniform, elements);
      return text.slice(from.begin, from.end);
    };
    return text.slice(0, begin) + change(text.slice(begin, end), uniform, other) + text.slice(end);
  };

const dropElement = onElement(() => '');
const exchangeElement = onElement((_element, _uniform, other) => other());
const repeatElement = onElement((element, uniform) => {
  const times = Math.min(2 ** integer(uniform, 14), Math.floor(MAX_LENGTH / 2 / element.length));
  return element.repeat(Math.max(1, times));
});
const nestElement = onElement((element, uniform) => {
  const name = /^<([\w:.-]+)/.exec(element)?.[1] ?? 'a';
  const depth = 2 ** integer(uniform, 15);
  return `<${name}>`.repeat(Math.min(depth, 20_000)) + element + `</${name}>`.repeat(Math.min(depth, 20_000));
});
const wrapElement = onElement((element, uniform) =>
  pick(uniform, [
    `<![CDATA[${element}]]>`,
    `<!--${element}-->`,
    `<x:${element.slice(1)}`,
    `<?x ${element}?>`,
    `&lt;${element}`,
  ]),
);

const onTag =
  (change: (tag: string, uniform: Uniform) => string): Step =>
  (text, uniform) => {
    const tags = [...text.matchAll(TAG)];
    if (tags.length === 0) return text;
    const at = integer(uniform, tags.length);
    return spliced(text, tags, (i) => (i === at ? change(tags[i]![0], uniform) : null));
  };

const dropTag = onTag(() => '');
const renameTag = onTag((tag) => tag.replace(/[\w:.-]+/, (name) => `${name}x`));
const dropAttribute = onTag((tag, uniform) => {
  const found = [...tag.matchAll(/\s[\w:.-]+\s*=\s*("[^"]*"|'[^']*')/g)];
  const at = integer(uniform, found.length);
  return spliced(tag, found, (i) => (i === at ? '' : null));
});
const oddAttribute = onTag((tag, uniform) => {
  const found = [...tag.matchAll(/"[^"]*"/g)];
  const at = integer(uniform, found.length);
  const value = pick(uniform, [...EXTREME_NUMBERS, ...ODD_TEXTS]).replaceAll(/["<&]/g, '');
  return spliced(tag, found, (i) => (i === at ? `"${value}"` : null));
});
const doubleAttribute = onTag((tag) => tag.replace(/(\s[\w:.-]+\s*=\s*"[^"]*")/, '$1$1'));

/** Documents types with entities: none may expand, none may be fetched. */
function documentType(text: string, uniform: Uniform): string {
  const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const type = pick(uniform, [
    `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>`,
    '<!DOCTYPE x [<!ENTITY l12 SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    '<!DOCTYPE x [<!ENTITY l12 "&l12;">]>',
    `<!DOCTYPE x [${'<!-- -->'.repeat(1000)}`,
    `<!DOCTYPE x [<!ENTITY l12 "${'x'.repeat(50_000)}">]>`,
  ]);
  const used = chance(uniform, 0.7)
    ? text.replace(/>([^<>]*)<\//, `>${'&l12;'.repeat(1 + integer(uniform, 100))}$1</`)
    : text;
  const declared = /^\s*<\?xml[^>]*\?>/.exec(used)?.[0] ?? '';
  return declared + type + used.slice(declared.length);
}

function oddEntity(text: string, uniform: Uniform): string {
  const entity = pick(uniform, [
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#1114112;',
    '&nbsp;',
    '&x;',
    '&amp',
    '&#99999999999;',
    '&lt;&gt;',
  ]);
  return text.replace(/>([^<>]*)<\//, `>$1${entity.repeat(1 + integer(uniform, 50))}</`);
}

const XML: readonly NamedStep[] = Object.entries({
  dropElement,
  exchangeElement,
  repeatElement,
  nestElement,
  wrapElement,
  dropTag,
  renameTag,
  dropAttribute,
  oddAttribute,
  doubleAttribute,
  documentType,
  oddEntity,
});

const onPairs =
  (change: (pairs: string[][], at: number, uniform: Uniform) => void): Step =>
  (text, uniform) => {
    const lines = text.split('\n');
    const pairs: string[][] = [];
    for (let i = 0; i < lines.length; i += 2) pairs.push(lines.slice(i, i + 2));
    change(pairs, integer(uniform, pairs.length), uniform);
    return pairs.flat().join('\n');
  };

const CODES = [
  '0',
  '2',
  '5',
  '8',
  '10',
  '20',
  '30',
  '11',
  '13',
  '42',
  '62',
  '70',
  '71',
  '73',
  '90',
  '100',
  '210',
  '230',
  '310',
  '999',
  '1010',
  '-5',
];
const pairCode = onPairs((pairs, at, uniform) => void pairs[at]!.splice(0, 1, pick(uniform, CODES)));
const dropPair = onPairs((pairs, at, uniform) => void pairs.splice(at, 1 + integer(uniform, 3)));
const swapPairs = onPairs((pairs, at, uniform) => {
  const other = integer(uniform, pairs.length);
  [pairs[at], pairs[other]] = [pairs[other]!, pairs[at]!];
});
const addPair = onPairs((pairs, at, uniform) => {
  const words = [
    'SECTION',
    'ENDSEC',
    'EOF',
    'VERTEX',
    'SEQEND',
    'POLYLINE',
    'LWPOLYLINE',
    '3DFACE',
    'INSERT',
    'ARC',
    'BLOCK',
    'LINE',
    'ENTITIES',
  ];
  const value = pick(uniform, [...words, ...words, ...EXTREME_NUMBERS]);
  pairs.splice(at, 0, [pick(uniform, CODES), value]);
});
const repeatPairs = onPairs((pairs, at, uniform) => {
  const part = pairs.slice(at, at + 1 + integer(uniform, 20));
  const times = Math.min(2 ** integer(uniform, 14), Math.floor(MAX_LENGTH / 2 / (part.flat().join('\n').length + 1)));
  if (times > 0) pairs.splice(at, 0, ...Array.from({ length: times }, () => part).flat());
});

const DXF: readonly NamedStep[] = Object.entries({ pairCode, dropPair, swapPairs, addPair, repeatPairs });

const STEPS: Readonly<Record<TextKind, readonly NamedStep[]>> = {
  xml: [...XML, ...XML, ...ANY],
  dxf: [...DXF, ...DXF, ...DXF, ...ANY],
  json: ANY,
  lines: ANY,
};

/** @returns the bytes of a text after one to four mutations and perhaps another encoding; names of what was done */
export function mutateText(text: string, kind: TextKind, uniform: Uniform): { bytes: Uint8Array; steps: string[] } {
  const steps: string[] = [];
  let changed = text;
  if (kind === 'json' && chance(uniform, 0.7)) {
    const mutated = mutateJson(JSON.parse(text) as Json, uniform);
    changed = mutated.text;
    steps.push(...mutated.steps);
  } else {
    const count = 1 + Math.min(integer(uniform, 5), integer(uniform, 5));
    for (let i = 0; i < count; i++) {
      const [name, step] = pick(uniform, STEPS[kind]);
      changed = step(changed, uniform).slice(0, MAX_LENGTH);
      steps.push(name);
    }
  }
  const { bytes, name } = encoded(changed, uniform);
  return { bytes, steps: name === '' ? steps : [...steps, name] };
}

const ENCODINGS = [
  'utf8 with mark',
  'utf16le',
  'utf16le with mark',
  'utf16be with mark',
  'shift_jis',
  'shift_jis',
  'utf32le',
  'latin1',
];

function encoded(text: string, uniform: Uniform): { bytes: Uint8Array; name: string } {
  if (chance(uniform, 0.75)) return { bytes: Buffer.from(text), name: '' };
  const name = pick(uniform, ENCODINGS);
  const bytes = iconv.encode(text, name.split(' ')[0]!, { addBOM: name.endsWith('mark') });
  // bytes that belong to no character
  if (bytes.length > 0 && chance(uniform, 0.3)) {
    for (let i = 1 + integer(uniform, 4); i > 0; i--)
      bytes[integer(uniform, bytes.length)] = pick(uniform, [0x80, 0xff, 0xfe, 0xc0, 0x81, 0]);
  }
  return { bytes, name };
}
