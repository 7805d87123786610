/**
 * Receipt numbers: short enough to read out over the telephone, made from what both sides know:
 * the item's id and the moment the server received it.
 */

// Crockford's base 32: no I, L, O, U.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * @param {string} id UUID
 * @param {string} receivedAt RFC 3339, as the server said it
 * @returns {string} for example `261127-7QK4-M2ZP`
 */
export function receiptNumber(id, receivedAt) {
  const day = new Date(receivedAt).toISOString().slice(2, 10).replaceAll('-', '');
  const code = base32(id.replace(/[^0-9a-f]/gi, '').slice(-10) || '0');
  return `${day}-${code.slice(0, 4)}-${code.slice(4)}`;
}

/** @param {string} hex at most ten hexadecimal digits (40 bits) @returns {string} eight characters */
function base32(hex) {
  let rest = BigInt(`0x${hex}`);
  let text = '';
  for (let index = 0; index < 8; index += 1) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
}

/**
 * A received item as a few lines of text to share.
 * @param {{receipt: string, receivedAt: string, label: string, id: string}} item
 */
export function receiptText(item) {
  return `${item.label}\nOntvangen: ${item.receivedAt}\nBewijs: ${item.receipt}\nKenmerk: ${item.id}`;
}
