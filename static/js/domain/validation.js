/**
 * The server's rules for what comes in, so that the form can say it at once. The phone warns and
 * never refuses to save for a reason that the server would accept.
 *
 * @typedef {{location: string, code: string}} Fault `location` as in the server's `errors`
 */

export const LONGEST_NOTE = 2000;
export const LEVELS = ['A+', 'A', 'B', 'C', 'D'];
export const BOX = { west: 3.2, east: 7.3, south: 50.7, north: 53.7 };
// Control characters but for the line breaks \n and \r\n (and the tab is one as well).
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// eslint-disable-next-line no-control-regex
const CONTROLS = new RegExp(CONTROL.source, 'g');

/** @param {unknown} lon @param {unknown} lat */
export function inNetherlands(lon, lat) {
  return typeof lon === 'number' && typeof lat === 'number'
    && lon >= BOX.west && lon <= BOX.east && lat >= BOX.south && lat <= BOX.north;
}

/** What dictation and pasting bring along and no server takes. @param {string} text */
export function cleanText(text) {
  return text.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(CONTROLS, '').trim();
}

/** @param {unknown} text @returns {string|null} code */
export function textFault(text) {
  if (text === null || text === undefined || text === '') return null;
  if (typeof text !== 'string') return 'type';
  // Characters as the server counts them: an emoji is one.
  if ([...text].length > LONGEST_NOTE) return 'te-lang';
  return CONTROL.test(text) ? 'stuurteken' : null;
}

/**
 * @param {any} feature an observation as it is sent
 * @returns {Fault[]} all at once; empty when it is right
 */
export function observationFaults(feature) {
  const faults = [];
  const fault = (/** @type {string} */ location, /** @type {string} */ code) => faults.push({ location, code });
  const [lon, lat] = feature?.geometry?.coordinates ?? [];
  if (!inNetherlands(lon, lat)) fault('#/geometry/coordinates', 'buiten-nederland');
  const properties = feature?.properties ?? {};
  for (const name of ['thema', 'categorie', 'plaatsbepaling']) {
    if (!properties[name]) fault(`#/properties/${name}`, 'verplicht');
  }
  if (!LEVELS.includes(properties.niveau)) fault('#/properties/niveau', 'niveau');
  if (Number.isNaN(Date.parse(properties.waargenomenOp))) fault('#/properties/waargenomenOp', 'tijd');
  const note = textFault(properties.toelichting);
  if (note) fault('#/properties/toelichting', note);
  const accuracy = properties.nauwkeurigheid;
  if (accuracy !== null && accuracy !== undefined && !(accuracy >= 0)) {
    fault('#/properties/nauwkeurigheid', 'negatief');
  }
  return faults;
}

/**
 * Is a fix good enough to record without asking?
 * @param {number|null|undefined} accuracy metres
 * @returns {'goed'|'matig'|'onbruikbaar'} `matig`: ask to wait or to place by hand
 */
export function fixQuality(accuracy) {
  if (typeof accuracy !== 'number' || !Number.isFinite(accuracy) || accuracy > 1000) return 'onbruikbaar';
  return accuracy <= 30 ? 'goed' : 'matig';
}

/**
 * Intimidatie and other sensitive categories: no photo, and the place kept only as its cell.
 * @param {{gevoelig?: boolean, foto?: boolean}|null|undefined} category from the catalogue
 */
export function protections(category) {
  const sensitive = Boolean(category?.gevoelig);
  return { photo: !sensitive && category?.foto !== false, cellOnly: sensitive };
}
