import { Switch as Radix } from "radix-ui";
import { cx } from "./class-names.ts";

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** The accessible name; leave out only inside a Field. */
  label?: string;
  disabled?: boolean;
  className?: string;
  id?: string;
  name?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

/** On or off. */
export function Switch({ checked, onChange, label, className, ...rest }: SwitchProps) {
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={onChange}
      aria-label={label}
      className={cx(
        "inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-0.5 transition-colors disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent pointer-coarse:h-7 pointer-coarse:w-13",
        className,
      )}
      {...rest}
    >
      <Radix.Thumb className="size-3.5 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent pointer-coarse:size-5.5 pointer-coarse:data-[state=checked]:translate-x-6" />
    </Radix.Root>
  );
}
