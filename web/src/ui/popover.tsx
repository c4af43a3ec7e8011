import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverAnchor = Radix.Anchor;
export const PopoverClose = Radix.Close;

/** What floats beside its trigger until dismissed; closes on Escape and outside clicks. */
export function PopoverContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        className={cx(
          "z-50 w-72 max-w-[calc(100vw-16px)] animate-in rounded-md border border-line bg-surface p-3 text-ink shadow-float outline-none",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}
