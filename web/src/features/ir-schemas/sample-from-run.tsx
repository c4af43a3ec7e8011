import type { RunStep } from "@plumbline/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { words } from "../../lib/format.ts";
import { runQuery } from "../../lib/run-events.ts";
import { artifactQuery, recentRunsQuery, runChoice } from "../../lib/run-queries.ts";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.tsx";

interface SampleFromRunProps {
  step: string;
  onTake: (text: string) => void;
}

const none = "none";

/** Takes the result that a step gave in a recent run; where more than one node executes the step, any of theirs. */
export function SampleFromRun({ step, onTake }: SampleFromRunProps) {
  const client = useQueryClient();
  const recent = useQuery(recentRunsQuery);
  const [taken, setTaken] = useState<{ run: string; node: string; nodes: readonly RunStep[] }>();
  const [busy, setBusy] = useState(false);

  const take = async (run: string, key?: string): Promise<void> => {
    setBusy(true);
    try {
      const { steps } = await client.fetchQuery(runQuery(run));
      const nodes = steps.filter((one) => one.step === step && one.status === "succeeded");
      const node = nodes.find((one) => one.key === key) ?? nodes[0];
      if (!node) {
        toast.info(`No step of that run gave a result of ${step}.`);
        return;
      }
      const { value } = await client.fetchQuery(artifactQuery(run, node.key));
      setTaken({ run, node: node.key, nodes });
      onTake(JSON.stringify(value, null, 2));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };

  const runs = recent.data?.items ?? [];
  if (recent.data && runs.length === 0)
    return <span className="text-sm text-muted">There is no run to take from.</span>;
  return (
    <>
      <Select
        size="sm"
        label="Take a run's result"
        className="w-72! max-w-full"
        disabled={busy || runs.length === 0}
        value={taken?.run ?? none}
        options={[{ value: none, label: "Take the result of a run" }, ...runs.map(runChoice)]}
        onChange={(run) => run !== none && void take(run)}
      />
      {taken && taken.nodes.length > 1 && (
        <Select
          size="sm"
          label="Node"
          className="w-40!"
          disabled={busy}
          value={taken.node}
          options={taken.nodes.map((node) => ({ value: node.key, label: words(node.key) }))}
          onChange={(node) => void take(taken.run, node)}
        />
      )}
    </>
  );
}
