/** Short names of queued items, for when the caller gave none. */

/** @type {Record<string, (content: any) => string>} */
const BY_KIND = {
  waarneming: ({ properties = {} }) =>
    [properties.thema, properties.categorie, properties.niveau].filter(Boolean).join(' · '),
  ronde: ({ schouwlijst, gebied }) => ['ronde', schouwlijst, gebied].filter(Boolean).join(' · '),
  gebeurtenis: ({ soort, uitkomst }) => [soort, uitkomst].filter(Boolean).join(' · '),
  beleving: ({ properties = {} }) => ['beleving', properties.cijfer].filter(Boolean).join(' · '),
};

/**
 * @param {string} kind
 * @param {any} content what is sent to the server
 * @returns {string}
 */
export function labelOf(kind, content) {
  return BY_KIND[kind]?.(content ?? {}) || kind;
}

/** @param {number} bytes @returns {string} for example `312 kB` */
export function sizeLabel(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`;
}
