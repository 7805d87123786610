/**
 * Identifiers that the phone makes itself, once, when something is saved.
 *
 * UUID version 7 (RFC 9562): 48 bits of time in front, so that ids sort by the moment of saving,
 * 74 random bits behind, so that no two phones ever agree by accident.
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** @returns {Uint8Array} ten random bytes */
function tenRandomBytes() {
  return globalThis.crypto.getRandomValues(new Uint8Array(10));
}

/**
 * @param {number} [now] milliseconds since 1970
 * @param {() => Uint8Array} [randomBytes] gives ten bytes
 * @returns {string} lower-case UUID version 7
 */
export function uuidV7(now = Date.now(), randomBytes = tenRandomBytes) {
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12);
  const bytes = randomBytes();
  bytes[0] = (bytes[0] & 0x0f) | 0x70;
  bytes[2] = (bytes[2] & 0x3f) | 0x80;
  const tail = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
}

/** @param {unknown} value */
export function isUuid(value) {
  return typeof value === 'string' && UUID.test(value);
}

/**
 * @param {string} id UUID version 7
 * @returns {number} the moment it was made, milliseconds since 1970
 */
export function timeOfUuid(id) {
  return parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
