// Drawing boxes over a photo, on the page that makes more of it unseen. The number fields of the form
// are what counts; a box on the photo shows one row of them and changes it. Without this file the
// fields work by themselves.

const english = document.documentElement.lang === 'en';
const say = (nl, en) => (english ? en : nl);
const STEP = 1; // per cent
const SMALLEST = 1;
const FIELDS = ['x', 'y', 'breedte', 'hoogte'];
const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const tenth = (value) => Math.round(value * 10) / 10;

/** @param {HTMLFormElement} form with a stage around the photo and a list of rows with fields */
export function photoBoxes(form) {
  const stage = form.querySelector('[data-redact-stage]');
  const list = form.querySelector('[data-boxes]');
  const add = form.querySelector('[data-box-add]');
  const status = form.querySelector('[data-redact-said]');
  const none = form.querySelector('[data-redact-none]');
  const blank = form.querySelector('[data-box-row]').content.firstElementChild;
  const most = Number(form.dataset.most);
  const entries = [];
  let gesture = null;
  let telling = 0;

  const inputs = (row) => FIELDS.map((name) => row.querySelector(`input[name=${name}]`));
  const read = (row) => inputs(row).map((input) => Number.parseFloat(input.value) || 0);
  const tell = (text) => {
    clearTimeout(telling);
    telling = setTimeout(() => { status.textContent = text; }, 250); // not each step of a held key
  };
  const told = ({ row }) => {
    const [x, y, width, height] = read(row);
    return say(`van links ${x}%, van boven ${y}%, ${width}% breed, ${height}% hoog`,
      `${x}% from the left, ${y}% from the top, ${width}% wide, ${height}% high`);
  };

  function write(entry, [x, y, width, height]) {
    inputs(entry.row).forEach((input, at) => { input.value = String(tenth([x, y, width, height][at])); });
    place(entry);
  }

  function place(entry) {
    const [x, y, width, height] = read(entry.row);
    Object.assign(entry.el.style, { left: `${x}%`, top: `${y}%`, width: `${width}%`, height: `${height}%` });
    entry.el.classList.toggle('ws-redact__box--wrong',
      x < 0 || y < 0 || width < SMALLEST || height < SMALLEST || x + width > 100.05 || y + height > 100.05);
  }

  function take(row) {
    const el = document.createElement('div');
    el.className = 'ws-redact__box';
    el.tabIndex = 0;
    el.setAttribute('role', 'group');
    el.setAttribute('aria-describedby', 'uitleg-vlakken');
    const handle = document.createElement('span');
    handle.className = 'ws-redact__handle';
    const number = document.createElement('span');
    number.className = 'ws-redact__number';
    number.setAttribute('aria-hidden', 'true');
    el.append(number, handle);
    const entry = { row, el, number };
    el.addEventListener('keydown', (event) => key(event, entry));
    el.addEventListener('focus', () => tell(`${say('Vlak', 'Box')} ${entries.indexOf(entry) + 1}: ${told(entry)}`));
    row.addEventListener('input', () => place(entry));
    row.querySelector('[data-box-remove]').hidden = false;
    row.querySelector('[data-box-remove]').addEventListener('click', () => {
      remove(entry);
      add.focus();
    });
    entries.push(entry);
    stage.append(el);
    place(entry);
    count();
    return entry;
  }

  function make(box) {
    const row = blank.cloneNode(true);
    list.append(row);
    const entry = take(row);
    write(entry, box);
    return entry;
  }

  function remove(entry) {
    entries.splice(entries.indexOf(entry), 1);
    entry.row.remove();
    entry.el.remove();
    count();
    tell(say(`Vlak weggehaald, nog ${entries.length}`, `Box removed, ${entries.length} left`));
  }

  function count() {
    entries.forEach(({ row, el, number }, index) => {
      row.querySelector('[data-box-number]').textContent = String(index + 1);
      number.textContent = String(index + 1);
      el.setAttribute('aria-label', `${stage.dataset.label} ${index + 1}`);
    });
    none.hidden = entries.length > 0;
    add.disabled = entries.length >= most;
  }

  function move(entry, [dx, dy]) {
    const [x, y, width, height] = read(entry.row);
    write(entry, [clamp(x + dx, 0, 100 - width), clamp(y + dy, 0, 100 - height), width, height]);
  }

  function size(entry, [dx, dy]) {
    const [x, y, width, height] = read(entry.row);
    write(entry, [x, y, clamp(width + dx, SMALLEST, 100 - x), clamp(height + dy, SMALLEST, 100 - y)]);
  }

  function key(event, entry) {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      const at = entries.indexOf(entry);
      remove(entry);
      (entries[at] ?? entries[at - 1])?.el.focus();
      if (!entries.length) add.focus();
    } else if (MOVES[event.key]) {
      event.preventDefault();
      (event.shiftKey ? size : move)(entry, MOVES[event.key]);
      tell(told(entry));
    }
  }

  const at = (event) => {
    const { left, top, width, height } = stage.getBoundingClientRect();
    return [clamp(((event.clientX - left) / width) * 100, 0, 100), clamp(((event.clientY - top) / height) * 100, 0, 100)];
  };

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || gesture) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const from = at(event);
    const entry = entries.find(({ el }) => el.contains(event.target));
    if (entry) {
      entry.el.focus({ preventScroll: true });
      const act = event.target.closest('.ws-redact__handle') ? 'size' : 'move';
      gesture = { act, entry, from, box: read(entry.row), pointer: event.pointerId };
    } else if (entries.length >= most) {
      tell(say(`Meer dan ${most} vlakken kan niet; bewaar deze eerst.`, `No more than ${most} boxes; save these first.`));
    } else {
      gesture = { act: 'draw', entry: make([...from, 0, 0]), from, pointer: event.pointerId };
    }
  });
  stage.addEventListener('pointermove', (event) => {
    if (gesture?.pointer !== event.pointerId) return;
    const [px, py] = at(event);
    const { act, entry, box, from: [x0, y0] } = gesture;
    if (act === 'draw') {
      write(entry, [Math.min(px, x0), Math.min(py, y0), Math.abs(px - x0), Math.abs(py - y0)]);
      return;
    }
    const [x, y, width, height] = box;
    write(entry, box);
    if (act === 'move') move(entry, [clamp(px - x0, -x, 100 - x - width), clamp(py - y0, -y, 100 - y - height)]);
    else size(entry, [px - x0, py - y0]);
  });
  const stop = (event) => {
    if (gesture?.pointer !== event.pointerId) return;
    const { act, entry } = gesture;
    gesture = null;
    const [, , width, height] = read(entry.row);
    if (act === 'draw' && (width < SMALLEST || height < SMALLEST)) {
      remove(entry); // a tap, not a box
      tell(say('Sleep over de foto om een vlak te tekenen.', 'Drag over the photo to draw a box.'));
    } else {
      entry.el.focus({ preventScroll: true });
      tell(told(entry));
    }
  };
  stage.addEventListener('pointerup', stop);
  stage.addEventListener('pointercancel', stop);

  add.addEventListener('click', () => make([40, 40, 20, 20]).el.focus());
  form.addEventListener('submit', (event) => {
    if (entries.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(say('Teken eerst ten minste één vlak.', 'Draw at least one box first.'));
    add.focus();
  });

  for (const part of form.querySelectorAll('[data-redact-help], [data-redact-tools]')) part.hidden = false;
  stage.classList.add('ws-redact__stage--live');
  for (const row of [...list.children]) {
    if (inputs(row).some((input) => input.value)) take(row);
    else row.remove();
  }
  count();
}
