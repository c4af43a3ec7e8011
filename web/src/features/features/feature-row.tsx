import type { Feature, FeatureReason } from "@plumbline/contracts";
import { CircleCheck, CircleSlash, Lock } from "lucide-react";
import { useState } from "react";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { toast } from "../../ui/toast.tsx";
import { useUpdateFeature } from "./features.api.ts";

const choices = [
  { value: "default", label: "Default" },
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
] as const;
type Choice = (typeof choices)[number]["value"];

const choiceOf = (override: boolean | null): Choice => (override === null ? "default" : override ? "on" : "off");
const overrideOf: Record<Choice, boolean | null> = { default: null, on: true, off: false };

const reasons: Record<FeatureReason, string> = {
  override: "This tenant's own choice",
  rollout: "The platform rolls it out to a share of tenants",
  default: "The platform's default",
};

/** One feature: whether it is on, why, and who may change that. */
export function FeatureRow({ feature, owner }: { feature: Feature; owner: boolean }) {
  const [asking, setAsking] = useState<Choice>();
  const update = useUpdateFeature();
  const change = async (choice: Choice): Promise<void> => {
    const changed = await update.mutateAsync({ key: feature.key, update: { override: overrideOf[choice] } });
    toast.done(`${feature.key} is ${changed.enabled ? "on" : "off"}.`);
  };
  const choose = (choice: Choice): void => {
    // What the default will be is the server's to say; a choice that may take something away is asked about first.
    if (feature.enabled && choice !== "on") setAsking(choice);
    else change(choice).catch(toast.failed);
  };
  const State = feature.enabled ? CircleCheck : CircleSlash;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2.5">
          <span className="font-medium">{feature.description}</span>
          <code className="font-mono text-sm text-muted">{feature.key}</code>
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-1.5 text-muted">
          <span className={`inline-flex items-center gap-1.5 ${feature.enabled ? "text-pass" : "text-muted"}`}>
            <State aria-hidden className="size-3.5" />
            {feature.enabled ? "On" : "Off"}
          </span>
          · {reasons[feature.reason]}
        </p>
      </div>
      {!feature.tenant_may_change ? (
        <p className="flex items-center gap-1.5 text-muted">
          <Lock aria-hidden className="size-3.5 shrink-0" />
          The platform's operator decides
        </p>
      ) : (
        owner && (
          <Segmented
            label={`${feature.key} in this tenant`}
            value={choiceOf(feature.override)}
            options={choices}
            onChange={choose}
            disabled={update.isPending}
          />
        )
      )}
      <AlertDialog
        open={asking !== undefined}
        onOpenChange={(open) => {
          if (!open) setAsking(undefined);
        }}
        title={asking === "off" ? `Switch ${feature.key} off?` : `Leave ${feature.key} to the platform's default?`}
        description={
          asking === "off"
            ? "Its pages and its part of the API are gone at once for everybody in the tenant. The data is kept, and you can switch it on again."
            : "If the default is off, its pages and its part of the API are gone at once. The data is kept, and you can switch it on again."
        }
        confirm={asking === "off" ? "Switch off" : "Use the default"}
        onConfirm={async () => {
          if (asking) await change(asking);
        }}
      />
    </li>
  );
}
