// Line icons on a 24 × 24 grid, drawn for this app. They support a text, never replace it:
// every icon is hidden from screen readers.
import { h } from './dom.js';

const PATHS = {
  // themes
  verlichting: 'M9 18h6M10 21h4M12 3a6 6 0 0 0-4 10.5c.8.8 1.2 1.6 1.3 2.5h5.4c.1-.9.5-1.7 1.3-2.5A6 6 0 0 0 12 3z',
  afval: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  overlast: 'M12 3 2.5 20h19zM12 10v4M12 17v.5',
  'groen-verharding': 'M12 21v-9M12 12c0-5 3-8 8-8 0 5-3 8-8 8zM12 15c0-4-2.5-6-7-6 0 4 2.5 6 7 6z',
  leegstand: 'M4 21V9l8-6 8 6v12zM9 21v-7h6v7M8 10h.5M15.5 10h.5',
  uitgaan: 'M5 4h14l-7 8zM12 12v8M8 20h8',
  camera: 'M3 8h4l2-3h6l2 3h4v11H3zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  // verlichting
  'lamp-uit': 'M9 18h6M10 21h4M4 4l16 16M8.5 8.5A6 6 0 0 0 8 13.5c.8.8 1.2 1.6 1.3 2.5h5.4M17.5 11.5A6 6 0 0 0 9.5 3.6',
  'lamp-knippert': 'M10 18h4M10.5 21h3M12 7a4 4 0 0 0-2.5 7c.5.5.7.9.8 1.5h3.4c.1-.6.3-1 .8-1.5A4 4 0 0 0 12 7zM12 2v2M4.5 5 6 6.5M19.5 5 18 6.5M2.5 12h2M19.5 12h2',
  'donkere-plek': 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z',
  'lamp-afgedekt': 'M7 21V6c0-2 1.5-3 3-3h3M13 3v3M16 15c-3 0-5-1.5-5-4 0-2 1.5-3.5 3.5-3.5S17 5.5 19 7.5s2 7.5-3 7.5zM16 15v6',
  'mast-beschadigd': 'M8 21V13l3-2-3-2V6c0-2 1.5-3 3-3h4M15 3v3M5 21h6M15 13l3-1M15 17l3 1',
  'verlichting-route': 'M6 21V8c0-2 1-3 3-3h2M11 5v3M18 21V8M15 21c0-3 6-3 3-7',
  // afval
  zwerfafval: 'M5 9l4-2 1 4-4 2zM13 13l5 1-1 5-5-1zM15 5l3-1 1 3-3 1zM4 19h5',
  bijplaatsing: 'M3 20V9h8v11zM3 12h8M5 9V7h4v2M14 20v-5h7v5zM14 15l2-4h3l2 4',
  dumping: 'M3 20h18M5 20l1-6h6l1 6M8 14l1-4h5l1 4M15 20l1-4h4l1 4M11 4l2 2 2-2',
  'bak-vol': 'M7 11l1 10h8l1-10M5 11h14M9 11V8l3-4 4 3v4M12 15v3',
  hondenpoep: 'M12 4c1 2-1 2 1 4 1.5 0 2.5 1 2 2.5 2 0 3 1.5 2.5 3C19 14 20 15 20 17c0 2-1.5 3-3 3H7c-1.5 0-3-1-3-3 0-2 1-3 2.5-3.5C6 12 7 10.5 9 10.5 8.5 8.5 12 8 12 4z',
  drugsafval: 'M5 8h6v12H5zM6.5 8V5h3v3M14 11l2-1 4 9-2 1zM5 13h6M15 5l2 2',
  // overlast
  beklad: 'M7 10h7v11H7zM9 10V7h3v3M16 5h.5M18.5 3.5h.5M18.5 7h.5M21 5h.5M10 7V5M9 15h3',
  vernieling: 'M4 4h16v16H4zM12 12l-3-8M12 12l8-2M12 12l-2 8M12 12 4 14M12 12l6 8',
  groepsoverlast: 'M8 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM16 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 19c0-4 2-6.5 5-6.5s4 1.5 4 3.5c0-2 1-3.5 4-3.5s5 2.5 5 6.5',
  geluid: 'M4 10v4h4l5 4V6l-5 4zM16 9c1.5 1.5 1.5 4.5 0 6M18.5 6.5c3 3 3 8 0 11',
  foutparkeren: 'M4 16v-4l2-5h12l2 5v4zM4 12h16M6 16v2M18 16v2M7.5 14H8M16 14h.5',
  fietswrak: 'M6 19a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM15 17l5-4M18.5 12.2A3.5 3.5 0 0 0 15 17M6 15.5 9.5 8H15l2 4M8 8h3M9.5 8l4 7',
  drugsoverlast: 'M4 20 14 10M8 12l4 4M12 8l4 4M14 10l3-3M15 5l4 4M3 21l1-1',
  alcohol: 'M9 21h6V11c0-1-1.5-2-1.5-4V3h-3v4c0 2-1.5 3-1.5 4zM9 14h6M9 18h6',
  intimidatie: 'M4 5h16v11h-9l-4 4v-4H4zM12 8v3.5M12 13.5v.3',
  // optional themes
  onkruid: 'M12 21V10M12 14c-4 0-6-2-6-6 4 0 6 2 6 6zM12 12c4 0 6-2 6-6-4 0-6 2-6 6zM4 21h16',
  'losse-tegel': 'M3 20h18M4 16l7-2 2 4H5zM14 18v-5h6v5M13 8l3-1 1 3',
  'overhangend-groen': 'M4 21V4M4 5c6-2 13 0 15 6-3-1-4 0-5 2-1-2-3-2-4 0-1-2-4-2-6 0',
  'leegstaand-pand': 'M4 21V9l8-6 8 6v12zM9 12l6 6M15 12l-6 6',
  'verwaarloosd-pand': 'M4 21V9l8-6 3 2.3M20 9v12H4M15 5l-1 4 3 1-2 4 2 2M8 13h3v4H8z',
  glas: 'M8 3h8l-1 8c-.3 2-1.5 3-3 3s-2.7-1-3-3zM12 14v7M8 21h8M8.5 7h7',
  wildplassen: 'M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11zM9 14a3 3 0 0 0 3 3',
  drukte: 'M6 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM2.5 17c0-4 1.5-6 3.5-6M21.5 17c0-4-1.5-6-3.5-6M8 20c0-5 1.5-8 4-8s4 3 4 8',
  // the app
  check: 'M4.5 12.5 10 18 20 6.5',
  close: 'M5 5l14 14M19 5 5 19',
  back: 'M15 4l-8 8 8 8',
  next: 'M9 4l8 8-8 8',
  up: 'M4 15l8-8 8 8',
  pin: 'M12 21c-5-5.5-7-8.5-7-11.5a7 7 0 0 1 14 0c0 3-2 6-7 11.5zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  locate: 'M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM12 2v4M12 18v4M2 12h4M18 12h4',
  phone: 'M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5l2-2.5 5 2v4c0 1-1 2-2 2C10.5 21 3 13.5 3 5c0-1 1-2 2-2z',
  queue: 'M4 13V5h16v8M4 13v6h16v-6M4 13h5l1 2h4l1-2h5M12 4v6M9.5 8l2.5 2.5L14.5 8',
  tasks: 'M8 5H5v16h14V5h-3M8 3h8v4H8zM8.5 14l2.5 2.5 4.5-5',
  settings: 'M4 7h9M17 7h3M15 9.5v-5M4 17h3M11 17h9M9 19.5v-5M4 12h3',
  walk: 'M13 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM12 8l-2 6 3 3 1 5M10 14l-1 3-3 5M12 8l-4 2-1 3M12 8l2 3 3 1',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4l12 8-12 8z',
  flag: 'M6 21V4M6 4h12l-3 4 3 4H6',
  feeling: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14c1 1.5 2 2 3.5 2s2.5-.5 3.5-2M9 9.5v.5M15 9.5v.5',
  undo: 'M9 5 4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3',
  note: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  share: 'M12 15V3M8 7l4-4 4 4M5 12v8h14v-8',
  download: 'M12 4v11M8 11l4 4 4-4M5 16v4h14v-4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21',
  warning: 'M12 3 2.5 20h19zM12 10v4M12 17v.5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.5V8',
  sync: 'M4 11a8 8 0 0 1 14-5l2 2M20 4v4h-4M20 13a8 8 0 0 1-14 5l-2-2M4 20v-4h4',
  offline: 'M3 3l18 18M5 12a10 10 0 0 1 4-2.5M14 9.5A10 10 0 0 1 19 12M8.5 15.5a5 5 0 0 1 5.5-1M12 19v.5M2.5 8.5A14 14 0 0 1 6 6.3M11 5a14 14 0 0 1 10.5 3.5',
  map: 'M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM15.5 8.5l-2 5-5 2 2-5z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  plus: 'M12 5v14M5 12h14',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  user: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7',
  shield: 'M12 3l8 3v6c0 4.5-3 7.5-8 9-5-1.5-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  blur: 'M4 4h6v6H4zM14 4h6M14 8h6M4 14h6M4 18h6M14 14h6v6h-6z',
  install: 'M7 3h10v18H7zM12 7v7M9.5 11.5 12 14l2.5-2.5M11 18h2',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
};

/** @param {string} name  a theme, a category or a sign of the app; unknown gives a plain pin */
export function icon(name) {
  const d = PATHS[name] ?? PATHS.pin;
  return h(
    'svg:svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    h('svg:path', { d }),
  );
}

export const hasIcon = (name) => name in PATHS;
