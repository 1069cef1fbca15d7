import { describe, expect, it } from 'vitest';
import { GeometryError } from '#core/errors.ts';
import { type LandXmlDocument, landXmlTin, type TinSurface } from '#core/landxml/tin-writer.ts';

const document: LandXmlDocument = {
  projectName: 'A & B <"1">',
  application: { name: 'Tengun', version: '0.1.0' },
  date: '2024-11-08',
  time: '00:00:00',
  coordinateSystem: {
    name: 'EPSG:6676',
    epsgCode: '6676',
    horizontalDatum: 'JGD2011',
    verticalDatum: 'T.P',
    horizontalCoordinateSystemName: '8(X,Y)',
  },
};
const surface: TinSurface = {
  name: 'S1',
  desc: 'DesignGround',
  positions: Float64Array.of(52_100.1234, -97_100, 200, 52_110, -97_100, 201.5, 52_110, -97_090, 202),
  triangles: Uint32Array.of(0, 1, 2),
};
const write = (surfaces: TinSurface[]) => [...landXmlTin(document, surfaces)].join('');

/** Tags in order; throws when they do not nest, when text has a bare & or < and when an attribute is not quoted. */
function checkWellFormed(xml: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const body = xml.replace(/^<\?xml[^?]*\?>\s*/, '');
  const tag = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z:]+="[^"<]*")*)\s*(\/?)>/y;
  for (let at = 0; at < body.length; ) {
    tag.lastIndex = at;
    const match = tag.exec(body);
    if (match === null) {
      const text = /[^<]+/y;
      text.lastIndex = at;
      const run = text.exec(body)?.[0];
      if (run === undefined || /&(?!amp;|lt;|gt;|quot;)/.test(run))
        throw new Error(`not well-formed at ${body.slice(at, at + 40)}`);
      at += run.length;
      continue;
    }
    const [whole, closing, name, attributes, empty] = match;
    if (/&(?!amp;|lt;|gt;|quot;)/.test(attributes!)) throw new Error(`bare & in ${whole}`);
    if (closing) {
      if (open.pop() !== name) throw new Error(`${whole} closes nothing`);
    } else {
      seen.push(name!);
      if (!empty) open.push(name!);
    }
    at += whole.length;
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} not closed`);
  return seen;
}

describe('landXmlTin', () => {
  it('is well-formed, with escaped names, in the order that J-LandXML uses', () => {
    const xml = write([surface, { ...surface, name: 'S2' }]);
    const tags = checkWellFormed(xml);
    expect(
      tags.filter((tag) => /^(LandXML|Project|Application|CoordinateSystem|Units|Surfaces|Surface)$/.test(tag)),
    ).toEqual(['LandXML', 'Project', 'Application', 'CoordinateSystem', 'Units', 'Surfaces', 'Surface', 'Surface']);
    expect(xml).toContain('<Project name="A &amp; B &lt;&quot;1&quot;&gt;"/>');
    expect(xml).toContain('xmlns="http://www.landxml.org/schema/LandXML-1.2"');
    expect(xml).toContain('<Definition surfType="TIN">');
  });

  it('writes points as north east height in millimetres, and faces with ids from 1', () => {
    const xml = write([surface]);
    expect(xml).toContain('<P id="1">-97100.000 52100.123 200.000</P>');
    expect(xml).toContain('<P id="3">-97090.000 52110.000 202.000</P>');
    expect(xml).toContain('<F>1 2 3</F>');
  });

  it('writes the properties of the project as a feature, escaped', () => {
    const properties = { projectPhase: '詳細 <1>', applicationCriterion: 'MlitLandXmlVer.1.7' };
    const xml = [...landXmlTin({ ...document, projectProperties: properties }, [surface])].join('');
    expect(checkWellFormed(xml).slice(0, 6)).toEqual([
      'LandXML',
      'Project',
      'Feature',
      'Property',
      'Property',
      'Application',
    ]);
    expect(xml).toContain('<Property label="projectPhase" value="詳細 &lt;1&gt;"/>');
    expect(xml).toContain('<Property label="applicationCriterion" value="MlitLandXmlVer.1.7"/>');
  });

  it('refuses a surface without triangles, a missing vertex and a height that is no number', () => {
    expect(() => write([{ ...surface, triangles: new Uint32Array(0) }])).toThrow(GeometryError);
    expect(() => write([{ ...surface, triangles: Uint32Array.of(0, 1, 3) }])).toThrow('expected vertices below 3');
    expect(() =>
      write([{ ...surface, positions: surface.positions.map((v, k) => (k === 2 ? Number.NaN : v)) }]),
    ).toThrow('expected finite coordinates');
  });
});
