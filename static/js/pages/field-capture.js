// Place and time of an observation, taken when the theme is tapped and kept until it is saved.

/** So long the third tap waits for a place before it asks for one on the map. */
const PATIENCE = 3000;

const within = (ms, work) => Promise.race([work, new Promise((resolve) => { setTimeout(resolve, ms); })]);

/** @param {{freshPlace:()=>object|null, askPlace:()=>Promise<object|null>, now:()=>string}} parts */
export function createCapture({ freshPlace, askPlace, now }) {
  let current = null;
  let finished = false;
  return {
    start(theme) {
      finished = false;
      const capture = { theme, at: now(), place: freshPlace() };
      current = capture;
      capture.asked = capture.place ? null : within(PATIENCE, askPlace().then((place) => { capture.place ??= place; }));
    },
    /** @returns {{theme, at, place, asked:Promise|null}|null} `asked`: until the place may be known; null when this form was saved already */
    take(theme) {
      if (finished) return null;
      if (current?.theme !== theme) this.start(theme); // opened by its address, not by a button
      return current;
    },
    done() {
      current = null;
      finished = true;
    },
  };
}
