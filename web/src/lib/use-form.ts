import { type Fault, isAppError } from "@plumbline/contracts";
import { type ChangeEvent, type FormEvent, useState } from "react";
import type { z } from "zod";

type Values<S extends z.ZodObject> = Record<Extract<keyof z.input<S>, string>, string>;

export interface Form<S extends z.ZodObject> {
  values: Values<S>;
  /** What is wrong with each field; a field without a fault is absent. */
  errors: Partial<Record<string, string>>;
  /** Why the act failed, when it is not about one field. */
  problem: unknown;
  busy: boolean;
  set: (name: keyof Values<S>, value: string) => void;
  /** Props for the Input of that name. */
  input: (name: keyof Values<S>) => {
    name: string;
    value: string;
    onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  };
  onSubmit: (event: FormEvent) => void;
}

/**
 * A form of text fields held against a contract: nothing is sent until it parses, and faults that the server names
 * appear at their fields. `submit` gets the parsed value; what it throws is shown.
 */
export function useForm<S extends z.ZodObject>(
  schema: S,
  initial: Values<S>,
  submit: (value: z.output<S>) => Promise<unknown>,
): Form<S> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const set = (name: keyof Values<S>, value: string): void => {
    setValues((before) => ({ ...before, [name]: value }));
    setErrors((before) => ({ ...before, [name]: undefined }));
  };

  const send = async (form: EventTarget, value: z.output<S>): Promise<void> => {
    setBusy(true);
    try {
      await submit(value);
    } catch (error) {
      const faults = faultsByField(isAppError(error) ? (error.errors ?? []) : [], Object.keys(values));
      setErrors(faults);
      if (Object.keys(faults).length === 0) setProblem(error);
      else focusFirst(form, Object.keys(faults));
    } finally {
      setBusy(false);
    }
  };

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    setProblem(undefined);
    const parsed = schema.safeParse(values);
    if (parsed.success) {
      setErrors({});
      void send(event.currentTarget, parsed.data);
      return;
    }
    const wrong: Partial<Record<string, string>> = {};
    for (const issue of parsed.error.issues) wrong[String(issue.path[0])] ??= sentence(issue.code, issue.message);
    setErrors(wrong);
    focusFirst(event.currentTarget, Object.keys(wrong));
  };

  const input: Form<S>["input"] = (name) => ({
    name,
    value: values[name],
    onChange: (event) => set(name, event.target.value),
  });
  return { values, errors, problem, busy, set, input, onSubmit };
}

/** Zod's own words for an empty text ("Too small: expected string to have >=1 characters") are not for people. */
const sentence = (code: string, message: string): string =>
  code === "too_small" && />=1 char/.test(message) ? "Fill this in." : message;

function faultsByField(faults: Fault[], names: string[]): Partial<Record<string, string>> {
  const found: Partial<Record<string, string>> = {};
  for (const fault of faults) {
    const name = fault.location.split(/[/.]/).at(-1);
    if (name !== undefined && names.includes(name))
      found[name] ??= [fault.message, fault.fix].filter(Boolean).join(" ");
  }
  return found;
}

function focusFirst(form: EventTarget, names: string[]): void {
  if (!(form instanceof HTMLElement)) return;
  requestAnimationFrame(() => {
    const controls = [...form.querySelectorAll<HTMLElement>("input[name]")];
    controls.find((control) => names.includes(control.getAttribute("name") ?? ""))?.focus();
  });
}
