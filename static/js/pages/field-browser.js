// Small things that only a browser can do.

/** Follow an observable as long as an element is on the page. */
export function watchUntilGone(source, element, listener) {
  let shown = false;
  let stop = () => {};
  stop = source.subscribe((value) => {
    if (element.isConnected) shown = true;
    else if (shown) { stop(); return; }
    listener(value);
  });
  setTimeout(() => { shown ||= element.isConnected; }, 500);
  return stop;
}

/** @param {'auto'|'light'|'dark'|undefined} look */
export function applyLook(look) {
  if (look === 'light' || look === 'dark') document.documentElement.dataset.look = look;
  else delete document.documentElement.dataset.look;
}

export function saveFile(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @returns {Promise<boolean>} true when it was copied, false when the share sheet took over */
export async function shareOrCopy(text) {
  if (navigator.share) {
    try {
      await navigator.share({ text });
      return false;
    } catch (error) {
      if (error.name === 'AbortError') return false;
    }
  }
  await navigator.clipboard.writeText(text);
  return true;
}
