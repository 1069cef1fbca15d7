/** The snippets: code that can be parsed is parsed, names that it imports are there, hostile names stay inside their quotes. */
import { execFileSync } from 'node:child_process';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { type SnippetFacts, snippetFacts } from '../../../../viewer/catalog/snippets/facts.ts';
import { comment, powerShellQuote, shellQuote, stringLiteral } from '../../../../viewer/catalog/snippets/quote.ts';
import { SNIPPETS, type SnippetName, writeSnippet } from '../../../../viewer/catalog/snippets/snippets.ts';
import { parseItem } from '../../../../viewer/catalog/state/item.ts';
import { catalog as en } from '../../../../viewer/ui/locales/en/catalog.ts';
import { catalog as ja } from '../../../../viewer/ui/locales/ja/catalog.ts';

const FACTS: SnippetFacts = {
  server: 'https://points.example',
  collection: 'after',
  item: '08NF2330-lp-2024',
  dataUrl: 'https://points.example/api/collections/after/items/08NF2330-lp-2024/data.copc.laz?v=55eb60908a965abd',
  fileName: '08NF2330-lp-2024.copc.laz',
  sha256: '55eb60908a965abdd0bd32895a7b99719296a1a793e727d11ebbd43ce9c8cbec',
  sizeBytes: 15_493_175,
  crs: 'EPSG:6676',
  bbox: [139.0705, 35.1225, 139.0749, 35.1252],
  part: [52_150, -97_100, 52_250, -97_000],
  dtmUrl: 'https://points.example/api/collections/after/items/08NF2330-lp-2024/assets/dtm.tif',
  vpcUrl: 'https://points.example/api/collections/after/virtual-point-cloud.vpc',
  hillshadeUrl: 'https://points.example/api/collections/after/map/dtm/hillshade/{z}/{x}/{y}.png',
  terrainUrl: 'https://points.example/api/collections/after/terrain',
  tilesetUrl: 'https://points.example/api/collections/after/3dtiles/tileset.json',
  localTilesetUrl: 'https://points.example/api/collections/after/3dtiles-local/tileset.json',
  credit: '静岡県',
};
/** Nothing of this may be run, and no line of it may end a comment or a string. */
const HOSTILE = `x'; touch /tmp/owned; echo "$(id)" \`id\` \\ %PATH% ’‘ \n"""\n*/ </script> \u2028 alert(1)`;
const BARE: SnippetFacts = { ...FACTS, dtmUrl: null, hillshadeUrl: null, terrainUrl: null, sha256: null, crs: null };
const ODD: SnippetFacts = {
  ...FACTS,
  item: HOSTILE,
  collection: HOSTILE,
  dataUrl: HOSTILE,
  fileName: HOSTILE,
  credit: HOSTILE,
  tilesetUrl: HOSTILE,
};
const WORDS = { ja: ja.catalog.snippets.words, en: en.catalog.snippets.words };
const GUIDE = ja.catalog.snippets.qgis;
const write = (name: SnippetName, facts = FACTS, language: 'ja' | 'en' = 'en') =>
  writeSnippet(name, facts, WORDS[language], GUIDE);

interface ImportNode {
  readonly type: string;
  readonly source: { readonly value: string };
  readonly specifiers: readonly { readonly imported: { readonly name: string } }[];
}

/** Parses a module; @returns what it imports: [package, name] */
function importsOf(code: string): [string, string][] {
  const program = parseAst(code) as unknown as { readonly body: readonly ImportNode[] };
  return program.body
    .filter(({ type }) => type === 'ImportDeclaration')
    .flatMap(({ source, specifiers }) =>
      specifiers.map(({ imported }): [string, string] => [source.value, imported.name]),
    );
}

describe('JavaScript', () => {
  it.each(['copc', 'three', 'cesium'] as const)('%s is a module whose imports are there', async (name) => {
    for (const facts of [FACTS, BARE]) {
      const imports = importsOf(write(name, facts));
      expect(imports.length).toBeGreaterThan(0);
      for (const [from, what] of imports) {
        const module: object = await import(from);
        expect([from, what, what in module]).toEqual([from, what, true]);
      }
    }
  });

  it.each(['copc', 'three', 'cesium'] as const)('%s keeps hostile names in its strings', (name) => {
    expect(importsOf(write(name, ODD))).toEqual(importsOf(write(name)));
  });

  it('uses in CesiumJS only what the collection has', () => {
    expect(write('cesium')).toContain(
      'CesiumTerrainProvider.fromUrl("https://points.example/api/collections/after/terrain"',
    );
    expect(write('cesium', BARE)).not.toMatch(/Terrain|Imagery/);
  });
});

describe('PDAL', () => {
  it('is a pipeline with the part of the sheet', () => {
    expect(JSON.parse(write('pdal'))).toEqual([
      { type: 'readers.copc', filename: FACTS.dataUrl, bounds: '([52150, 52250], [-97100, -97000])' },
      { type: 'writers.las', filename: '08NF2330-lp-2024-part.laz', forward: 'all', extra_dims: 'all' },
    ]);
    expect(JSON.parse(write('pdal', ODD))[0].filename).toBe(HOSTILE);
  });
});

describe('shells', () => {
  it('quote so that sh reads back what was written, and nothing else', () => {
    const text = HOSTILE.replaceAll(/[\n\u2028]/g, ' ');
    const echoed = execFileSync('sh', ['-c', `printf %s ${shellQuote(HOSTILE)}`], { encoding: 'utf8' });
    expect(echoed).toBe(text);
    expect(powerShellQuote("a'b’c\n$(x)")).toBe("'a''b’’c $(x)'");
  });

  it('hold one command a line, checked by sh', () => {
    for (const facts of [FACTS, ODD, BARE]) {
      const code = write('curl', facts);
      execFileSync('sh', ['-n'], { input: code });
      expect(code.trimEnd().split('\n')).toHaveLength(facts.sha256 === null ? 2 : 4);
    }
    expect(write('curl')).toContain("curl -fL --retry 5 -C - -o '08NF2330-lp-2024.copc.laz' 'https://points.example/");
    expect(write('powershell')).toContain('Get-FileHash -LiteralPath');
  });
});

describe('Python and the guide', () => {
  it('name the file, the part and the catalogue', () => {
    const code = write('python');
    for (const text of [
      FACTS.dataUrl,
      'CopcReader.open(',
      '[52150, -97100]',
      'rasterio.open(',
      '"https://points.example/api"',
    ]) {
      expect(code).toContain(text);
    }
    expect(write('python', BARE)).not.toContain('rasterio');
    // strings stay on their line: the number of lines does not depend on names
    expect(write('python', ODD).split('\n')).toHaveLength(code.split('\n').length);
    expect(write('qgis')).toContain(FACTS.hillshadeUrl);
    expect(write('qgis', BARE)).not.toContain('{z}');
  });

  it('escape what would end a comment or a string', () => {
    expect(comment('a\nb\u2028c')).toBe('a b c');
    expect(JSON.parse(stringLiteral(HOSTILE))).toBe(HOSTILE);
    expect(stringLiteral('\u2028\n')).toBe('"\\u2028\\n"');
  });
});

describe('all of them', () => {
  it('speak the language of the page', () => {
    for (const name of SNIPPETS.filter((one) => one !== 'pdal' && one !== 'qgis')) {
      expect(write(name, FACTS, 'ja')).not.toBe(write(name, FACTS, 'en'));
    }
  });

  it('are filled from an item’s document', () => {
    const href = 'https://points.example/api/collections/after/items/x/data.copc.laz';
    const item = parseItem({
      id: 'x',
      collection: 'after',
      bbox: [139, 35, 139.01, 35.01],
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [139, 35],
            [139.01, 35],
            [139.01, 35.01],
            [139, 35],
          ],
        ],
      },
      properties: {
        'tengun:version': '55eb60908a965abd',
        'tengun:bounds': [0, 0, 1, 400, 300, 9],
        'tengun:crs': 'EPSG:6676',
        'tengun:crs_kind': 'projected',
        'tengun:class_counts': { '2': 5, '1': 3, x: 1 },
        datetime: '2019-11-01T00:00:00Z',
      },
      assets: { data: { href, 'file:size': 5, 'file:checksum': `1220${'ab'.repeat(32)}` } },
      links: [{ rel: 'self', href: 'https://points.example/api/collections/after/items/x' }],
    });
    expect(item?.classes).toEqual([
      [1, 3],
      [2, 5],
    ]);
    expect(item?.days).toEqual(['2019-11-01', '2019-11-01']);
    const facts = snippetFacts(item!, { hasSurfaces: false }, 'https://other.example');
    expect(facts).toMatchObject({
      server: 'https://points.example',
      dataUrl: `${href}?v=55eb60908a965abd`,
      sha256: 'ab'.repeat(32),
      part: [150, 100, 250, 200],
      terrainUrl: null,
    });
    for (const broken of [null, {}, { id: 'x', properties: {}, assets: {} }]) expect(parseItem(broken)).toBeNull();
  });
});
