import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { controlClass } from "./input.tsx";

export interface SelectOption<V extends string> {
  value: V;
  label: string;
  /** Shown before the label. */
  mark?: ReactNode;
  /** One short line under the label. */
  detail?: string;
}

interface SelectProps<V extends string> {
  value: V;
  options: readonly SelectOption<V>[];
  onChange: (value: V) => void;
  /** The accessible name; leave out only inside a Field. */
  label?: string;
  disabled?: boolean;
  size?: "sm" | "md";
  className?: string;
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** One of a few known values. */
export function Select<V extends string>({
  value,
  options,
  onChange,
  label,
  disabled,
  size = "md",
  className,
  ...field
}: SelectProps<V>) {
  const change = (next: string): void => {
    const option = options.find((o) => o.value === next);
    if (option) onChange(option.value);
  };
  return (
    <Radix.Root value={value} onValueChange={change} disabled={disabled ?? false}>
      <Radix.Trigger
        aria-label={label}
        className={cx(
          controlClass,
          "flex items-center justify-between gap-2 text-left",
          size === "sm" && "h-7! border-line! px-2! hover:border-line-strong! pointer-coarse:h-10!",
          className,
        )}
        {...field}
      >
        <span className="min-w-0 truncate">
          <Radix.Value />
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 text-muted" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-in overflow-hidden rounded-md border border-line bg-surface shadow-float"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex items-center gap-2 rounded-sm py-1 pr-2 pl-1.5 outline-none select-none data-highlighted:bg-hover pointer-coarse:py-2.5"
              >
                <span className="w-4 shrink-0">
                  <Radix.ItemIndicator>
                    <Check aria-hidden className="size-3.5 text-accent" />
                  </Radix.ItemIndicator>
                </span>
                <span className="min-w-0">
                  <Radix.ItemText>
                    <span className="inline-flex items-center gap-1.5">
                      {option.mark}
                      {option.label}
                    </span>
                  </Radix.ItemText>
                  {option.detail && <span className="block text-sm text-muted">{option.detail}</span>}
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
