// What somebody was typing, so that a killed page costs nothing. One draft at a time.

/** @param {{getDraft, setDraft, clearDraft}} store */
export async function createDrafts(store) {
  let draft = await store.getDraft();
  let writing = Promise.resolve();

  const write = (work) => {
    writing = writing.then(work).catch((error) => console.error(error));
    return writing;
  };

  /** Of many changes while one is being written only the last one needs to be. */
  let waiting = null;
  function persist() {
    waiting ??= write(() => {
      waiting = null;
      return draft ? store.setDraft(draft) : store.clearDraft();
    });
    return waiting;
  }

  return {
    /** Merge into the draft of the same thing; another thing replaces it. Durable when it resolves. */
    keep(patch) {
      const same = draft && draft.observationId === patch.observationId && draft.draftKey === patch.draftKey;
      draft = { ...(same ? draft : {}), ...patch };
      return persist();
    },
    note: (observationId) => (draft?.observationId === observationId ? draft.note : undefined),
    /** What was filled in of a form that is not saved yet. */
    form: (draftKey) => (draft?.draftKey === draftKey ? draft.form ?? {} : {}),
    photos: (draftKey) => (draft?.draftKey === draftKey ? draft.photos ?? [] : []),
    /** The draft of an observation that was being completed, if any. */
    open: async () => (draft?.observationId ? draft : null),
    drop() {
      draft = null;
      return persist();
    },
  };
}
