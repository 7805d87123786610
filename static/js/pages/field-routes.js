// Which address shows which screen.
import { signInScreen } from '../ui/sign-in.js';
import { startScreen } from '../ui/start.js';
import { prepareScreen } from '../ui/prepare.js';
import { roundScreen } from '../ui/round.js';
import { finishScreen } from '../ui/finish.js';
import { categoryScreen, levelScreen } from '../ui/observation.js';
import { savedScreen, editScreen } from '../ui/observation-details.js';
import { perceptionScreen } from '../ui/perception.js';
import { queueScreen } from '../ui/queue.js';
import { tasksScreen } from '../ui/tasks.js';
import { taskScreen } from '../ui/task.js';
import { settingsScreen } from '../ui/settings.js';

const SCREENS = [
  { path: '/', screen: startScreen },
  { path: '/voorbereiden/plan/:plan', screen: prepareScreen },
  { path: '/voorbereiden/los/:area/:template', screen: prepareScreen },
  { path: '/ronde', screen: roundScreen },
  { path: '/afronden', screen: finishScreen },
  { path: '/waarneming/:theme', screen: categoryScreen },
  { path: '/waarneming/:theme/:category', screen: levelScreen },
  { path: '/opgeslagen/:id', screen: savedScreen },
  { path: '/wijzig/:id', screen: editScreen },
  { path: '/beleving', screen: perceptionScreen },
  { path: '/wachtrij', screen: queueScreen },
  { path: '/taken', screen: tasksScreen },
  { path: '/taken/:id', screen: taskScreen },
  { path: '/inloggen', screen: signInScreen },
  { path: '/instellingen', screen: settingsScreen },
];

/** Without a known user every address asks to sign in first. */
export function routes(ctx) {
  return SCREENS.map(({ path, screen }) => ({
    path,
    screen: (context, params) => (ctx.session.get().user ? screen(context, params) : signInScreen(context)),
  }));
}
