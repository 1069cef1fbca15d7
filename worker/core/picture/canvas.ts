/** A picture in memory: rectangles and filled outlines with smooth edges. */

export type Colour = readonly [red: number, green: number, blue: number];

/** A closed outline; x, y, x, y, … in pixels, y downwards. */
export type Contour = readonly number[];

export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row from the top. */
  readonly pixels: Uint8Array;

  constructor(width: number, height: number, background: Colour = [255, 255, 255]) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(3 * width * height);
    this.fillRect(0, 0, width, height, background);
  }

  /** Whole pixels. */
  fillRect(left: number, top: number, width: number, height: number, colour: Colour): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++) this.set(x, y, colour);
    }
  }

  /** A border of a pixel within a rectangle. */
  strokeRect(left: number, top: number, width: number, height: number, colour: Colour): void {
    this.fillRect(left, top, width, 1, colour);
    this.fillRect(left, top + height - 1, width, 1, colour);
    this.fillRect(left, top, 1, height, colour);
    this.fillRect(left + width - 1, top, 1, height, colour);
  }

  set(x: number, y: number, colour: Colour): void {
    this.pixels.set(colour, 3 * (y * this.width + x));
  }

  /** What any of the contours goes round. */
  fill(contours: readonly Contour[], colour: Colour): void {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const contour of contours) {
      for (let i = 0; i < contour.length; i += 2) {
        minX = Math.min(minX, contour[i]!);
        maxX = Math.max(maxX, contour[i]!);
        minY = Math.min(minY, contour[i + 1]!);
        maxY = Math.max(maxY, contour[i + 1]!);
      }
    }
    if (!(minX <= maxX)) return;
    const [left, top] = [Math.floor(minX), Math.floor(minY)];
    const coverage = new Coverage(Math.ceil(maxX) - left + 2, Math.ceil(maxY) - top + 1);
    for (const contour of contours) coverage.add(contour, left, top);
    coverage.each((x, y, share) => this.blend(left + x, top + y, colour, share));
  }

  /** A line through positions (x, y, x, y, …), as wide all along. */
  stroke(way: readonly number[], width: number, colour: Colour): void {
    for (let i = 0; i + 3 < way.length; i += 2) {
      const [x0, y0, x1, y1] = [way[i]!, way[i + 1]!, way[i + 2]!, way[i + 3]!];
      const length = Math.hypot(x1 - x0, y1 - y0);
      if (length === 0) continue;
      const half = width / 2;
      const [dX, dY] = [((x1 - x0) / length) * half, ((y1 - y0) / length) * half];
      // a little longer at both ends, so that corners close
      const [aX, aY, bX, bY] = [x0 - dX, y0 - dY, x1 + dX, y1 + dY];
      this.fill([[aX - dY, aY + dX, bX - dY, bY + dX, bX + dY, bY - dX, aX + dY, aY - dX]], colour);
    }
  }

  private blend(x: number, y: number, colour: Colour, share: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = 3 * (y * this.width + x);
    for (let i = 0; i < 3; i++) {
      const under = this.pixels[at + i]!;
      this.pixels[at + i] = Math.round(under + (colour[i]! - under) * share);
    }
  }
}

/**
 * How much of each pixel lies within contours. An edge covers everything to its right, with the sign of its direction, and
 * the pixel that it passes in part; sums along a row give how often each pixel is gone round.
 */
class Coverage {
  private readonly width: number;
  private readonly height: number;
  private readonly steps: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.steps = new Float32Array(width * height);
  }

  add(contour: Contour, left: number, top: number): void {
    const count = contour.length / 2;
    for (let i = 0; i < count; i++) {
      const k = (i + 1) % count;
      this.addEdge(
        contour[2 * i]! - left,
        contour[2 * i + 1]! - top,
        contour[2 * k]! - left,
        contour[2 * k + 1]! - top,
      );
    }
  }

  each(visit: (x: number, y: number, share: number) => void): void {
    for (let y = 0; y < this.height; y++) {
      let sum = 0;
      for (let x = 0; x < this.width; x++) {
        sum += this.steps[y * this.width + x]!;
        const share = Math.min(1, Math.abs(sum));
        if (share > 1 / 512) visit(x, y, share);
      }
    }
  }

  /** Cut at every pixel border and booked piece by piece. */
  private addEdge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const cuts = [0, 1];
    addCuts(cuts, x0, x1);
    addCuts(cuts, y0, y1);
    cuts.sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i++) {
      const [from, to] = [cuts[i]!, cuts[i + 1]!];
      const middle = (from + to) / 2;
      const [x, y] = [x0 + middle * (x1 - x0), y0 + middle * (y1 - y0)];
      const [col, row] = [Math.floor(x), Math.floor(y)];
      if (row < 0 || row >= this.height || col < 0 || col + 1 >= this.width) continue;
      const rise = (to - from) * (y1 - y0);
      this.steps[row * this.width + col]! += rise * (1 - (x - col));
      this.steps[row * this.width + col + 1]! += rise * (x - col);
    }
  }
}

/** Where a way from `a` to `b` passes whole numbers, as shares of it. */
function addCuts(cuts: number[], a: number, b: number): void {
  const [low, high] = a < b ? [a, b] : [b, a];
  for (let line = Math.floor(low) + 1; line < high; line++) cuts.push((line - a) / (b - a));
}
