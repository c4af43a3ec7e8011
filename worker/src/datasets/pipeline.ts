import type { PipelineDefinition } from "@plumbline/contracts";

/** From an uploaded file to insights whose numbers were checked. */
export const datasetInsight: PipelineDefinition = {
  name: "dataset_insight",
  version: 1,
  nodes: [
    { key: "parse", step: "dataset.parse@1" },
    { key: "profile", step: "dataset.profile@1", depends_on: ["parse"] },
    { key: "detect", step: "dataset.detect@1", depends_on: ["profile"] },
    { key: "write", step: "dataset.write@1", depends_on: ["profile", "detect"] },
    { key: "verify", step: "dataset.verify@1", depends_on: ["profile", "detect", "write"] },
    { key: "publish", step: "dataset.publish@1", depends_on: ["parse", "profile", "detect", "verify"] },
  ],
};
