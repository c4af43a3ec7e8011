import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { cx } from "./class-names.ts";
import { Input } from "./input.tsx";

interface SearchBoxProps {
  /** Accessible name. */
  label: string;
  placeholder: string;
  value: string;
  /** Told when typing has paused, so that not every letter asks the server. */
  onChange: (value: string) => void;
  className?: string;
}

const pause_ms = 250;

/** A text to search the server by. */
export function SearchBox({ label, placeholder, value, onChange, className }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  // Changed from outside, as by "Clear the filter".
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const next = text.trim();
    if (next === told.current) return;
    const timer = setTimeout(() => {
      told.current = next;
      latest.current(next);
    }, pause_ms);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className={cx("relative w-64 max-w-full", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-muted"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-7! border-line! pl-7 hover:border-line-strong! pointer-coarse:h-10!"
      />
    </span>
  );
}
