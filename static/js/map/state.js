// The map's state is its address: which layers lie over it, and where one looks.

/** @param {string} hash '#13.5/52.3450/5.6200' @returns {{zoom: number, place: number[]}|null} */
export function readView(hash) {
  const parts = hash.replace(/^#/, '').split('/').map(Number);
  if (parts.length !== 3 || parts.some((part) => !Number.isFinite(part))) return null;
  const [zoom, lat, lon] = parts;
  const sane = zoom >= 1 && zoom <= 20 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return sane ? { zoom, place: [lat, lon] } : null;
}

/** @param {number} zoom @param {{lat: number, lng: number}} centre @returns {string} */
export function viewText(zoom, centre) {
  return `#${+zoom.toFixed(2)}/${centre.lat.toFixed(5)}/${centre.lng.toFixed(5)}`;
}

/** @param {string} address @returns {string[]} names of the layers that are on */
export function readLayers(address) {
  const text = new URL(address).searchParams.get('lagen') ?? '';
  return text.split(',').filter(Boolean);
}

/** @param {string} address @param {string[]} names @returns {string} the address with these layers on */
export function withLayers(address, names) {
  const url = new URL(address);
  url.searchParams.delete('lagen');
  const rest = url.search;
  const mark = rest ? '&' : '?';
  const part = names.length ? `${mark}lagen=${names.join(',')}` : '';
  return url.origin + url.pathname + rest + part + url.hash;
}
