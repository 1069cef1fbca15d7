/**
 * What the globe and the site view have in common. The page talks to this interface only, so the two engines stay
 * apart and a tool works in both without knowing which one is on the screen.
 */
import type { DecoderPool } from '../streaming/decode/decoder.ts';
import type { DeviceLimits } from '../streaming/device-limits.ts';
import type { PointColumns, PointNode } from '../streaming/point-tree.ts';
import type { OutsideLayer } from '../tools/outside/state.ts';
import type { OutsideWork } from '../tools/outside/work.ts';
import type { Appearance, OwnBasemap } from './appearance.ts';
import type { CameraPose } from './camera-pose.ts';
import type { ViewCompare } from './compare.ts';
import type { LayerLook, LayerLooks } from './layer-look.ts';
import type { ScenarioView } from './scenario-view.ts';
import type { HeightGrid } from './seeing/height-grid.ts';
import type { PointSample } from './seeing/sample.ts';
import type { ShapeLayer } from './shape-layer.ts';
import type { EyePose, SightLayer, SunSetting } from './sight-layer.ts';
import type { SiteFrame, SitePosition } from './site-frame.ts';
import type { Projection } from './standard-views.ts';
import type { ViewUnderground } from './underground-view.ts';
import type { ViewWater } from './water-surface.ts';

/** A collection to draw. */
export interface ViewLayer {
  readonly id: string;
  readonly visible: boolean;
  /** 0xRRGGBB, for the colour mode "collection". */
  readonly colour: number;
  /** Whether the collection shares the CRS of the site frame. */
  readonly inSiteFrame: boolean;
  /** Whether its points carry red, green and blue. */
  readonly hasColour: boolean;
  /** Mean distance between points over the whole collection, metres. */
  readonly spacingM: number;
  /** Intensities at the ends of the grey ramp. */
  readonly intensityRange: readonly [low: number, high: number];
  /** Metres per CRS unit: horizontal and vertical. */
  readonly unitM: number;
  readonly verticalUnitM: number;
  /** What it has of its own, on the globe. */
  readonly look?: LayerLook;
}

/** Ends of ramps, in metres and seconds as stored, and the level of detection of a change (0: unknown). */
export interface OpenRanges {
  readonly elevationM: readonly [number, number];
  readonly timeS: readonly [number, number];
  readonly detectionM: number;
}

/** The ground of the collection, and the surface of another epoch. */
export interface ViewSurfaces {
  readonly ground: HeightGrid | null;
  readonly reference: HeightGrid | null;
}

/** Height differences to drape over the ground: row-major from the south-west corner, metres, null is no data. */
export interface HeatMap {
  readonly cols: number;
  readonly rows: number;
  readonly originE: number;
  readonly originN: number;
  readonly cellSizeM: number;
  readonly valuesM: readonly (number | null)[];
  readonly heightsM: readonly (number | null)[];
  /** The difference at the ends of the colour ramp, metres. */
  readonly limitM: number;
  /** Differences up to this are scatter: the ground shows through there. */
  readonly lodM?: number;
}

export interface GroundPatch {
  /** WGS84 degrees [west, south, east, north]. */
  readonly bbox: readonly [number, number, number, number];
  /** Metres above the geoid. */
  readonly elevationM: number;
  /** Its collection, where that has surfaces of its own: maps and terrain. */
  readonly surfacesOf: string | null;
}

export interface ViewActivity {
  /** Nodes wanted by the camera are still on their way, or not drawn yet. */
  readonly loading: boolean;
  /** Points on the screen, all collections together. */
  readonly pointCount: number;
  /** Memory that nodes hold, where the view counts it. */
  readonly bytes?: number;
  /** Requests for nodes under way, where the view counts them. */
  readonly requests?: number;
}

/** Why a view could not load or draw something. */
export interface ViewFailure {
  /** `offline`: no answer from the server. */
  readonly kind: 'offline' | 'broken';
  /** In the engine's words. */
  readonly message: string;
}

/** Points in memory, as a view holds them: by reference, not to be changed. */
export interface LoadedPoints {
  readonly collection: string;
  readonly count: number;
  /** Site position of `position`'s origin. */
  readonly origin: readonly [east: number, north: number, height: number];
  /** East, north, up, three a point. */
  readonly position: Float32Array;
  readonly classOf: (index: number) => number;
}

export interface MapView {
  readonly canvas: HTMLCanvasElement;
  setLayers(layers: readonly ViewLayer[]): void;
  /** @param open ends of the ramps that the appearance leaves open */
  setAppearance(appearance: Appearance, open: OpenRanges): void;
  /** What points are compared with, by collection; a view that knows no surfaces has no need of it. */
  setSurfaces?(surfacesOf: (collection: string) => ViewSurfaces): void;
  /** Some of the points on the screen, for histograms. */
  samplePoints?(): PointSample;
  /** Places and lowest elevations of the collections, for a ground to stand on where a view draws one. */
  setGround(patches: readonly GroundPatch[]): void;
  /** The globe keeps to perspective. */
  setProjection(projection: Projection): void;
  /** Draws two sets of collections side by side, or one of them; null draws all visible ones. */
  setCompare(compare: ViewCompare | null): void;
  /** The ground behind the points, for a dark or a light page. */
  setDark(dark: boolean): void;
  setPose(pose: CameraPose): void;
  getPose(): CameraPose;
  /** The point of the cloud under a place on the canvas, CSS pixels from its top left; null where there is none. */
  pickPoint(x: number, y: number): SitePosition | null;
  /** The same, else the place on the plane at the height of what the camera looks at. */
  pick(x: number, y: number): SitePosition | null;
  /** A quick guess for the pointer while it moves: on the horizontal plane at `height`. */
  pickPlane(x: number, y: number, height: number): SitePosition | null;
  /** Where a place appears on the canvas, CSS pixels; null when it lies behind the eye. */
  project(position: SitePosition): { readonly x: number; readonly y: number } | null;
  /** The same for a place on the earth, however far from the site frame; elevation in metres. */
  projectLonLat(lon: number, lat: number, elevationM: number): { readonly x: number; readonly y: number } | null;
  /** Height of the lowest loaded point near a place in plan, or null where none is loaded. */
  heightAt(east: number, north: number): number | null;
  /** The points on the screen, where the view can tell them. */
  loadedPoints?(): readonly LoadedPoints[];
  setHeatMap(heatMap: HeatMap | null): void;
  /** Standing water, or that of a time step. */
  setWater?(water: ViewWater | null): void;
  /** Pipes, the ground seen through, the dig box; null: the ground as it is. */
  setUnderground?(underground: ViewUnderground | null): void;
  /** Lines, faces, texts and pictures beside the points. */
  setShapes?(layers: readonly ShapeLayer[]): void;
  /** What a scenario hides and adds, where a view draws one; null: everything as it was measured. */
  setScenario?(scenario: ScenarioView | null): void;
  /** Layers of other servers and files, where a view draws them; shapes go with the others. */
  setOutside?(layers: readonly OutsideLayer[], looks: LayerLooks): void;
  /** The sun and its shadows, where a view has them; null: even light. */
  setSun?(sun: SunSetting | null): void;
  /** An eye on the ground instead of the pose, where a view has such a camera; null: back to the pose. */
  setEye?(eye: EyePose | null): void;
  /** Rays and seen ground, where a view draws them. */
  setSight?(layer: SightLayer): void;
  /** Asks again for what could not be loaded, where the view gives up on anything. */
  retry?(): void;
  /** What the camera sees now, drawn with `scale` times the pixels of the screen. */
  takePicture(scale: number): Promise<ImageBitmap>;
  /** A view that is not on the screen draws nothing and loads nothing. */
  setActive(active: boolean): void;
  dispose(): void;
}

export interface MapViewOptions {
  readonly container: HTMLElement;
  readonly frame: SiteFrame;
  readonly pose: CameraPose;
  readonly tilesetUrl: (collectionId: string) => string;
  /** Folder of the collection's terrain, and the TileJSON of a map of its ground. */
  readonly terrainUrl: (collectionId: string) => string;
  readonly mapUrl: (collectionId: string, style: OwnBasemap) => string;
  /** Ground of a collection in a box of the site frame (west, south, east, north; metres); null where it has none. */
  readonly groundHeights: (
    collectionId: string,
    box: readonly [number, number, number, number],
    signal: AbortSignal,
  ) => Promise<HeightGrid | null>;
  /** The points of a file of the user; null: the layer is a collection of the server. */
  readonly ownTree?: (layerId: string) => PointNode | null;
  readonly limits: DeviceLimits;
  /** Lives longer than a view. */
  readonly decoders: DecoderPool;
  /** Points of a tile that were decoded before there was a view; each is taken once. */
  readonly takePoints: (url: string) => Promise<PointColumns> | undefined;
  readonly onActivity: (activity: ViewActivity) => void;
  /** A new picture was drawn: what lies over it must move along. */
  readonly onRender: () => void;
  /** The first points are on the screen. */
  readonly onFirstPoints: () => void;
  /** The camera came to rest after the user moved it. */
  readonly onPose: (pose: CameraPose) => void;
  readonly onError: (failure: ViewFailure) => void;
  /** A layer of another server could not be drawn, or where it lies. */
  readonly onOutside: OutsideWork['drawn'];
}

export type CreateMapView = (options: MapViewOptions) => Promise<MapView>;
