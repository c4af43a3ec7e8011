import type { Draft } from "./draft.ts";

/** A draft with everything it was before, for undo and redo. */
export interface DraftHistory {
  past: readonly Draft[];
  present: Draft;
  future: readonly Draft[];
  /** What the last edit was about: edits about the same thing that follow one another are undone together. */
  about: string | undefined;
}

export type HistoryAct =
  | { type: "edit"; draft: Draft; about?: string | undefined }
  | { type: "undo" }
  | { type: "redo" }
  /** Another draft takes its place; there is nothing before it. */
  | { type: "reset"; draft: Draft };

const longest = 200;

export const newHistory = (draft: Draft): DraftHistory => ({ past: [], present: draft, future: [], about: undefined });

/** The history after an act. Undo and redo at their ends, and edits that change nothing, leave it as it is. */
export function changeHistory(history: DraftHistory, act: HistoryAct): DraftHistory {
  const { past, present, future, about } = history;
  switch (act.type) {
    case "edit": {
      if (act.draft === present) return history;
      const same = act.about !== undefined && act.about === about && past.length > 0;
      return {
        past: same ? past : [...past, present].slice(-longest),
        present: act.draft,
        future: [],
        about: act.about,
      };
    }
    case "undo": {
      const before = past.at(-1);
      return before
        ? { past: past.slice(0, -1), present: before, future: [present, ...future], about: undefined }
        : history;
    }
    case "redo": {
      const [next, ...rest] = future;
      return next ? { past: [...past, present], present: next, future: rest, about: undefined } : history;
    }
    case "reset":
      return newHistory(act.draft);
  }
}
