/** A red cube on its foot as glTF 2.0, without light: as JSON with its bytes inside, and as a binary file. */

const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
/** Of the eight corners: bit 0 is x, bit 1 is y (up), bit 2 is z. */
const FACES = [
  [0, 1, 3, 2],
  [4, 6, 7, 5],
  [0, 4, 5, 1],
  [2, 3, 7, 6],
  [0, 2, 6, 4],
  [1, 5, 7, 3],
].flatMap(([a, b, c, d]) => [a!, b!, c!, a!, c!, d!]);

function cube(sideM: number): { document: object; bytes: Buffer } {
  const half = sideM / 2;
  const corners = Array.from({ length: 8 }, (_, at) => [
    at & 1 ? half : -half,
    at & 2 ? sideM : 0,
    at & 4 ? half : -half,
  ]).flat();
  const bytes = Buffer.concat([
    Buffer.from(Float32Array.from(corners).buffer),
    Buffer.from(Uint16Array.from(FACES).buffer),
  ]);
  const document = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [
      {
        pbrMetallicRoughness: { baseColorFactor: [0.8, 0.01, 0.01, 1] },
        doubleSided: true,
        extensions: { KHR_materials_unlit: {} },
      },
    ],
    extensionsUsed: ['KHR_materials_unlit'],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 8,
        type: 'VEC3',
        min: [-half, 0, -half],
        max: [half, sideM, half],
      },
      { bufferView: 1, componentType: 5123, count: FACES.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: 96, target: 34962 },
      { buffer: 0, byteOffset: 96, byteLength: 2 * FACES.length, target: 34963 },
    ],
  };
  return { document, bytes };
}

export function cubeGltf(sideM: number): string {
  const { document, bytes } = cube(sideM);
  const uri = `data:application/octet-stream;base64,${bytes.toString('base64')}`;
  return JSON.stringify({ ...document, buffers: [{ byteLength: bytes.length, uri }] });
}

export function cubeGlb(sideM: number): Buffer {
  const { document, bytes } = cube(sideM);
  const text = Buffer.from(JSON.stringify({ ...document, buffers: [{ byteLength: bytes.length }] }));
  const json = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, ' ')]);
  const chunk = (type: number, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(body.length, 0);
    head.writeUInt32LE(type, 4);
    return Buffer.concat([head, body]);
  };
  const chunks = Buffer.concat([chunk(JSON_CHUNK, json), chunk(BIN_CHUNK, bytes)]);
  const head = Buffer.alloc(12);
  head.write('glTF');
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(12 + chunks.length, 8);
  return Buffer.concat([head, chunks]);
}
