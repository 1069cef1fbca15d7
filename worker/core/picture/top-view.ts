/** Points from above: each pixel shows the highest point in it, shaded by the heights around it. */

/** Points of any number of batches go into one picture. */
export class TopView {
  readonly width: number;
  readonly height: number;
  readonly #highest: Float32Array;
  readonly #rgb: Uint8Array;
  readonly #west: number;
  readonly #north: number;
  readonly #step: number;

  /**
   * @param bounds [minE, minN, maxE, maxN] in any unit
   * @param pixels of the longer side; the shorter follows
   */
  constructor([minE, minN, maxE, maxN]: readonly [number, number, number, number], pixels: number) {
    const longest = Math.max(maxE - minE, maxN - minN);
    this.#step = longest > 0 ? longest / pixels : 1;
    this.width = Math.max(1, Math.min(pixels, Math.ceil((maxE - minE) / this.#step)));
    this.height = Math.max(1, Math.min(pixels, Math.ceil((maxN - minN) / this.#step)));
    this.#west = minE;
    this.#north = maxN;
    this.#highest = new Float32Array(this.width * this.height).fill(Number.NEGATIVE_INFINITY);
    this.#rgb = new Uint8Array(3 * this.width * this.height);
  }

  /** Side of a pixel. */
  get step(): number {
    return this.#step;
  }

  /** @param red,green,blue 0–255 */
  add(east: number, north: number, height: number, red: number, green: number, blue: number): void {
    const x = Math.min(this.width - 1, Math.max(0, Math.floor((east - this.#west) / this.#step)));
    const y = Math.min(this.height - 1, Math.max(0, Math.floor((this.#north - north) / this.#step)));
    const at = y * this.width + x;
    if (height <= this.#highest[at]!) return;
    this.#highest[at] = height;
    this.#rgb[3 * at] = red;
    this.#rgb[3 * at + 1] = green;
    this.#rgb[3 * at + 2] = blue;
  }

  /**
   * Red, green, blue and opacity. Pixels without a point between others take over a neighbour, `fill` times; the rest is clear.
   * @param unitM metres a unit of the heights, over metres a unit of the plane
   */
  finish({ fill = 2, unitM = 1 }: { readonly fill?: number; readonly unitM?: number } = {}): Uint8Array<ArrayBuffer> {
    for (let round = 0; round < fill; round++) this.#fillGaps();
    const pixels = new Uint8Array(4 * this.#highest.length);
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const at = y * this.width + x;
        if (this.#highest[at] === Number.NEGATIVE_INFINITY) continue;
        const light = this.#lightAt(x, y, unitM);
        for (let k = 0; k < 3; k++) pixels[4 * at + k] = Math.min(255, Math.round(this.#rgb[3 * at + k]! * light));
        pixels[4 * at + 3] = 255;
      }
    }
    return pixels;
  }

  /** Brighter where the ground turns to the north-west, darker where it turns away; level ground is 1. */
  #lightAt(x: number, y: number, unitM: number): number {
    const at = (dx: number, dy: number) => {
      const [px, py] = [x + dx, y + dy];
      const height =
        px < 0 || py < 0 || px >= this.width || py >= this.height ? Number.NaN : this.#highest[py * this.width + px]!;
      return Number.isFinite(height) ? height : this.#highest[y * this.width + x]!;
    };
    const slopeE = ((at(1, 0) - at(-1, 0)) / (2 * this.#step)) * unitM;
    const slopeN = ((at(0, -1) - at(0, 1)) / (2 * this.#step)) * unitM;
    const towards = (slopeE - slopeN) / Math.sqrt(1 + slopeE * slopeE + slopeN * slopeN);
    return Math.min(1.35, Math.max(0.55, 1 + 0.4 * towards));
  }

  #fillGaps(): void {
    const before = this.#highest.slice();
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const at = y * this.width + x;
        if (before[at] !== Number.NEGATIVE_INFINITY) continue;
        let best = -1;
        let neighbours = 0;
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            const [px, py] = [x + dx, y + dy];
            if (px < 0 || py < 0 || px >= this.width || py >= this.height) continue;
            const other = py * this.width + px;
            if (before[other] === Number.NEGATIVE_INFINITY) continue;
            neighbours++;
            // the lowest: a gap beside a crown is ground rather than crown
            if (best < 0 || before[other]! < before[best]!) best = other;
          }
        }
        if (neighbours < 3) continue;
        this.#highest[at] = before[best]!;
        this.#rgb.copyWithin(3 * at, 3 * best, 3 * best + 3);
      }
    }
  }
}
