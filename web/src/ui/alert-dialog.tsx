import { isAppError } from "@plumbline/contracts";
import { AlertDialog as Radix } from "radix-ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, and what cannot be undone. */
  description: ReactNode;
  /** The verb on the button. */
  confirm: string;
  /** The words on the other button, "Cancel" by default. */
  dismiss?: string;
  /** When given, the act waits until this text has been typed: for what destroys work. */
  typeToConfirm?: string;
  danger?: boolean;
  /** The dialog stays open until it resolves; a rejection keeps it open and shows the reason. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before an act that matters; what cannot be undone waits until its name was typed. Focus starts on Cancel. */
export function AlertDialog({
  open,
  onOpenChange,
  title,
  description,
  confirm,
  dismiss = "Cancel",
  typeToConfirm,
  danger = true,
  onConfirm,
}: AlertDialogProps) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;

  const change = (next: boolean): void => {
    if (busy) return;
    setTyped("");
    setProblem(undefined);
    onOpenChange(next);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // React's events pass through portals: a form on the page that asks would be sent too.
    event.stopPropagation();
    if (!ready || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      setTyped("");
      onOpenChange(false);
    } catch (error) {
      const fix = isAppError(error) ? error.fix : undefined;
      setProblem([error instanceof Error ? error.message : String(error), fix].filter(Boolean).join(" "));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Radix.Root open={open} onOpenChange={change}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-in bg-scrim" />
        <Radix.Content className="fixed top-[16vh] left-1/2 z-50 w-[min(440px,calc(100vw-24px))] -translate-x-1/2 animate-in rounded-md border border-line bg-surface p-4 shadow-float outline-none">
          <form onSubmit={submit} className="flex flex-col gap-3">
            <Radix.Title className="text-lg">{title}</Radix.Title>
            <Radix.Description asChild>
              <div className="text-muted">{description}</div>
            </Radix.Description>
            {typeToConfirm !== undefined && (
              <Field label={`Type “${typeToConfirm}” to confirm`}>
                <Input value={typed} onChange={(e) => setTyped(e.target.value)} autoComplete="off" spellCheck={false} />
              </Field>
            )}
            <p role="alert" className="text-critical empty:hidden">
              {problem}
            </p>
            <div className="flex justify-end gap-2 pt-1">
              <Radix.Cancel asChild>
                <Button disabled={busy}>{dismiss}</Button>
              </Radix.Cancel>
              <Button type="submit" variant={danger ? "danger-solid" : "primary"} busy={busy} disabled={!ready}>
                {confirm}
              </Button>
            </div>
          </form>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
