/**
 * Lets a view draw its next frame only when the graphics processor has finished the last one. Without it a slow one
 * (software rendering above all) gets frames faster than it draws them, and the page falls seconds behind its camera.
 */
export interface FrameGate {
  /** The last frame is finished: another one may be drawn. */
  readonly open: boolean;
  /** Call after the commands of a frame were given. */
  frameSubmitted(): void;
  dispose(): void;
}

/** @param gl null (no WebGL 2) opens the gate for good */
export function createFrameGate(gl: WebGL2RenderingContext | null): FrameGate {
  let fence: WebGLSync | null = null;
  const drop = () => {
    if (fence && gl) gl.deleteSync(fence);
    fence = null;
  };
  return {
    get open() {
      // after a lost context came back, a fence of before is none
      if (!gl || !fence || gl.isContextLost() || !gl.isSync(fence)) return true;
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
      drop();
      return true;
    },
    frameSubmitted() {
      if (!gl || gl.isContextLost()) return;
      drop();
      fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
    },
    dispose: drop,
  };
}
