/**
 * The sections of an alignment as one J-LandXML document: the axis, its heights, the ground along it and across it, and surfaces.
 * Existing ground is CrossSectSurf `ExistingGround`, other ground is CrossSectSurf of its own name, a design is DesignCrossSectSurf. In
 * CrossSectSurf the list precedes Feature. Stations are counted from staStart without the jumps of equations, so that each is unique.
 * Source: LandXML 1.2 schema; J-LandXML Ver. 1.6 / XSD 1.7 (MLIT).
 */
import type { Alignment } from '../alignment/alignment.ts';
import type { CrossSectionsResult, SectionLine, StationSection } from '../contract/cross-sections.ts';
import { planeRectangularZone } from '../crs/plane-rectangular.ts';
import { CrsError } from '../errors.ts';
import { alignmentText, metres, pointList, profileName } from './alignment-writer.ts';
import { documentHead, escapeXml, type LandXmlDocument } from './document-head.ts';
import { surfacesText, type TinSurface } from './tin-writer.ts';

export const CRITERION = 'MlitLandXmlVer.1.7';

export interface SectionsDocument {
  readonly projectName: string;
  /** Further properties of the project: `projectPhase` and others. */
  readonly projectProperties?: Readonly<Record<string, string>>;
  readonly application: LandXmlDocument['application'];
  /** `yyyy-mm-dd`, `hh:mm:ss`; given, not read from a clock. */
  readonly date: string;
  readonly time: string;
  /** Main interval of the stations; left out when it is not given. */
  readonly pitchM?: number;
  /** TIN surfaces that go into the file as well. */
  readonly surfaces?: readonly TinSurface[];
}

/**
 * The document in pieces. Ground lines are written as they were simplified; gaps (no data) split a line into several lists of the same name.
 * @throws {CrsError} when the plane of the result is none of the plane rectangular systems
 * @throws {GeometryError} for numbers that are not finite, and surfaces without a triangle
 */
export function* landXmlSections(result: CrossSectionsResult, document: SectionsDocument): Generator<string> {
  const { projectName, application, date, time, projectProperties = {}, surfaces = [] } = document;
  yield documentHead({
    projectName,
    projectProperties: { ...projectProperties, applicationCriterion: CRITERION },
    application,
    date,
    time,
    coordinateSystem: systemOf(result.crs, result.verticalDatum),
  });
  yield '  <Alignments>\n';
  const alignment = result.alignment as Alignment;
  yield* alignmentText(alignment, {
    profileSurfaces: profileSurfaces(result),
    crossSections: crossSections(result),
    ...(document.pitchM === undefined ? {} : { pitchM: document.pitchM }),
  });
  yield '  </Alignments>\n';
  if (surfaces.length > 0) yield* surfacesText(surfaces);
  yield '</LandXML>\n';
}

/**
 * CoordinateSystem of J-LandXML for a plane rectangular system.
 * @throws {CrsError} for any other, or none
 */
export function systemOf(crs: string | null, verticalDatum: string | null): LandXmlDocument['coordinateSystem'] {
  const code = /^EPSG:(\d+)$/.exec(crs ?? '')?.[1];
  const plane = code === undefined ? null : planeRectangularZone(Number(code));
  if (code === undefined || plane === null) {
    throw new CrsError(`J-LandXML: expected a plane rectangular system (EPSG:6669 to 6687, 2443 to 2461), got ${crs}`);
  }
  const isTp = verticalDatum === null || /^JGD/.test(verticalDatum);
  return {
    name: `EPSG:${code}`,
    epsgCode: code,
    horizontalDatum: plane.datum,
    verticalDatum: isTp ? 'T.P' : verticalDatum,
    horizontalCoordinateSystemName: `${plane.zone.zone}(X,Y)`,
  };
}

/** Ground along the axis, one a surface; stations of the file. */
function profileSurfaces({ profile, surfaces, alignment }: CrossSectionsResult) {
  return profile.lines.flatMap((line, i) => {
    const { name, kind } = surfaces[i]!;
    if (kind === 'design') return [];
    return partsOf(line).map((points) => ({
      name,
      points: points.map(([distanceM, elevationM]) => [alignment.startStationM + distanceM, elevationM] as const),
    }));
  });
}

function* crossSections(result: CrossSectionsResult): Generator<string> {
  const { stations, alignment } = result;
  if (stations.length === 0) return;
  yield '      <CrossSects>\n';
  for (const station of stations) yield sectionText(result, station);
  if (alignment.profile) {
    const name = escapeXml(profileName(alignment as Alignment));
    yield `        <Feature>\n          <Property label="profAlignRefs" value="${name}"/>\n        </Feature>\n`;
  }
  yield '      </CrossSects>\n';
}

function sectionText({ surfaces, existing, alignment }: CrossSectionsResult, station: StationSection): string {
  const sta = metres(alignment.startStationM + station.distanceM);
  // angleSkew is no word of every reader: a section at right angles says nothing
  const skew = station.skewDeg === 0 ? '' : ` angleSkew="${metres(station.skewDeg)}"`;
  const lines = station.lines.map((line, i) => {
    const { name, kind } = surfaces[i]!;
    if (kind === 'design') return designText(name, line);
    const label = i === existing ? 'ExistingGround' : name;
    return partsOf(line)
      .map((points) => {
        const list = `            <PntList2D>${pointList(points)}</PntList2D>\n`;
        const named = i === existing ? feature('surface', name) : '';
        return `          <CrossSectSurf name="${escapeXml(label)}">\n${list}${named}          </CrossSectSurf>\n`;
      })
      .join('');
  });
  return `        <CrossSect name="${escapeXml(station.name)}" sta="${sta}"${skew}>\n${lines.join('')}        </CrossSect>\n`;
}

const feature = (label: string, value: string): string =>
  `            <Feature>\n              <Property label="${label}" value="${escapeXml(value)}"/>\n            </Feature>\n`;

/** One line over both sides; its points are numbered from the left. */
function designText(name: string, line: SectionLine): string {
  return partsOf(line)
    .map((points, part) => {
      const text = points
        .map(
          ([offset, elevation], k) =>
            `            <CrossSectPnt code="D-${part + 1}-p${k + 1}">${metres(offset)} ${metres(elevation)}</CrossSectPnt>\n`,
        )
        .join('');
      return `          <DesignCrossSectSurf name="${escapeXml(name)}" side="both">\n${text}          </DesignCrossSectSurf>\n`;
    })
    .join('');
}

/** The known parts of a line that are lines. */
function partsOf({ simplified }: SectionLine): (readonly (readonly [number, number])[])[] {
  return simplified
    .filter((part) => part.length >= 2)
    .map((part) => part.map(([first, second]) => [first!, second!] as const));
}
