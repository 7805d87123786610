// A value that tells who looks at it that it changed.

/** @returns {{get():T, set(patch:Partial<T>):void, replace(value:T):void, subscribe(fn:(value:T)=>void):()=>void}} */
export function observable(initial) {
  let value = initial;
  const watchers = new Set();
  return {
    get: () => value,
    set(patch) { this.replace({ ...value, ...patch }); },
    replace(next) {
      value = next;
      for (const watcher of [...watchers]) watcher(value);
    },
    subscribe(watcher) {
      watchers.add(watcher);
      watcher(value);
      return () => watchers.delete(watcher);
    },
  };
}
