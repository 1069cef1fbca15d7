/** The echoes of one pulse, from the top down, in arrays that are used again for every pulse. */

/** LAS 1.2 counts at most five returns here. */
export const MAX_ECHOES = 5;

export class Echoes {
  count = 0;
  /** Metres above the place where the ray meets the ground; a ground echo has 0. */
  readonly riseM = new Float64Array(MAX_ECHOES);
  readonly classification = new Uint8Array(MAX_ECHOES);
  readonly intensity = new Float64Array(MAX_ECHOES);
  /** Albedo times light, 0–255, three an echo. */
  readonly rgb = new Float64Array(3 * MAX_ECHOES);

  clear(): void {
    this.count = 0;
  }

  /** Adds an echo; one too many is lost, as it is in a scanner. */
  add(riseM: number, classification: number, intensity: number, r: number, g: number, b: number): void {
    const at = this.count;
    if (at === MAX_ECHOES) return;
    this.riseM[at] = riseM;
    this.classification[at] = classification;
    this.intensity[at] = intensity;
    this.rgb[3 * at] = r;
    this.rgb[3 * at + 1] = g;
    this.rgb[3 * at + 2] = b;
    this.count = at + 1;
  }
}

/** A ray: where it meets the ground, that height, and how far it leans east and north for each metre up. */
export interface Ray {
  e: number;
  n: number;
  groundM: number;
  leanE: number;
  leanN: number;
}
