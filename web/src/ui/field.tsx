import { Slot } from "radix-ui";
import { type ReactNode, useId } from "react";

interface FieldProps {
  label: string;
  /** What to enter, shown under the control. */
  hint?: ReactNode;
  /** What is wrong with the value; announced, and tied to the control. */
  error?: string | undefined;
  /** One Input, Select trigger or textarea. */
  children: ReactNode;
}

/** A labelled control with its hint and error; ids and aria attributes are tied together here. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <Slot.Root id={id} aria-describedby={described || undefined} aria-invalid={error ? true : undefined}>
        {children}
      </Slot.Root>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      <p id={`${id}-error`} role="alert" className="text-sm text-critical empty:hidden">
        {error}
      </p>
    </div>
  );
}
