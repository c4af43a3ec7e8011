import type { LucideIcon } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { cx } from "./class-names.ts";

interface SegmentedProps<V extends string> {
  /** Accessible name. */
  label: string;
  value: V;
  options: readonly { value: V; label: string; icon?: LucideIcon }[];
  onChange: (value: V) => void;
  disabled?: boolean;
  className?: string;
}

/** One of two to four values that are worth seeing at once. Arrow keys move, Space chooses: a choice may act at once. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
  className,
}: SegmentedProps<V>) {
  const change = (next: string): void => {
    const option = options.find((o) => o.value === next);
    if (option) onChange(option.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      role="radiogroup"
      value={value}
      onValueChange={change}
      disabled={disabled}
      aria-label={label}
      className={cx("inline-flex rounded-md border border-line bg-sunken p-0.5", className)}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="flex h-7 items-center gap-1.5 rounded-sm border border-transparent px-3 whitespace-nowrap text-muted not-disabled:hover:text-ink disabled:cursor-not-allowed data-[state=on]:border-line data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-ink pointer-coarse:h-10"
        >
          {option.icon && <option.icon aria-hidden className="size-3.5" />}
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
