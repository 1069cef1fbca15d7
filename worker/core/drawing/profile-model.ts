/** What a profile is drawn from: results of `cross-sections` and of `profile` are both that. */
import type { CrossSectionsResult, StationSection } from '../contract/cross-sections.ts';

export type ProfileMark = Pick<
  StationSection,
  'name' | 'stationM' | 'distanceM' | 'groundElevationM' | 'designElevationM'
>;

export interface ProfileModel extends Pick<CrossSectionsResult, 'alignment' | 'surfaces' | 'existing' | 'profile'> {
  readonly stations: readonly ProfileMark[];
}
