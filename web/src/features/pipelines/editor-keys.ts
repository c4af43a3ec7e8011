import { useEffect, useRef } from "react";
import type { Editor } from "./use-editor.ts";

/** Ctrl+S saves; Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) undo and redo. In a text field undo belongs to the field. */
export function useEditorKeys(editor: Editor, save: () => void): void {
  const latest = useRef({ editor, save });
  useEffect(() => {
    latest.current = { editor, save };
  });
  // Heard wherever the focus is: it is nowhere once the node that had it was removed.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const at = event.target instanceof Element ? event.target : undefined;
      if (at?.closest("[role=alertdialog]")) return;
      const typing = at?.closest("input:not([type=checkbox]),textarea") != null;
      const key = event.key.toLowerCase();
      if (key === "s") latest.current.save();
      else if (typing) return;
      else if (key === "y" || (key === "z" && event.shiftKey)) latest.current.editor.redo();
      else if (key === "z") latest.current.editor.undo();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}
