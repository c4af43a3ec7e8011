import { Upload } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { useDropzone } from "react-dropzone";
import { toast } from "../../ui/toast.tsx";
import { addUploads } from "./uploads.ts";

interface DropAreaProps {
  /** False for those who may only look: nothing is taken then. */
  enabled: boolean;
  /** Opens the file dialog at once, where the browser allows it. */
  openAtOnce: boolean;
  children: (choose: () => void) => ReactNode;
}

/** The whole page takes files that are dropped on it; `choose` opens the file dialog. */
export function DropArea({ enabled, openAtOnce, children }: DropAreaProps) {
  const { getRootProps, isDragActive } = useDropzone({
    onDrop: (files) => addUploads(files),
    onError: (error) => toast.failed(error),
    noClick: true,
    noKeyboard: true,
    disabled: !enabled,
  });
  // The dropzone's own dialog refuses drops until the window has lost and regained the focus.
  const input = useRef<HTMLInputElement>(null);
  const choose = useCallback(() => input.current?.click(), []);
  useEffect(() => {
    if (openAtOnce && enabled && navigator.userActivation.isActive) choose();
  }, [openAtOnce, enabled, choose]);
  return (
    <div {...getRootProps({ role: undefined, tabIndex: undefined })} className="relative min-h-[calc(100dvh-44px)]">
      {enabled && (
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files to upload"
          onChange={({ currentTarget }) => {
            addUploads([...(currentTarget.files ?? [])]);
            // The same file may be chosen again.
            currentTarget.value = "";
          }}
        />
      )}
      {children(choose)}
      {isDragActive && (
        <div className="pointer-events-none fixed inset-0 z-30 flex items-center justify-center bg-scrim">
          <div className="flex animate-in items-center gap-2.5 rounded-md border border-accent bg-surface px-5 py-4 text-md font-medium shadow-float">
            <Upload aria-hidden className="size-4 text-accent" />
            Drop to upload
          </div>
        </div>
      )}
    </div>
  );
}
