/**
 * The frame in which drawings and measurements live: the plane coordinates of one collection's CRS, in metres, with
 * heights above the geoid; and its tie to WGS84 for the globe. Engine-free.
 */
import proj4 from 'proj4';
import type { CameraPose } from './camera-pose.ts';

/** East, north and height of a place in the site frame; metres. */
export interface SitePosition {
  readonly east: number;
  readonly north: number;
  readonly height: number;
}

export interface SiteFrame {
  /** EPSG code of the CRS, or null when it has none. */
  readonly code: string | null;
  /** The CRS as a proj4 string: collections of the same system stand in this frame as they are. */
  readonly proj4: string;
  /** Metres per unit of the CRS: requests to the server are in CRS units. */
  readonly unitM: number;
  /** Height of the geoid over the ellipsoid here, metres: ellipsoidal = elevation + geoid. */
  readonly geoidHeightM: number;
  toLonLat(east: number, north: number): [lon: number, lat: number];
  fromLonLat(lon: number, lat: number): [east: number, north: number];
}

export function createSiteFrame(options: {
  code: string | null;
  proj4: string;
  unitM: number;
  geoidHeightM: number;
}): SiteFrame {
  const { code, unitM, geoidHeightM } = options;
  const converter = proj4('EPSG:4326', options.proj4);
  return {
    code,
    proj4: options.proj4,
    unitM,
    geoidHeightM,
    toLonLat(east, north) {
      const [lon, lat] = converter.inverse([east / unitM, north / unitM]);
      return [lon as number, lat as number];
    },
    fromLonLat(lon, lat) {
      const [east, north] = converter.forward([lon, lat]);
      return [(east as number) * unitM, (north as number) * unitM];
    },
  };
}

/** Direction of true north at a place, degrees clockwise from grid north. */
export function gridConvergenceDeg(frame: SiteFrame, lon: number, lat: number): number {
  const step = 1e-4;
  const [east, north] = frame.fromLonLat(lon, lat);
  const [eastUp, northUp] = frame.fromLonLat(lon, lat + step);
  return (Math.atan2(eastUp - east, northUp - north) * 180) / Math.PI;
}

/** The same camera in the site frame: target, heading from grid north. */
export interface SitePose {
  readonly target: SitePosition;
  readonly headingDeg: number;
  readonly pitchDeg: number;
  readonly rangeM: number;
}

export function toSitePose(frame: SiteFrame, pose: CameraPose): SitePose {
  const [east, north] = frame.fromLonLat(pose.lon, pose.lat);
  return {
    target: { east, north, height: pose.elevationM },
    headingDeg: pose.headingDeg + gridConvergenceDeg(frame, pose.lon, pose.lat),
    pitchDeg: pose.pitchDeg,
    rangeM: pose.rangeM,
  };
}

export function fromSitePose(frame: SiteFrame, pose: SitePose): CameraPose {
  const [lon, lat] = frame.toLonLat(pose.target.east, pose.target.north);
  return {
    lon,
    lat,
    elevationM: pose.target.height,
    headingDeg: (((pose.headingDeg - gridConvergenceDeg(frame, lon, lat)) % 360) + 360) % 360,
    pitchDeg: pose.pitchDeg,
    rangeM: pose.rangeM,
  };
}
