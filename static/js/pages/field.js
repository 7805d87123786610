// Entry of the field app: makes the parts, joins them, shows the first screen. The app is ready to
// record as soon as the store is open; everything that needs the network follows by itself.
import { createContext } from './field-context.js';
import { routes } from './field-routes.js';
import { createShell } from '../ui/shell.js';
import { createTranslator } from '../ui/i18n.js';
import { h, fill } from '../ui/dom.js';

async function main() {
  const root = document.getElementById('app');
  let ctx;
  try {
    ctx = await createContext();
  } catch (error) {
    console.error(error);
    const t = createTranslator(document.documentElement.lang);
    fill(root, h('main.page', { role: 'alert' }, h('h1', null, t('app.name')), h('p.notice.notice-negative', null, t('error.storageGone'))));
    return;
  }
  const shell = createShell(root, ctx, routes(ctx));
  await shell.show();
  root.dataset.ready = 'true';
  performance.mark('veld-klaar');
  ctx.start();
}

main();
