// Ten seconds to take an observation back, with the time left in words and as a shrinking line.
import { h } from './dom.js';
import { icon } from './icons.js';

const SECONDS = 10;

export function undoBar({ t }, { onUndo, seconds = SECONDS }) {
  let left = seconds;
  const count = h('span.undo-left', { 'aria-hidden': 'true' });
  const line = h('progress.undo-line', { max: String(seconds), value: seconds, 'aria-hidden': 'true' });
  const el = h('div.undo', null,
    h('button.button.button-secondary', { type: 'button', dataset: { undo: '' }, onclick: () => { stop(); onUndo(); } },
      icon('undo'), h('span', null, t('observe.undo'))),
    count, line);
  const show = () => {
    count.textContent = t('observe.undoFor', { n: left });
    line.value = left;
  };
  const timer = setInterval(() => {
    left -= 1;
    if (left <= 0) { stop(); el.remove(); } else show();
  }, 1000);
  const stop = () => clearInterval(timer);
  show();
  return { el, stop };
}
