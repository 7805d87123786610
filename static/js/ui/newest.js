// Shows what was read last. Who asks again while a reading goes on gets another one after it: what is
// being read may have been looked at before the change. Many asks meanwhile are one.

/**
 * @template T
 * @param {() => Promise<T>} read
 * @param {(found: T) => void} show
 * @returns {() => Promise<void>}
 */
export function showNewest(read, show) {
  let asked = false;
  let reading = false;
  return async () => {
    asked = true;
    if (reading) return;
    reading = true;
    try {
      while (asked) {
        asked = false;
        show(await read());
      }
    } finally {
      reading = false;
    }
  };
}
