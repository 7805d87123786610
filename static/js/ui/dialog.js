// A modal question or card, on the browser's own <dialog>: it keeps the focus inside, closes
// with Escape and gives the focus back.
import { h, uid } from './dom.js';
import { icon } from './icons.js';

/**
 * @returns {{close(value?:any):void, done:Promise<any>, element:HTMLDialogElement}}
 *   `done` gives the value of close(), undefined when it was dismissed
 */
export function openDialog({ t, title, body, actions = [], wide = false }) {
  const id = uid('dialog');
  let result;
  const close = (value) => { result = value; element.close(); };
  const element = h('dialog.dialog', { 'aria-labelledby': id, class: wide ? 'dialog-wide' : null },
    h('div.dialog-head', null,
      h('h2', { id }, title),
      h('button.icon-button', { type: 'button', 'aria-label': t('app.close'), onclick: () => close() }, icon('close'))),
    h('div.dialog-body', null, body),
    actions.length
      ? h('div.dialog-actions', null, actions.map(({ label, value, tone = 'secondary', run }) =>
        h(`button.button.button-${tone}`, { type: 'button', onclick: () => (run ? run(close) : close(value)) }, label)))
      : null);
  document.body.append(element);
  const done = new Promise((resolve) => {
    element.addEventListener('close', () => { element.remove(); resolve(result); });
  });
  element.showModal();
  return { close, done, element };
}

/** Ask yes or no. @returns {Promise<boolean>} */
export async function confirmDialog({ t, title, body, yes, tone = 'primary' }) {
  const { done } = openDialog({
    t, title, body: h('p', null, body),
    actions: [{ label: t('app.cancel'), value: false }, { label: yes, value: true, tone }],
  });
  return Boolean(await done);
}
