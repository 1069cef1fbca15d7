/** Width over height of the picture's area, as soon as it is laid out. */

/** The area appears with the first collections; it is not waited for longer than this. */
const PATIENCE_MS = 1000;
const STEP_MS = 10;

export async function canvasAspect(): Promise<number> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += STEP_MS) {
    const area = document.querySelector('.canvas-holder');
    if (area && area.clientHeight > 0) return area.clientWidth / area.clientHeight;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  return 1.5;
}
