/** An outline with a name, as drawings and parcel files hold them; not yet checked. */
export interface NamedArea {
  readonly name: string;
  /** [east, north], metres; the last vertex is joined to the first, which is not repeated. */
  readonly ring: readonly (readonly [number, number])[];
}
