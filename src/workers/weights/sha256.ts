/**
 * Lower-case hexadecimal SHA-256; null where the browser has no Web Crypto (a page without HTTPS), so that the caller
 * can fall back to what else it knows of the bytes.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  if (!('subtle' in crypto)) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
