/** Version of Limn, as in package.json (a spec keeps them equal). */
export const LIMN_VERSION = '0.1.0'
