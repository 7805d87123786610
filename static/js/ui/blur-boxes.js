// Boxes over a photo. Shown as an opaque pattern: what will be blurred is already hidden here.
import { h } from './dom.js';

const STEP = 0.02;
const SMALLEST = 0.02;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @returns {{el:HTMLElement, add():void, undo():void, boxes():Array<{x,y,w,h}>}} */
export function blurBoxes(t, image, onCount) {
  const entries = [];
  const stage = h('div.blur-stage', null, image);
  let drawing = null;

  function place({ box, el }) {
    el.style.left = `${box.x * 100}%`;
    el.style.top = `${box.y * 100}%`;
    el.style.width = `${box.width * 100}%`;
    el.style.height = `${box.height * 100}%`;
  }

  function create(box) {
    const entry = { box, el: h('div.blur-box', { tabindex: '0', role: 'group', onkeydown: (event) => key(event, entry) }) };
    entries.push(entry);
    stage.append(entry.el);
    place(entry);
    count();
    return entry;
  }

  function remove(entry) {
    entries.splice(entries.indexOf(entry), 1);
    entry.el.remove();
    count();
  }

  function count() {
    entries.forEach(({ el }, index) => el.setAttribute('aria-label', t('photo.blurBox', { n: index + 1 })));
    onCount(entries.length);
  }

  function key(event, entry) {
    const move = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      const index = entries.indexOf(entry);
      remove(entry);
      (entries[index] ?? entries[index - 1])?.el.focus();
    } else if (move) {
      event.preventDefault();
      change(entry.box, move, event.shiftKey);
      place(entry);
    }
  }

  const at = (event) => {
    const { left, top, width, height } = stage.getBoundingClientRect();
    return [clamp((event.clientX - left) / width, 0, 1), clamp((event.clientY - top) / height, 0, 1)];
  };

  stage.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    drawing = { from: [x, y], entry: create({ x, y, width: 0, height: 0 }) };
  });
  stage.addEventListener('pointermove', (event) => {
    if (!drawing) return;
    const [x, y] = at(event);
    const [x0, y0] = drawing.from;
    Object.assign(drawing.entry.box, {
      x: Math.min(x, x0), y: Math.min(y, y0), width: Math.abs(x - x0), height: Math.abs(y - y0),
    });
    place(drawing.entry);
  });
  const stop = () => {
    if (!drawing) return;
    const { entry } = drawing;
    drawing = null;
    if (entry.box.width < SMALLEST || entry.box.height < SMALLEST) remove(entry); // a tap, not a box
  };
  stage.addEventListener('pointerup', stop);
  stage.addEventListener('pointercancel', stop);

  onCount(0);
  return {
    el: stage,
    add: () => create({ x: 0.4, y: 0.4, width: 0.2, height: 0.2 }).el.focus(),
    undo: () => { if (entries.length) remove(entries.at(-1)); },
    boxes: () => entries.map(({ box: { x, y, width, height } }) => ({ x, y, w: width, h: height })),
  };
}

function change(box, [dx, dy], resize) {
  if (resize) {
    box.width = clamp(box.width + dx, SMALLEST, 1 - box.x);
    box.height = clamp(box.height + dy, SMALLEST, 1 - box.y);
  } else {
    box.x = clamp(box.x + dx, 0, 1 - box.width);
    box.y = clamp(box.y + dy, 0, 1 - box.height);
  }
}
