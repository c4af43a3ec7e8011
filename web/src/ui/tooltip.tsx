import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

export const TooltipProvider = Radix.Provider;

interface TooltipProps {
  content: ReactNode;
  /** One element that can be focused, so that the tip is reachable without a pointer. */
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
}

/** A short explanation on hover and focus; never the only place where something is said. */
export function Tooltip({ content, children, side = "top" }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-80 animate-in items-center gap-2 rounded-md border border-line bg-surface px-2 py-1 text-sm text-ink shadow-float"
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
