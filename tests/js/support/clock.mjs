/** A clock that stands still until a test moves it, with timers. */
export function fakeClock(start = Date.parse('2026-03-01T08:00:00Z')) {
  let now = start;
  let last = 0;
  const timers = new Map();
  return {
    now: () => now,
    setTimeout(work, ms) {
      last += 1;
      timers.set(last, { at: now + ms, work });
      return last;
    },
    clearTimeout(timer) {
      timers.delete(timer);
    },
    /** Moves on without ringing anything: the phone slept, or somebody set its clock. */
    set(moment) {
      now = moment;
    },
    pass(ms) {
      now += ms;
    },
    waiting: () => timers.size,
    /** Moments at which timers ring, in order. */
    moments: () => [...timers.values()].map(({ at }) => at).sort((a, b) => a - b),
    /** Moves to the first timer and rings it. */
    ring() {
      const [first] = [...timers.entries()].sort(([, a], [, b]) => a.at - b.at);
      if (!first) return false;
      const [timer, { at, work }] = first;
      timers.delete(timer);
      now = Math.max(now, at);
      work();
      return true;
    },
  };
}
