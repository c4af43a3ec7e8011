import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";
import { Kbd } from "./kbd.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  /** What it does: its accessible name and its tooltip. */
  label: string;
  shortcut?: string;
  /** False where the icon says it all and a tip would only be in the way. */
  tip?: boolean;
  /** A state that is on, as of a toggle. */
  pressed?: boolean;
}

/** An act small enough for an icon; the label shows on hover and focus. */
export function IconButton({ icon: Icon, label, shortcut, tip = true, pressed, className, ...rest }: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      className={cx(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink disabled:cursor-not-allowed disabled:opacity-55 aria-pressed:bg-accent-soft aria-pressed:text-accent data-[state=open]:bg-hover pointer-coarse:size-10",
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  );
  if (!tip) return button;
  return (
    <Tooltip
      content={
        <>
          {label}
          {shortcut && <Kbd keys={shortcut} />}
        </>
      }
    >
      {button}
    </Tooltip>
  );
}
