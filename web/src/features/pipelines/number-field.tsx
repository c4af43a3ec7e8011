import { useEffect, useState } from "react";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

interface NumberFieldProps {
  label: string;
  hint?: string | undefined;
  value: number | null;
  minimum?: number | undefined;
  maximum?: number | undefined;
  whole?: boolean;
  /** What an empty field means; without it the field may not be empty. */
  empty?: string | undefined;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (value: number | null) => void;
}

/** A number within bounds. What is typed counts once it is one; what is not is said, and gone when the field is left. */
export function NumberField(props: NumberFieldProps) {
  const { label, hint, value, minimum, maximum, whole = true, empty, error, disabled, onChange } = props;
  const [text, setText] = useState(value === null ? "" : String(value));
  useEffect(() => {
    setText((before) => (readNumber(before) === value ? before : value === null ? "" : String(value)));
  }, [value]);
  const wrong = faultOf(text, props);
  const change = (next: string): void => {
    setText(next);
    if (!faultOf(next, { minimum, maximum, whole, empty })) onChange(readNumber(next));
  };
  return (
    <Field label={label} hint={hint} error={wrong ?? error}>
      <Input
        inputMode={whole ? "numeric" : "decimal"}
        value={text}
        placeholder={empty}
        disabled={disabled}
        autoComplete="off"
        onChange={(event) => change(event.target.value)}
        onBlur={() => wrong && setText(value === null ? "" : String(value))}
        className="tabular-nums"
      />
    </Field>
  );
}

const readNumber = (text: string): number | null => (text.trim() === "" ? null : Number(text));

function faultOf(
  text: string,
  { minimum, maximum, whole = true, empty }: Pick<NumberFieldProps, "minimum" | "maximum" | "whole" | "empty">,
): string | undefined {
  const value = readNumber(text);
  if (value === null) return empty === undefined ? "Enter a number." : undefined;
  if (!Number.isFinite(value)) return "This is no number.";
  if (whole && !Number.isInteger(value)) return "Enter a whole number.";
  const format = (bound: number): string => bound.toLocaleString("en-US");
  if (minimum !== undefined && value < minimum) return `At least ${format(minimum)}.`;
  if (maximum !== undefined && value > maximum) return `At most ${format(maximum)}.`;
  return undefined;
}
