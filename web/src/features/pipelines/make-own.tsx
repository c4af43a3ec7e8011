import type { Pipeline } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { words } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { toast } from "../../ui/toast.tsx";
import { useCreatePipeline } from "./pipelines.api.ts";

/** Offers a copy of a built-in pipeline, to change it. */
export function MakeOwn({ pipeline, titleAs = "p" }: { pipeline: Pipeline; titleAs?: "p" | "h1" }) {
  const { make, busy } = useMakeOwn(pipeline);
  const owner = useHasRole("owner");
  return (
    <EmptyState
      icon={Workflow}
      titleAs={titleAs}
      title="This is the pipeline that comes with Plumbline"
      action={
        owner && (
          <Button variant="primary" onClick={make} busy={busy}>
            Make it your own
          </Button>
        )
      }
    >
      {owner
        ? "Copy it to change it. Nothing changes for runs until you activate your version."
        : "An owner of the tenant can copy it and change the copy."}
    </EmptyState>
  );
}

/** Copies a built-in pipeline and opens the copy in the editor. */
export function useMakeOwn(pipeline: Pipeline) {
  const create = useCreatePipeline();
  const navigate = useNavigate();
  const make = (): void =>
    create.mutate(
      { kind: pipeline.kind, name: pipeline.name || words(pipeline.kind), description: pipeline.description },
      {
        onSuccess: () => void navigate({ to: "/pipelines/$kind/edit", params: { kind: pipeline.kind } }),
        onError: (error) => toast.failed(error),
      },
    );
  return { make, busy: create.isPending };
}
