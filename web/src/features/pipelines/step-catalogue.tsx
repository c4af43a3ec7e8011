import type { StepVersion } from "@plumbline/contracts";
import { Plus } from "lucide-react";
import { useState } from "react";
import { dropType } from "../../ui/graph/drop-type.ts";
import { Input } from "../../ui/input.tsx";
import type { Catalogue } from "./catalogue.ts";

interface StepCatalogueProps {
  catalogue: Catalogue;
  onAdd: (step: StepVersion) => void;
}

/** The steps there are: a press adds one, and it can be dragged to where it should stand. */
export function StepCatalogue({ catalogue, onAdd }: StepCatalogueProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const steps = catalogue.steps.filter((step) => `${step.step} ${step.description}`.toLowerCase().includes(wanted));
  return (
    <div className="flex min-h-0 flex-col">
      {catalogue.steps.length > 6 && (
        <div className="border-b border-line p-2">
          <Input
            type="search"
            aria-label="Search steps"
            placeholder="Search steps"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-7! pointer-coarse:h-10!"
          />
        </div>
      )}
      {steps.length === 0 && <p className="p-3 text-muted">No step is called “{search}”.</p>}
      <ul aria-label="Steps" className="min-h-0 overflow-y-auto p-1">
        {steps.map((step) => (
          <li key={step.step}>
            <button
              type="button"
              draggable
              onDragStart={(event) => {
                event.dataTransfer.setData(dropType, step.step);
                event.dataTransfer.effectAllowed = "copy";
              }}
              onClick={() => onAdd(step)}
              title={`Add ${step.step}`}
              className="group flex w-full cursor-grab items-start gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-hover"
            >
              <Plus aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted group-hover:text-accent" />
              <span className="min-w-0">
                <span className="sr-only">Add </span>
                <span className="block font-mono text-sm wrap-anywhere">{step.step}</span>
                {step.description && <span className="block text-sm text-muted">{step.description}</span>}
                <span className="block truncate font-mono text-xs text-faint">gives {step.output}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
