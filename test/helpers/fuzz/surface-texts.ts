/** Small valid texts of every format that users bring in: what mutations start from. */
import { alignmentFromPoints } from '#core/alignment/from-points.ts';
import { landXmlAlignments } from '#core/landxml/alignment-writer.ts';
import { landXmlTin } from '#core/landxml/tin-writer.ts';
import { designDocument } from '#core/scene/truth.ts';
import { GEOID_JSON } from '../geoid-text.ts';
import type { TextKind } from './text-mutate.ts';

export interface TextSeed {
  readonly name: string;
  readonly kind: TextKind;
  /** With its dot. */
  readonly extension: string;
  readonly text: string;
  /** Which reader takes it; `import`: as an upload. */
  readonly reader: 'import' | 'ledger' | 'pipes' | 'geoid';
}

const SIDE = 5;

function landXmlSurface(): string {
  const positions = Float64Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
    const [vertex, axis] = [Math.floor(i / 3), i % 3];
    const [col, row] = [vertex % SIDE, Math.floor(vertex / SIDE)];
    return [52_000 + 5 * col, -97_000 + 5 * row, 100 + col + 0.5 * row][axis]!;
  });
  const triangles: number[] = [];
  for (let row = 0; row + 1 < SIDE; row++) {
    for (let col = 0; col + 1 < SIDE; col++) {
      const a = row * SIDE + col;
      triangles.push(a, a + 1, a + SIDE, a + 1, a + SIDE + 1, a + SIDE);
    }
  }
  const surface = { name: '計画面', desc: 'DesignGround', positions, triangles: Uint32Array.from(triangles) };
  return [...landXmlTin(designDocument('Tengun 1'), [surface])].join('');
}

function landXmlAlignment(): string {
  const alignment = alignmentFromPoints({
    name: '幹線 2号',
    points: [
      { east: 52_000, north: -97_000 },
      { east: 52_100, north: -96_900, radiusM: 80, clothoidInM: 30, clothoidOutM: 30 },
      { east: 52_300, north: -96_950, radiusM: 60 },
      { east: 52_400, north: -96_800 },
    ],
    startStationM: -20,
    equations: [{ backM: 100, aheadM: 160.5 }],
  });
  return [...landXmlAlignments(designDocument('Tengun 1'), [alignment])].join('');
}

/** Heights along it and sections, as J-LandXML has them. */
const MEASURED =
  '<Profile><ProfAlign name="P"><PVI>0 10</PVI><ParaCurve length="20">50 12</ParaCurve><CircCurve length="10" radius="500">90 11</CircCurve><PVI>120 10</PVI></ProfAlign>' +
  '<ProfSurf name="S"><PntList2D>0 9 50 10 100 11</PntList2D></ProfSurf></Profile>' +
  '<CrossSects><CrossSect sta="20"><CrossSectSurf name="ground"><PntList2D>-10 9 0 10 10 9.5</PntList2D></CrossSectSurf></CrossSect></CrossSects>';

type Pair = readonly [number, string | number];

function dxf(entities: readonly Pair[]): string {
  const header: Pair[] = [
    ...([
      [0, 'SECTION'],
      [2, 'HEADER'],
      [9, '$ACADVER'],
      [1, 'AC1015'],
      [9, '$DWGCODEPAGE'],
      [3, 'ANSI_932'],
    ] as Pair[]),
    ...([
      [9, '$INSUNITS'],
      [70, 6],
      [0, 'ENDSEC'],
      [0, 'SECTION'],
      [2, 'ENTITIES'],
    ] as Pair[]),
  ];
  const pairs: Pair[] = [...header, ...entities, [0, 'ENDSEC'], [0, 'EOF']];
  return pairs.map(([code, value]) => `${String(code).padStart(3)}\n${value}\n`).join('');
}

const dxfFaces = (): Pair[] =>
  [0, 1, 2].flatMap((i): Pair[] => [
    ...([
      [0, '3DFACE'],
      [8, '計画'],
      [10, 10 * i],
      [20, 0],
      [30, 1],
      [11, 10 * i + 10],
      [21, 0],
      [31, 2],
    ] as Pair[]),
    ...([
      [12, 10 * i + 10],
      [22, 10],
      [32, 3],
      [13, 10 * i],
      [23, 10],
      [33, 4],
      [70, i],
    ] as Pair[]),
  ]);

const dxfMesh = (): Pair[] => {
  const vertex = (x: number, y: number, z: number, flags: number, more: Pair[] = []): Pair[] => [
    ...([[0, 'VERTEX'], [8, 'M'], [10, x], [20, y], [30, z], [70, flags], ...more] as Pair[]),
  ];
  const face = (...corners: number[]) =>
    vertex(
      0,
      0,
      0,
      128,
      corners.map((corner, i): Pair => [71 + i, corner]),
    );
  return [
    ...([
      [0, 'POLYLINE'],
      [8, 'M'],
      [66, 1],
      [70, 64],
      [71, 4],
      [72, 2],
    ] as Pair[]),
    ...[...vertex(0, 0, 1, 192), ...vertex(10, 0, 2, 192), ...vertex(10, 10, 3, 192), ...vertex(0, 10, 4, 192)],
    ...[...face(1, 2, 3), ...face(1, 3, 4)],
    ...([
      [0, 'SEQEND'],
      [0, 'POLYLINE'],
      [8, 'G'],
      [66, 1],
      [70, 16],
      [71, 2],
      [72, 2],
    ] as Pair[]),
    ...[...vertex(0, 0, 1, 64), ...vertex(0, 5, 1, 64), ...vertex(5, 0, 1, 64), ...vertex(5, 5, 2, 64)],
    [0, 'SEQEND'],
  ];
};

const dxfOutlines = (flags: number): Pair[] => [
  ...([
    [0, 'LWPOLYLINE'],
    [8, 'A'],
    [90, 4],
    [70, flags],
    [43, 0],
    [38, 5],
  ] as Pair[]),
  ...([
    [10, 0],
    [20, 0],
    [42, 0.4],
    [10, 50],
    [20, 0],
    [10, 50],
    [20, 50],
    [42, -0.2],
    [10, 0],
    [20, 60],
  ] as Pair[]),
  ...([
    [0, 'LINE'],
    [8, 'B'],
    [10, 0],
    [20, 0],
    [11, 100],
    [21, 0],
  ] as Pair[]),
  ...([
    [0, 'ARC'],
    [8, 'B'],
    [10, 100],
    [20, 50],
    [40, 50],
    [50, 270],
    [51, 360],
    [230, 1],
  ] as Pair[]),
  ...([
    [0, 'INSERT'],
    [8, 'B'],
    [2, 'X'],
    [10, 0],
    [20, 0],
  ] as Pair[]),
];

const RING = [
  [138.93, 34.79],
  [138.94, 34.79],
  [138.94, 34.8],
  [138.93, 34.79],
];
const feature = (properties: object, type: string, coordinates: unknown) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });

const areasJson = (): string =>
  collection(
    feature({ name: 'A' }, 'Polygon', [RING.map((position) => [...position, 12])]),
    feature({ 地番: '12-3' }, 'MultiPolygon', [[RING]]),
    {
      type: 'Feature',
      id: 7,
      properties: null,
      geometry: { type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [RING] }] },
    },
  );
const planeJson = (): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::6676' } },
    features: [
      feature({ name: 'axis' }, 'LineString', [
        [0, 0],
        [100, 10],
        [200, 0],
      ]),
      feature({}, 'MultiLineString', [
        [
          [0, 0],
          [50, 50],
        ],
      ]),
    ],
  });

const polygonKml = `<Polygon><outerBoundaryIs><LinearRing><coordinates>${RING.map((at) => `${at.join(',')},0`).join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon>`;
const KML = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Style id="s"><LineStyle><color>ff0000ff</color><width>2</width></LineStyle></Style>
<Placemark><name>工区1</name><styleUrl>#s</styleUrl><ExtendedData><Data name="a"><value>1</value></Data></ExtendedData>${polygonKml}</Placemark>
<Placemark><name>two</name><TimeSpan><begin>2020</begin></TimeSpan><MultiGeometry>${polygonKml}<Point><coordinates>1,2</coordinates></Point></MultiGeometry></Placemark>
<GroundOverlay><name>o</name><LatLonBox><north>35</north><south>34</south><east>139</east><west>138</west><rotation>3</rotation></LatLonBox></GroundOverlay>
</Document></kml>`;

const SIMA =
  'G00,01,X,\r\nZ00,座標,,\r\nA00,\r\nA01,1,a,0,0,1.5,\r\nA01,2,b,0,10,,\r\nA01,3,c,10,0,,\r\nA01,4,d,10,10,2,\r\nA99,\r\nZ00,区画,,\r\n' +
  'D00,1,区1,1,\r\nB01,1,a,\r\nB01,2,b,\r\nB01,3,c,\r\nD99,\r\nD00,2,路線,0,\r\nB01,1,a,\r\nB01,2,b,\r\nB01,4,d,\r\nD99,\r\n';

const gridLines = (row: (east: number, north: number, height: number, index: number) => string): string =>
  Array.from({ length: 48 }, (_, i) =>
    row(52_000.5 + (i % 8), -97_000.5 - Math.floor(i / 8), 100 + (i % 8) / 10, i),
  ).join('\n');
const ASCII_GRID = `ncols 6\nnrows 4\nxllcorner 52000\nyllcorner -97000\ncellsize 1\nNODATA_value -9999\n${Array.from({ length: 4 }, (_, row) => Array.from({ length: 6 }, (_, col) => (row === col ? -9999 : 100 + row + col / 10)).join(' ')).join('\n')}\n`;

const PIPES_CSV =
  'pipe_id,管種,diameter_mm,north,east,土被り(m)\nw1,水道,150,-97000,52000,1.2\nw1,,,-97010,52050,1.1\ng1,ガス,100,-97005,52000,0.8\ng1,,,-97000,52040,0.9\n';
const PIPES_DEGREES = '管番号,順,緯度,経度,口径(mm),管底高\na,1,34.9,138.1,200,10\na,2,34.9,138.101,200,9.8\n';
const PIPES_JSON = collection(
  feature({ 管種: '下水', 口径: 250, 上流管底高: 10.2, 下流管底高: 9.8 }, 'LineString', [
    [138.1, 34.9],
    [138.101, 34.9],
  ]),
  feature({ 管種: '下水', 口径: '300' }, 'MultiLineString', [
    [
      [138.1, 34.9],
      [138.1, 34.901],
    ],
  ]),
);
const LEDGER_CSV =
  '番号,緯度,経度,出力W,設置,備考\n0012,35.123456789,138.4,150.5,R3.4.1,"a ""b"", c"\n0013,35.2,138.5,80,H27.3.31,\n';
const LEDGER_PLANE = 'name,X,Y,標高\na,-90123.4,15.6,12.3\nb,-90125,17,\n';
const LEDGER_WKT = 'id;geometry;数\n1;"POLYGON ((138 35, 139 35, 139 36, 138 35))";3\n2;"POINT (138 35)";4\n';
const LEDGER_JSON = collection(
  feature({ 番号: '1', 本数: 3, 有: true }, 'Point', [138.4, 35.1]),
  feature({ 番号: '2', 日: '2021-04-01' }, 'Polygon', [RING]),
);

const GEOID_ASC =
  '20.00000 120.00000 0.016667 0.025000 2 3 1 ver2.1\n  1.0000  2.0000\n  3.0000\n  4.0000  999.0000  6.0000\n';
const GEOID_ISG =
  'JPGEO2024 sample\n\nbegin_of_head ====================\nmodel name     : JPGEO2024\ndata ordering  : N-to-S, W-to-E\nlat min : 34.0\nlat max : 34.25\nlon min : 138.0\nlon max : 139.0\n' +
  'delta lat : 0.25\ndelta lon : 0.5\nnrows = 2\nncols : 3\nnodata         : -9999.0000\nISG format     : 2.0\nend_of_head ======================\n4 -9999 6\n1 2 3\n';

export function textSeeds(): TextSeed[] {
  const both = landXmlSurface().replace(
    '</LandXML>',
    () => `${/<Alignments[\s\S]*<\/Alignments>/.exec(landXmlAlignment())![0]}</LandXML>`,
  );
  const measured = landXmlAlignment().replace(/<\/Alignment>/, `${MEASURED}</Alignment>`);
  const seed = (
    name: string,
    kind: TextKind,
    extension: string,
    text: string,
    reader: TextSeed['reader'] = 'import',
  ) => ({
    ...{ name, kind, extension, text, reader },
  });
  return [
    seed('LandXML surface', 'xml', '.xml', landXmlSurface()),
    seed('LandXML alignment', 'xml', '.xml', landXmlAlignment()),
    seed('LandXML measured', 'xml', '.xml', measured),
    seed('LandXML both', 'xml', '.landxml', both),
    seed('DXF faces', 'dxf', '.dxf', dxf(dxfFaces())),
    seed('DXF meshes', 'dxf', '.dxf', dxf(dxfMesh())),
    seed('DXF outlines', 'dxf', '.dxf', dxf(dxfOutlines(1))),
    seed('DXF lines', 'dxf', '.dxf', dxf(dxfOutlines(0))),
    seed('SIMA', 'lines', '.sim', SIMA),
    seed('GeoJSON areas', 'json', '.geojson', areasJson()),
    seed('GeoJSON lines', 'json', '.json', planeJson()),
    seed('KML', 'xml', '.kml', KML),
    seed(
      'grid X Y Z',
      'lines',
      '.txt',
      gridLines((e, n, h) => `${e.toFixed(2)} ${n.toFixed(2)} ${h.toFixed(2)}`),
    ),
    seed(
      'grid ID,X,Y,Z',
      'lines',
      '.csv',
      gridLines((e, n, h, i) => `${i + 1},${e},${n},${h.toFixed(2)},1`),
    ),
    seed('ESRI ASCII grid', 'lines', '.asc', ASCII_GRID),
    seed('pipes CSV', 'lines', '.csv', PIPES_CSV, 'pipes'),
    seed('pipes degrees', 'lines', '.csv', PIPES_DEGREES, 'pipes'),
    seed('pipes GeoJSON', 'json', '.geojson', PIPES_JSON, 'pipes'),
    seed('ledger CSV', 'lines', '.csv', LEDGER_CSV, 'ledger'),
    seed('ledger plane', 'lines', '.csv', LEDGER_PLANE, 'ledger'),
    seed('ledger WKT', 'lines', '.tsv', LEDGER_WKT, 'ledger'),
    seed('ledger GeoJSON', 'json', '.geojson', LEDGER_JSON, 'ledger'),
    seed('geoid asc', 'lines', '.asc', GEOID_ASC, 'geoid'),
    seed('geoid isg', 'lines', '.isg', GEOID_ISG, 'geoid'),
    seed('geoid JSON', 'json', '.json', GEOID_JSON, 'geoid'),
  ];
}
