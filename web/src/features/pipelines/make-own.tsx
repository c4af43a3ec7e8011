import type { Pipeline } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { useHasRole } from "../../lib/me.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { toast } from "../../ui/toast.tsx";
import { pipelineName } from "./pipeline-name.ts";
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
  // Awaited, not told by a callback of the mutation: the page that asked is drawn anew once the copy is there.
  const make = async (): Promise<void> => {
    try {
      await create.mutateAsync({
        kind: pipeline.kind,
        name: pipelineName(pipeline),
        description: pipeline.description,
      });
      await navigate({ to: "/pipelines/$kind/edit", params: { kind: pipeline.kind } });
    } catch (error) {
      toast.failed(error);
    }
  };
  return { make: () => void make(), busy: create.isPending };
}
