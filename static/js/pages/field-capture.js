// Place and time of an observation, taken when the theme is tapped and kept until it is saved.

/** @param {{freshPlace:()=>object|null, askPlace:()=>Promise<object|null>, now:()=>string}} parts */
export function createCapture({ freshPlace, askPlace, now }) {
  let current = null;
  let finished = false;
  return {
    start(theme) {
      finished = false;
      const capture = { theme, at: now(), place: freshPlace() };
      current = capture;
      if (!capture.place) askPlace().then((place) => { capture.place ??= place; });
    },
    /** @returns {{theme, at, place}|null} null when this form was saved already */
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
