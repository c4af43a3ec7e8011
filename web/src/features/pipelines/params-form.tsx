import { isSameJson, type StepVersion } from "@plumbline/contracts";
import { useEffect, useState } from "react";
import { words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { controlClass, Input } from "../../ui/input.tsx";
import { readJson } from "../../ui/json/json-source.ts";
import { toJson } from "../../ui/json/json-value.ts";
import { Select } from "../../ui/select.tsx";
import { faultOf, type NodeFault } from "./node-faults.ts";
import { NumberField } from "./number-field.tsx";
import { type ParamField, paramFields, unknownParams } from "./param-fields.ts";

interface ParamsFormProps {
  step: StepVersion;
  params: Record<string, unknown>;
  faults: readonly NodeFault[];
  disabled: boolean;
  /** `name` is the param that was changed. */
  onChange: (params: Record<string, unknown>, name: string) => void;
}

/** The step's params as its schema describes them; what is left empty stays at its default. */
export function ParamsForm({ step, params, faults, disabled, onChange }: ParamsFormProps) {
  const fields = paramFields(step);
  const unknown = unknownParams(fields, params);
  const without = (name: string): Record<string, unknown> =>
    Object.fromEntries(Object.entries(params).filter(([key]) => key !== name));
  const set = (name: string, value: unknown): void =>
    onChange(value === undefined ? without(name) : { ...params, [name]: value }, name);
  if (fields.length === 0 && unknown.length === 0) return <p className="text-muted">This step takes no params.</p>;
  return (
    <div className="flex flex-col gap-3">
      {fields.map((field) => (
        <Param
          key={field.name}
          field={field}
          value={params[field.name]}
          error={faultOf(faults, `params/${field.name}`)}
          disabled={disabled}
          onChange={(value) => set(field.name, value)}
        />
      ))}
      {unknown.map((name) => (
        <div key={name} className="flex items-center gap-2">
          <span className="min-w-0 flex-1">
            <span className="font-mono text-sm">{name}</span>{" "}
            <span className="text-critical">{faultOf(faults, `params/${name}`) ?? "is no param of this step."}</span>
          </span>
          {!disabled && (
            <Button size="sm" onClick={() => set(name, undefined)}>
              Remove
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}

interface ParamProps {
  field: ParamField;
  value: unknown;
  error: string | undefined;
  disabled: boolean;
  /** undefined: back to its default. */
  onChange: (value: unknown) => void;
}

const unset = "(default)";
const write = (value: unknown): string => (value === undefined ? "" : JSON.stringify(toJson(value), null, 2));

function Param({ field, value, error, disabled, onChange }: ParamProps) {
  const label = words(field.name);
  const preset = field.preset === undefined ? undefined : JSON.stringify(field.preset);
  const hint = [field.description, preset && `Default: ${preset}`].filter(Boolean).join(". ");
  switch (field.kind) {
    case "integer":
    case "number":
      return (
        <NumberField
          label={label}
          hint={hint || undefined}
          value={typeof value === "number" ? value : null}
          minimum={field.minimum}
          maximum={field.maximum}
          whole={field.kind === "integer"}
          empty={preset ?? "not set"}
          error={error}
          disabled={disabled}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case "boolean":
    case "choice": {
      const names = field.kind === "boolean" ? ["true", "false"] : field.options;
      const word = (name: string): string =>
        field.kind === "boolean" ? (name === "true" ? "Yes" : "No") : words(name);
      const options = names.map((name) => ({ value: name, label: word(name) }));
      const chosen = value === undefined ? unset : String(value);
      return (
        <Field label={label} hint={hint} error={error}>
          <Select
            value={chosen}
            disabled={disabled}
            options={[{ value: unset, label: preset ? "Default" : "Not set" }, ...options]}
            onChange={(next) =>
              onChange(next === unset ? undefined : field.kind === "boolean" ? next === "true" : next)
            }
          />
        </Field>
      );
    }
    case "text":
      return (
        <Field label={label} hint={hint} error={error}>
          <Input
            value={typeof value === "string" ? value : ""}
            placeholder={typeof field.preset === "string" ? field.preset : "not set"}
            disabled={disabled}
            onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
          />
        </Field>
      );
    case "json":
      return <JsonParam {...{ label, hint, value, error, disabled, onChange }} />;
  }
}

function JsonParam({
  label,
  hint,
  value,
  error,
  disabled,
  onChange,
}: Omit<ParamProps, "field"> & { label: string; hint: string }) {
  const [text, setText] = useState(() => write(value));
  const [fault, setFault] = useState<string>();
  // Changed from outside, as by undo.
  useEffect(() => {
    setText((before) => {
      const read = readJson(before);
      const same = "value" in read ? isSameJson(read.value, value) : before.trim() === "" && value === undefined;
      return same ? before : write(value);
    });
  }, [value]);
  const change = (next: string): void => {
    setText(next);
    if (next.trim() === "") {
      setFault(undefined);
      onChange(undefined);
      return;
    }
    const read = readJson(next);
    setFault("fault" in read ? `Line ${read.fault.line}: ${read.fault.message}` : undefined);
    if ("value" in read) onChange(read.value);
  };
  return (
    <Field label={label} hint={[hint, "JSON"].filter(Boolean).join(". ")} error={fault ?? error}>
      <textarea
        value={text}
        rows={3}
        disabled={disabled}
        spellCheck={false}
        onChange={(event) => change(event.target.value)}
        className={`${controlClass} touch-text h-auto! resize-y py-1.5 font-mono text-sm`}
      />
    </Field>
  );
}
