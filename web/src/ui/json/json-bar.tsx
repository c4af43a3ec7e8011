import { ChevronDown, ChevronUp, ListCollapse, ListTree, Search } from "lucide-react";
import { CopyButton } from "../copy-button.tsx";
import { IconButton } from "../icon-button.tsx";
import { Input } from "../input.tsx";
import type { Json } from "./json-value.ts";

interface JsonBarProps {
  label: string;
  value: Json;
  search: string;
  hits: number;
  /** Which hit is on the screen, from 0; -1 for none. */
  at: number;
  onSearch: (text: string) => void;
  onStep: (by: number) => void;
  onFoldAll: () => void;
  onUnfold: () => void;
}

/** Above a JSON tree: search with its hits, unfold, fold, copy. */
export function JsonBar({ label, value, search, hits, at, onSearch, onStep, onFoldAll, onUnfold }: JsonBarProps) {
  return (
    <div className="flex items-center gap-0.5 border-b border-line px-1.5 py-1">
      <span className="relative mr-1 min-w-24 flex-1">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-muted"
        />
        <Input
          type="search"
          aria-label={`Search in ${label}`}
          placeholder="Search"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          }}
          className="h-7! pl-7 pointer-coarse:h-10!"
        />
      </span>
      <span role="status" className="text-sm whitespace-nowrap text-muted tabular-nums">
        {search &&
          (hits === 0 ? "Nothing found" : `${at >= 0 ? `${at + 1} of ` : ""}${hits}${hits === 500 ? "+" : ""}`)}
      </span>
      {hits > 1 && (
        <>
          <IconButton icon={ChevronUp} label="Previous hit" onClick={() => onStep(-1)} />
          <IconButton icon={ChevronDown} label="Next hit" onClick={() => onStep(1)} />
        </>
      )}
      <IconButton icon={ListTree} label="Unfold one level" onClick={onUnfold} />
      <IconButton icon={ListCollapse} label="Fold all" onClick={onFoldAll} />
      <CopyButton text={() => JSON.stringify(value, null, 2)} label="Copy as JSON" />
    </div>
  );
}
