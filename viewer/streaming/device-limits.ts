/** What a device may be asked to hold and to draw. */

export interface DeviceLimits {
  /** Memory of nodes, on the processor and the graphics processor together. */
  readonly capBytes: number;
  /** Share of the usual number of points on the screen. */
  readonly pointShare: number;
}

const MIB = 2 ** 20;
const OFFICE: DeviceLimits = { capBytes: 512 * MIB, pointShare: 1 };
/** A phone or tablet, or a computer with little memory: browsers end pages that take more. */
const SMALL: DeviceLimits = { capBytes: 192 * MIB, pointShare: 0.4 };
/** What a user may set, MiB. */
export const MEMORY_RANGE_MIB = [16, 8192] as const;

export interface DeviceFacts {
  /** The finger is the pointer. */
  readonly isTouch: boolean;
  /** As far as the browser tells, GiB. */
  readonly memoryGiB: number | undefined;
  /** Set by the user, MiB. */
  readonly askedMiB: number | undefined;
}

/** Of the device that the page runs on. */
export function limitsOfDevice(askedMiB: number | undefined): DeviceLimits {
  return deviceLimits({
    isTouch: window.matchMedia('(pointer: coarse)').matches,
    memoryGiB: Number(Reflect.get(navigator, 'deviceMemory')) || undefined,
    askedMiB,
  });
}

export function deviceLimits({ isTouch, memoryGiB, askedMiB }: DeviceFacts): DeviceLimits {
  const isSmall = isTouch || (memoryGiB !== undefined && memoryGiB < 4);
  const usual = isSmall ? SMALL : OFFICE;
  if (askedMiB === undefined || !Number.isFinite(askedMiB)) return usual;
  const mib = Math.min(MEMORY_RANGE_MIB[1], Math.max(MEMORY_RANGE_MIB[0], askedMiB));
  return { ...usual, capBytes: mib * MIB };
}
