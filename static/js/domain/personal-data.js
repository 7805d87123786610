/**
 * Finds what looks like personal data in a note, to warn before it is saved. The tool records places
 * and phenomena, never persons. A warning only: people decide.
 *
 * @typedef {{kind: 'kenteken'|'telefoon'|'e-mail'|'bsn'|'iban', text: string, index: number}} Finding
 */

// Sidecodes of Dutch number plates, written with or without hyphens: X = letter, 9 = digit.
const SIDECODES = [
  'XX-99-99', '99-99-XX', '99-XX-99', 'XX-99-XX', 'XX-XX-99', '99-XX-XX', '99-XXX-9', '9-XXX-99',
  'XX-999-X', 'X-999-XX', 'XXX-99-X', 'X-99-XXX', '9-XX-999', '999-XX-9',
];
const PLATES = new Set(SIDECODES.map((code) => code.replaceAll('-', '')));
const HYPHENATED = new Set(SIDECODES);

const PATTERNS = {
  'e-mail': /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu,
  iban: /\b[A-Z]{2}\d{2}[ ]?[A-Z]{4}(?:[ ]?\d){10}\b/gi,
  telefoon: /(?<![\d+])(?:\+|00)31[ -]?(?:\(0\)[ -]?)?[1-9](?:[ -]?\d){8}(?!\d)|(?<!\d)0[1-9](?:[ -]?\d){8}(?!\d)/g,
  bsn: /(?<![\d+-])\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)|(?<![\d+-])\d{8}(?!\d)/g,
  // With hyphens in any case; with spaces or as one word in capitals, or "op 12 de" would be a plate.
  kenteken: new RegExp([
    String.raw`(?<![\p{L}\d-])(?:[A-Za-z]{1,3}|\d{1,3})(?:-(?:[A-Za-z]{1,3}|\d{1,3})){2}(?![\p{L}\d-])`,
    String.raw`(?<![\p{L}\d-])(?:[A-Z]{1,3}|\d{1,3})(?: (?:[A-Z]{1,3}|\d{1,3})){2}(?![\p{L}\d-])`,
    String.raw`(?<![\p{L}\d-])[A-Z\d]{6}(?![\p{L}\d-])`,
  ].join('|'), 'gu'),
};

/**
 * @param {string} note
 * @returns {Finding[]} in the order of the text, without overlap
 */
export function findPersonalData(note) {
  const found = Object.entries(PATTERNS).flatMap(([kind, pattern]) =>
    [...note.matchAll(pattern)]
      .filter(([text]) => isLikely(kind, text))
      .map((match) => ({ kind: /** @type {Finding['kind']} */ (kind), text: match[0], index: match.index })));
  const order = Object.keys(PATTERNS);
  found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const kept = /** @type {Finding[]} */ ([]);
  for (const finding of found) if (!kept.some((other) => overlap(other, finding))) kept.push(finding);
  return kept.sort((a, b) => a.index - b.index);
}

/** @param {string} kind @param {string} text */
function isLikely(kind, text) {
  if (kind === 'bsn') return elevenTest(text.replace(/\D/g, ''));
  if (kind === 'kenteken') return isPlate(text);
  return true;
}

/** The check that every citizen service number passes. @param {string} digits */
export function elevenTest(digits) {
  if (!/^\d{8,9}$/.test(digits) || /^0+$/.test(digits)) return false;
  const nine = digits.padStart(9, '0');
  const sum = [...nine].reduce((total, digit, index) =>
    total + Number(digit) * (index === 8 ? -1 : 9 - index), 0);
  return sum % 11 === 0;
}

/** @param {string} text */
export function isPlate(text) {
  const upper = text.toUpperCase();
  const shape = upper.replace(/[A-Z]/g, 'X').replace(/\d/g, '9');
  return /[- ]/.test(upper) ? HYPHENATED.has(shape.replaceAll(' ', '-')) : PLATES.has(shape);
}

/** @param {Finding} a @param {Finding} b */
function overlap(a, b) {
  return a.index < b.index + b.text.length && b.index < a.index + a.text.length;
}
