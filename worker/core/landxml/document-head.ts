/** What stands before the parts of a LandXML document: project, application, coordinate system, units. */

/** What stands around surfaces and alignments. */
export interface LandXmlDocument {
  readonly projectName: string;
  /** Properties of the project, in order: `applicationCriterion` and others that J-LandXML asks for. */
  readonly projectProperties?: Readonly<Record<string, string>>;
  readonly application: { readonly name: string; readonly version: string };
  /** `yyyy-mm-dd` and `hh:mm:ss`; given, not read from a clock, so that the same input gives the same bytes. */
  readonly date: string;
  readonly time: string;
  readonly coordinateSystem: {
    readonly name: string;
    readonly epsgCode?: string;
    /** JGD2011, JGD2000 or TD. */
    readonly horizontalDatum: string;
    /** T.P for heights above the mean sea level of Tokyo Bay. */
    readonly verticalDatum: string;
    /** Zone of the plane rectangular system, `8(X,Y)`. */
    readonly horizontalCoordinateSystemName: string;
  };
}

/** Everything up to the first part, with the root left open. */
export function documentHead({
  projectName,
  projectProperties = {},
  application,
  date,
  time,
  coordinateSystem: crs,
}: LandXmlDocument): string {
  const epsg = crs.epsgCode === undefined ? '' : ` epsgCode="${escapeXml(crs.epsgCode)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<LandXML xmlns="http://www.landxml.org/schema/LandXML-1.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
      ' xsi:schemaLocation="http://www.landxml.org/schema/LandXML-1.2 http://www.landxml.org/schema/LandXML-1.2/LandXML-1.2.xsd"' +
      ` date="${escapeXml(date)}" time="${escapeXml(time)}" version="1.2">`,
    ...projectLines(projectName, Object.entries(projectProperties)),
    `  <Application name="${escapeXml(application.name)}" version="${escapeXml(application.version)}"/>`,
    `  <CoordinateSystem name="${escapeXml(crs.name)}"${epsg} horizontalDatum="${escapeXml(crs.horizontalDatum)}"` +
      ` verticalDatum="${escapeXml(crs.verticalDatum)}"` +
      ` horizontalCoordinateSystemName="${escapeXml(crs.horizontalCoordinateSystemName)}"/>`,
    '  <Units>',
    '    <Metric areaUnit="squareMeter" linearUnit="meter" volumeUnit="cubicMeter" temperatureUnit="celsius"' +
      ' pressureUnit="HPA" angularUnit="decimal dd.mm.ss" directionUnit="decimal dd.mm.ss"/>',
    '  </Units>',
    '',
  ].join('\n');
}

function projectLines(name: string, properties: readonly (readonly [string, string])[]): string[] {
  const open = `  <Project name="${escapeXml(name)}"`;
  if (properties.length === 0) return [`${open}/>`];
  const lines = properties.map(
    ([label, value]) => `      <Property label="${escapeXml(label)}" value="${escapeXml(value)}"/>`,
  );
  return [`${open}>`, '    <Feature>', ...lines, '    </Feature>', '  </Project>'];
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
