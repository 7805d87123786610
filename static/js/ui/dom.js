// A dozen lines instead of a framework: elements are made by `h`, never from strings of
// HTML, so no text that somebody typed can ever become markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Make an element.
 * @param {string} tag  'div', 'button.primary', 'p#id.class'; names with 'svg:' are SVG.
 * @param {object|null} props  attributes; `on…` functions become listeners; booleans toggle;
 *   `class`, `dataset`, `text` and properties in PROPERTIES are set as such.
 * @param {...(Node|string|number|null|false|Array)} children
 */
export function h(tag, props, ...children) {
  const [name, ...marks] = tag.split(/(?=[.#])/);
  const element = name.startsWith('svg:')
    ? document.createElementNS(SVG, name.slice(4))
    : document.createElement(name || 'div');
  for (const mark of marks) {
    if (mark[0] === '#') element.id = mark.slice(1);
    else element.classList.add(mark.slice(1));
  }
  for (const [key, value] of Object.entries(props ?? {})) set(element, key, value);
  append(element, children);
  return element;
}

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'indeterminate']);

function set(element, key, value) {
  if (value === undefined || value === null) return;
  if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
  else if (key === 'class') element.classList.add(...String(value).split(' ').filter(Boolean));
  else if (key === 'dataset') Object.assign(element.dataset, value);
  else if (key === 'text') element.textContent = value;
  else if (PROPERTIES.has(key)) element[key] = value;
  else if (value === true) element.setAttribute(key, '');
  else if (value !== false) element.setAttribute(key, value);
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Put `children` in the place of everything in `element`. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

let counter = 0;
/** A name for `id`, `for` and `aria-…` that is unique on the page. */
export function uid(prefix = 'u') {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Text for people who do not see the screen. */
export function hiddenText(text) {
  return h('span.visually-hidden', null, text);
}
