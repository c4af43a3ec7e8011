import { NodeKey } from "@plumbline/contracts";
import { useEffect, useState } from "react";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

interface KeyFieldProps {
  value: string;
  /** Keys of the other nodes. */
  taken: readonly string[];
  error: string | undefined;
  disabled: boolean;
  onRename: (next: string) => void;
}

/** The node's key. It takes effect on leaving the field or Enter, everywhere it is named. */
export function KeyField({ value, taken, error, disabled, onRename }: KeyFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const parsed = NodeKey.safeParse(text);
  const wrong = !parsed.success
    ? `${parsed.error.issues[0]?.message}.`
    : taken.includes(text)
      ? `Another node is called ${text}.`
      : undefined;
  const settle = (): void => {
    if (wrong) setText(value);
    else if (text !== value) onRename(text);
  };
  return (
    <Field label="Key" hint="Others wait for it and read it by this name" error={text === value ? error : wrong}>
      <Input
        value={text}
        disabled={disabled}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        onChange={(event) => setText(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => event.key === "Enter" && settle()}
      />
    </Field>
  );
}
