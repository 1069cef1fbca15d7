/** Points as columns, the form in which they are measured. East, north and height in metres; parallel arrays. */
export interface PointColumns {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** ASPRS class of each point. */
  readonly classification: Uint8Array;
  readonly count: number;
}
