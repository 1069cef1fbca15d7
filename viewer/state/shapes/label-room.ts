/** Room for labels on the screen: who comes first has it. Pure. */

const CELL_PX = 8;

export interface LabelRoom {
  /** Takes a rectangle (CSS pixels) if nothing stands there yet and any of it is on the screen. */
  claim(left: number, top: number, right: number, bottom: number): boolean;
}

export function createLabelRoom(width: number, height: number): LabelRoom {
  const cols = Math.max(1, Math.ceil(width / CELL_PX));
  const rows = Math.max(1, Math.ceil(height / CELL_PX));
  const taken = new Uint8Array(cols * rows);
  return {
    claim(left, top, right, bottom) {
      if (!(right > 0 && bottom > 0 && left < width && top < height)) return false;
      const [c0, c1] = [Math.max(0, Math.floor(left / CELL_PX)), Math.min(cols - 1, Math.floor(right / CELL_PX))];
      const [r0, r1] = [Math.max(0, Math.floor(top / CELL_PX)), Math.min(rows - 1, Math.floor(bottom / CELL_PX))];
      for (let r = r0; r <= r1; r++) {
        for (let c = c0; c <= c1; c++) if (taken[r * cols + c] === 1) return false;
      }
      for (let r = r0; r <= r1; r++) taken.fill(1, r * cols + c0, r * cols + c1 + 1);
      return true;
    },
  };
}
