import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

const button = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 pointer-coarse:min-h-10 [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        secondary: "border-line bg-surface text-ink not-disabled:hover:bg-hover",
        primary:
          "border-accent bg-accent text-on-accent not-disabled:hover:border-accent-strong not-disabled:hover:bg-accent-strong",
        ghost:
          "border-transparent text-muted not-disabled:hover:bg-hover not-disabled:hover:text-ink data-[state=open]:bg-hover data-[state=open]:text-ink",
        danger:
          "border-line bg-surface text-critical not-disabled:hover:border-critical not-disabled:hover:bg-critical-soft",
        "danger-solid": "border-critical bg-critical text-on-accent not-disabled:hover:opacity-90",
      },
      size: { sm: "h-6 px-2 text-sm", md: "h-7 px-2.5", lg: "h-8 px-3.5" },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof button> {
  /** Shows that the act is under way and keeps it from being started twice. */
  busy?: boolean;
  /** Renders the single child (a link) as the button. */
  asChild?: boolean;
}

/** A verb. One primary button per view at most; `danger` for what cannot be undone. */
export function Button({
  variant,
  size,
  busy = false,
  asChild = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = cx(button({ variant, size }), className);
  if (asChild)
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  return (
    <button type="button" className={classes} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
