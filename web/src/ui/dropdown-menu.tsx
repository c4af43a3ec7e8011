import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names.ts";
import { Kbd } from "./kbd.tsx";

/** Not modal: the page behind stays readable for screen readers, as it does for everybody else. */
export function DropdownMenu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />;
}
export const DropdownMenuTrigger = Radix.Trigger;

const item =
  "flex w-full items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-disabled:opacity-55 data-highlighted:bg-hover pointer-coarse:py-2.5 [&_svg]:size-3.5 [&_svg]:shrink-0";

/** The floating list of a menu. */
export function DropdownMenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        className={cx(
          "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 max-w-[calc(100vw-16px)] animate-in overflow-y-auto rounded-md border border-line bg-surface p-1 text-ink shadow-float",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}

interface ItemProps extends ComponentProps<typeof Radix.Item> {
  danger?: boolean;
  shortcut?: string;
}
/** One act of a menu. */
export function DropdownMenuItem({ danger, shortcut, className, children, asChild, ...rest }: ItemProps) {
  const classes = cx(item, danger && "text-critical", className);
  if (asChild)
    return (
      <Radix.Item asChild className={classes} {...rest}>
        {children}
      </Radix.Item>
    );
  return (
    <Radix.Item className={classes} {...rest}>
      {children}
      {shortcut && (
        <span className="ml-auto pl-4">
          <Kbd keys={shortcut} />
        </span>
      )}
    </Radix.Item>
  );
}

interface RadioProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; label: ReactNode }[];
  onChange: (value: V) => void;
}
/** A choice of one inside a menu. */
export function DropdownMenuChoice<V extends string>({ label, value, options, onChange }: RadioProps<V>) {
  const change = (next: string): void => {
    const option = options.find((o) => o.value === next);
    if (option) onChange(option.value);
  };
  return (
    <Radix.RadioGroup value={value} onValueChange={change} aria-label={label}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={item} onSelect={(e) => e.preventDefault()}>
          <span className="min-w-0 flex-1">{option.label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden className="text-accent" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** Names the items that follow. */
export function DropdownMenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-sm text-muted">{children}</Radix.Label>;
}

export function DropdownMenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
