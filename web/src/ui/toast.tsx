import { isAppError } from "@plumbline/contracts";
import { Toaster as Sonner, toast as sonner } from "sonner";

/** Where toasts appear; mounted once by the frame. */
export function Toaster({ theme }: { theme: "light" | "dark" }) {
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      gap={8}
      toastOptions={{
        style: {
          background: "var(--surface)",
          color: "var(--ink)",
          border: "1px solid var(--line)",
          borderRadius: 6,
          boxShadow: "var(--float)",
          font: "13px/1.45 var(--font-sans)",
          padding: "10px 12px",
        },
        classNames: { description: "text-muted!", actionButton: "bg-hover! text-ink!" },
      }}
    />
  );
}

interface ToastOptions {
  description?: string;
  action?: { label: string; onClick: () => void };
  /** The same id again changes the toast that is shown. */
  id?: string;
  /** Stays until it is dismissed. */
  lasting?: boolean;
}

const shown = ({ lasting, ...options }: ToastOptions) => ({
  ...options,
  ...(lasting && { duration: Number.POSITIVE_INFINITY }),
});

/** Short news that needs no answer. What must be read or decided belongs on the page or in a dialog. */
export const toast = {
  done: (message: string, options: ToastOptions = {}) => sonner.success(message, shown(options)),
  info: (message: string, options: ToastOptions = {}) => sonner(message, shown(options)),
  /** A failed act: its sentence and its fix. */
  failed: (error: unknown, options: ToastOptions = {}) => {
    const known = isAppError(error);
    sonner.error(known ? error.message : "That did not work.", {
      duration: 8000,
      description: (known ? error.fix : undefined) ?? (known ? undefined : "Try again."),
      ...shown(options),
    });
  },
  dismiss: (id: string) => sonner.dismiss(id),
};
