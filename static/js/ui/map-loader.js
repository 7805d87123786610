// Leaflet is half of the app's code and not needed to record: it comes by itself, after the start.

export const loadMap = () => import('./map.js');

/**
 * Make a map in an element as soon as the code is there, unless the screen has gone by then.
 * @param {HTMLElement} element
 * @param {object} options  see createMap
 * @param {(map:object)=>void} ready  the map's first content
 */
export async function placeMap(element, options, ready) {
  try {
    const { createMap } = await loadMap();
    if (element.isConnected) ready(createMap(element, options));
  } catch (error) {
    console.error(error); // the screen says in words what the map would have shown
  }
}
