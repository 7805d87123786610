// The office pages: they work without this file; it makes them quicker and kinder.
import 'htmx.org/dist/htmx.esm.js';

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content;

/** htmx sends the token that the server asks of everything that changes something. */
function sendToken() {
  document.addEventListener('htmx:configRequest', (event) => {
    const token = csrf();
    if (token && event.detail.verb !== 'get') event.detail.headers['X-CSRF-Token'] = token;
  });
}

/** A problem's answer holds a page of its own: say so instead of swapping nothing. */
function tellProblems() {
  const tell = (text) => {
    const place = document.getElementById('meldingen');
    const line = document.createElement('p');
    line.className = 'utrecht-alert utrecht-alert--error ws-alert';
    line.textContent = text;
    place?.replaceChildren(line);
    place?.scrollIntoView({ block: 'nearest' });
  };
  const english = document.documentElement.lang === 'en';
  document.addEventListener('htmx:responseError', () =>
    tell(english ? 'That did not work. Reload the page and try again.'
      : 'Dat lukte niet. Laad de pagina opnieuw en probeer het nog eens.'));
  document.addEventListener('htmx:sendError', () =>
    tell(english ? 'There is no connection now.' : 'Er is nu geen verbinding.'));
}

/** A form goes once: an impatient second tap changes nothing. */
function sendOnce() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const asked = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (asked && !globalThis.confirm(asked)) return event.preventDefault();
    if (form.method !== 'post' || form.matches('[hx-post], [hx-put]')) return undefined;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    event.submitter?.setAttribute('aria-busy', 'true');
    return undefined;
  });
  // Back from the next page: the form may be sent anew.
  globalThis.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent;
      form.querySelector('[aria-busy]')?.removeAttribute('aria-busy');
    }
  });
}

/** `<form data-autosubmit>`: choosing is enough; its button stays for who has no script. */
function submitOnChange() {
  document.addEventListener('change', (event) => {
    const form = event.target.closest('form[data-autosubmit]');
    if (form && event.target.matches('select, [type=checkbox], [type=radio], [type=date]')) form.requestSubmit();
  });
}

/** `<details data-closes>`: closes on Escape and on a click elsewhere, as a menu does. */
function closeMenus() {
  const open = () => document.querySelectorAll('details[data-closes][open]');
  document.addEventListener('click', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
}

/** `<button data-copy="#id" hidden>`: shown where the browser can copy. */
function copyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.copied;
    });
  }
}

/** What came back wrong gets the focus; the menu shows where we are. */
function showWhatMatters() {
  document.querySelector('[data-focus]')?.focus();
  const row = document.querySelector('.ws-nav__list');
  const here = row?.querySelector('[aria-current]');
  if (here) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

sendToken();
tellProblems();
sendOnce();
submitOnChange();
closeMenus();
copyButtons();
showWhatMatters();
