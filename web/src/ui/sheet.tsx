import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";

interface SheetProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  /** The edge it comes from. */
  side?: "left" | "right" | "bottom";
  trigger?: ReactNode;
  children: ReactNode;
  className?: string;
}

const sides = {
  left: "inset-y-0 left-0 w-[min(300px,86vw)] border-r",
  right: "inset-y-0 right-0 w-[min(480px,100vw)] border-l",
  bottom: "inset-x-0 bottom-0 max-h-[88dvh] border-t",
};

/** A panel that slides over an edge of the page: the menu on a phone, details beside a table. */
export function Sheet({ title, side = "right", trigger, children, className, ...state }: SheetProps) {
  return (
    <Radix.Root {...state}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-in bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className={cx(
            "fixed z-50 flex flex-col bg-surface shadow-float outline-none",
            side === "left" ? "animate-slide" : "animate-in",
            sides[side],
            className,
          )}
        >
          <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
            <Radix.Title className="min-w-0 flex-1 truncate text-md">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" tip={false} />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
