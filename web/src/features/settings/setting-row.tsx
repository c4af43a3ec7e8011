import { RotateCcw } from "lucide-react";
import { useId } from "react";
import { words } from "../../lib/format.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/class-names.ts";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { settingValue } from "./setting-words.ts";
import { bounds, type SettingsField, type SettingValue } from "./settings-draft.ts";

interface SettingRowProps {
  field: SettingsField;
  /** What is saved, and what was typed over it. */
  saved: SettingValue;
  edit: string | boolean | undefined;
  fault: string | undefined;
  editable: boolean;
  onEdit: (value: string | boolean) => void;
}

/** One setting: what it is, its bounds, its control, and the way back to its default. */
export function SettingRow({ field, saved, edit, fault, editable, onEdit }: SettingRowProps) {
  const id = useId();
  const shown = edit ?? (typeof saved === "boolean" ? saved : String(saved));
  const isDefault = String(shown) === String(field.default);
  const control = {
    id,
    name: field.name,
    "aria-describedby": `${id}-hint ${id}-fault`,
    disabled: !editable,
    ...(fault && { "aria-invalid": true }),
  };
  const range = bounds(field);
  return (
    <div
      className={cx(
        "grid items-start gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_220px]",
        edit !== undefined && "bg-accent-soft",
      )}
    >
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {words(field.name)}
        </label>
        {edit !== undefined && <span className="ml-2 text-sm text-accent">not saved</span>}
        <p id={`${id}-hint`} className="mt-0.5 text-muted">
          {field.description}
          {range && <span className="whitespace-nowrap"> ({range})</span>}
        </p>
      </div>
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex min-h-8 items-center gap-2">
          {typeof shown === "boolean" ? (
            <>
              <Switch {...control} checked={shown} onChange={onEdit} />
              <span aria-hidden="true" className="w-6">
                {settingValue(shown)}
              </span>
            </>
          ) : field.options ? (
            <Select
              id={id}
              value={shown}
              options={field.options.map((value) => ({ value, label: value }))}
              onChange={onEdit}
              disabled={!editable}
              aria-describedby={control["aria-describedby"]}
              className="w-28! flex-none"
            />
          ) : (
            <Input
              {...control}
              inputMode={field.type === "integer" ? "numeric" : field.type === "number" ? "decimal" : "text"}
              autoComplete="off"
              value={shown}
              onChange={(event) => onEdit(event.target.value)}
              className={cx("min-w-0 flex-1", field.type !== "string" && "w-24! flex-none text-right")}
            />
          )}
          {isDefault ? (
            <Badge>default</Badge>
          ) : (
            editable && (
              <Button
                size="sm"
                variant="ghost"
                onClick={() => onEdit(typeof field.default === "boolean" ? field.default : String(field.default))}
              >
                <RotateCcw aria-hidden />
                <span>
                  Reset<span className="sr-only"> {words(field.name)}</span> to {settingValue(field.default)}
                </span>
              </Button>
            )
          )}
        </div>
        <p id={`${id}-fault`} role="alert" className="text-sm text-critical empty:hidden">
          {fault}
        </p>
      </div>
    </div>
  );
}
