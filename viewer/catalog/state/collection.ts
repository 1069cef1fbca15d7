/** A collection as the catalogue needs it. Pure. */
import type { CollectionInfo } from '../../state/collection.ts';

export type CollectionFacts = Pick<
  CollectionInfo,
  | 'id'
  | 'title'
  | 'description'
  | 'start'
  | 'end'
  | 'pointCount'
  | 'bbox'
  | 'hasSurfaces'
  | 'sensors'
  | 'attribution'
  | 'boundsM'
>;
