import { CloudUpload, Redo2, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import type { Editor } from "./use-editor.ts";

interface EditorToolbarProps {
  editor: Editor;
  note: string;
  onNote: (note: string) => void;
  /** Nothing has changed since the last save. */
  clean: boolean;
  saving: boolean;
  onSave: () => void;
  /** Undefined while there is no draft to activate. */
  onActivate: (() => void) | undefined;
  children?: ReactNode;
}

/** Undo, redo, what the version is about, save, activate. */
export function EditorToolbar(props: EditorToolbarProps) {
  const { editor, note, onNote, clean, saving, onSave, onActivate, children } = props;
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line bg-surface px-3 py-1.5">
      <IconButton icon={Undo2} label="Undo" shortcut="Ctrl+Z" disabled={!editor.canUndo} onClick={editor.undo} />
      <IconButton icon={Redo2} label="Redo" shortcut="Ctrl+Shift+Z" disabled={!editor.canRedo} onClick={editor.redo} />
      {children}
      <Input
        aria-label="Note"
        placeholder="What this version changes"
        maxLength={500}
        value={note}
        onChange={(event) => onNote(event.target.value)}
        className="ml-auto h-7! max-w-80 min-w-32 flex-1 pointer-coarse:h-10!"
      />
      <span className="flex items-center gap-1.5">
        <Button onClick={onSave} busy={saving} disabled={clean}>
          <CloudUpload aria-hidden />
          Save draft
        </Button>
        <Button variant="primary" onClick={onActivate} disabled={!onActivate}>
          Activate
        </Button>
      </span>
    </div>
  );
}
