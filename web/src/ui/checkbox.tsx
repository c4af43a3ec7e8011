import type { ComponentProps, ReactNode } from "react";

interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "children"> {
  children: ReactNode;
}

/** A statement to agree to, with its box before it. */
export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <label className="inline-flex cursor-pointer items-center gap-2 pointer-coarse:min-h-11">
      <input type="checkbox" className="size-4 accent-(--accent)" {...rest} />
      {children}
    </label>
  );
}
