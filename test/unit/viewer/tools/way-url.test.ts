/** A link of the section tool asks in another browser for what it asked in the first: the requests are compared. */
import { describe, expect, it } from 'vitest';
import { parseProfileRequest } from '#core/contract/profile.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { type AlignmentState, EMPTY_ALIGNMENT, reduceAlignment } from '../../../../viewer/tools/alignment/state.ts';
import { askedAlignment } from '../../../../viewer/tools/alignment/url.ts';
import {
  EMPTY_SECTION,
  reduceSection,
  type SectionState,
  sectionRequest,
} from '../../../../viewer/tools/section/state.ts';
import { sectionSettings, sectionUrl } from '../../../../viewer/tools/section/url.ts';
import { NO_SURFACE } from '../../../../viewer/tools/volume/surface-choice.ts';
import {
  EMPTY_WAY,
  profileRequest,
  reduceWay,
  type WayAction,
  type WayState,
  wiresRequest,
} from '../../../../viewer/tools/way/state.ts';
import { askedWay } from '../../../../viewer/tools/way/url.ts';

const IDS = ['before', 'middle', 'after'];
const frame = { code: 'EPSG:6676', unitM: 1, labelOf: () => 'P', titleOf: (id: string) => id };
const collections = IDS.map((id) => ({ id })) as unknown as Parameters<typeof sectionUrl>[0]['collections'];
const vertices = [
  { east: 52_012.125, north: -97_090, height: 0 },
  { east: 52_180, north: -97_062.5, height: 0 },
];

interface Tools {
  readonly section: SectionState;
  readonly way: WayState;
  readonly alignment: AlignmentState;
}

function toolsOf(
  wayActions: readonly WayAction[],
  settings: Partial<SectionState['settings']> = {},
  drawn = true,
  alignment: AlignmentState = EMPTY_ALIGNMENT,
): Tools {
  let section = reduceSection(EMPTY_SECTION, { type: 'settings', settings: { surfaces: IDS, ...settings } });
  if (drawn) section = reduceSection(section, { type: 'draw', action: { type: 'replace', vertices } });
  const usual = reduceWay(EMPTY_WAY, { type: 'wireSettings', part: { collection: 'after' } });
  return { section, way: wayActions.reduce(reduceWay, usual), alignment };
}

/** Written as an address and read again, as the workspace does both. */
function reopened(tools: Tools): { tools: Tools; address: string } {
  const { drawing } = tools.section;
  const address = formatUrl({
    tool: 'section',
    ...(drawing.closed ? { shape: drawing.vertices.map(({ east, north }) => [east, north] as const) } : {}),
    ...sectionUrl({ ...tools, collections }, 1),
  });
  const asked = parseUrl(address);
  let section = reduceSection(EMPTY_SECTION, { type: 'settings', settings: sectionSettings(asked, IDS) });
  const shape = (asked.shape ?? []).map(([east, north]) => ({ east, north, height: 0 }));
  if (shape.length > 0)
    section = reduceSection(section, { type: 'draw', action: { type: 'replace', vertices: shape } });
  section = reduceSection(section, { type: 'name', name: asked.name ?? '' });
  const way = reduceWay(EMPTY_WAY, { type: 'asked', ...askedWay(asked.way, IDS) });
  const surface = { existing: NO_SURFACE, compared: NO_SURFACE };
  const { points, stored, name, startStationM } = askedAlignment(asked.alignment ?? {}, IDS, surface);
  let alignment = reduceAlignment(EMPTY_ALIGNMENT, {
    type: 'axis',
    part: { name, startStationM, stored, source: stored ? 'file' : 'drawn' },
  });
  if (points) {
    const places = points.map(({ position: [east, north] }) => ({ east, north, height: 0 }));
    alignment = reduceAlignment(alignment, { type: 'draw', action: { type: 'replace', vertices: places } });
    alignment = reduceAlignment(alignment, { type: 'curves', curves: points.map(({ curve }) => curve) });
  }
  return { tools: { section, way, alignment }, address };
}

const profile: WayAction = { type: 'mode', mode: 'profile' };
const wires: WayAction = { type: 'mode', mode: 'wires' };

describe('a link of the section tool', () => {
  it('asks for the same profile: pitch, water, tolerance, surfaces, classes', () => {
    const tools = toolsOf(
      [profile, { type: 'profileSettings', part: { pitchM: 12.5, waterLevelM: -0.25, climbToleranceM: 0 } }],
      {
        surfaces: ['before', 'after'],
        more: [{ ...NO_SURFACE, kind: 'plane', elevationM: 190.5 }],
        classes: [2, 11],
        maxEdgeM: 12,
      },
    );
    const asked = profileRequest(tools, frame);
    expect(parseProfileRequest({ inputs: asked })).toMatchObject({ pitchM: 12.5, waterLevelM: -0.25, maxEdgeM: 12 });
    const { tools: again, address } = reopened(tools);
    expect(profileRequest(again, frame)).toEqual(asked);
    expect(address).toContain('&way=profile&sta=12.5&water=-0.25&climb=0&');
  });

  it('asks for the same wires: collection, width, clearance, how they are found', () => {
    const part = { collection: 'middle', halfWidthM: 4.25, clearanceM: 4.7, source: 'heights' } as const;
    const tools = toolsOf([wires, { type: 'wireSettings', part }]);
    const { tools: again, address } = reopened(tools);
    expect(wiresRequest(again, frame)).toEqual(wiresRequest(tools, frame));
    expect(again.way.wires).toEqual(part);
    expect(address).toContain('&way=wires&over=middle&half=4.25&clear=4.7&wires=heights');
  });

  it('asks for the same cut', () => {
    const tools = toolsOf([], { widthM: 3.5, stepM: 0.1, maxEdgeM: 2, classes: [2, 9], points: false });
    const { tools: again, address } = reopened(tools);
    expect(sectionRequest(again.section, frame)).toEqual(sectionRequest(tools.section, frame));
    expect(again.way.mode).toBe('section');
    expect(address).not.toContain('way');
  });

  it('goes along the same axis, drawn with its curves or of a file', () => {
    let drawn = reduceAlignment(EMPTY_ALIGNMENT, {
      type: 'draw',
      action: { type: 'replace', vertices: [...vertices, { east: 52_330, north: -97_085, height: 0 }] },
    });
    drawn = reduceAlignment(drawn, { type: 'curve', index: 1, curve: { radiusM: 60 } });
    drawn = reduceAlignment(drawn, { type: 'axis', part: { name: '本線', startStationM: -20 } });
    const stored = { id: '0123456789abcdef0123456789abcdef', name: '谷線' };
    const ofFile = reduceAlignment(EMPTY_ALIGNMENT, { type: 'axis', part: { source: 'file', stored } });
    for (const alignment of [drawn, ofFile]) {
      const tools = toolsOf([profile, { type: 'axis', axis: 'alignment' }], { classes: [2, 9] }, false, alignment);
      const { tools: again } = reopened(tools);
      expect(again.way.axis).toBe('alignment');
      expect(profileRequest(again, frame)).toEqual(profileRequest(tools, frame));
    }
  });

  it('leaves what is usual out, and what it does not understand', () => {
    expect(reopened(toolsOf([profile], {}, false)).address).toBe('?tool=section&way=profile');
    expect(reopened(toolsOf([wires], {}, false)).address).toBe('?tool=section&way=wires');
    const asked = parseUrl('?tool=section&way=wires&half=0.1&clear=x&wires=magic&over=gone&sta=0&climb=11');
    expect(askedWay(asked.way, IDS)).toEqual({
      mode: 'wires',
      axis: 'line',
      profile: EMPTY_WAY.profile,
      wires: { ...EMPTY_WAY.wires, collection: 'after' },
    });
    expect(parseUrl('?tool=volume&way=profile&cloud=0')).toEqual({ tool: 'volume' });
  });
});
