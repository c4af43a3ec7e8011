import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface Tab<V extends string> {
  value: V;
  label: string;
  /** Muted figure after the label. */
  count?: string;
}

interface TabsProps<V extends string> {
  label: string;
  value: V;
  tabs: readonly Tab<V>[];
  onChange: (value: V) => void;
  /** One TabPanel per tab. */
  children: ReactNode;
  className?: string;
}

/** Views of one thing that take turns; arrow keys move between them. */
export function Tabs<V extends string>({ label, value, tabs, onChange, children, className }: TabsProps<V>) {
  const change = (next: string): void => {
    const tab = tabs.find((t) => t.value === next);
    if (tab) onChange(tab.value);
  };
  return (
    <Radix.Root value={value} onValueChange={change} className={className}>
      <Radix.List aria-label={label} className="flex gap-4 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-8 shrink-0 items-center gap-1.5 border-b-2 border-transparent text-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink pointer-coarse:h-11"
          >
            {tab.label}
            {tab.count !== undefined && <span className="font-normal text-faint">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

/** The content of the tab with the same value. */
export function TabPanel({ value, children, className }: { value: string; children: ReactNode; className?: string }) {
  return (
    <Radix.Content value={value} className={className}>
      {children}
    </Radix.Content>
  );
}
