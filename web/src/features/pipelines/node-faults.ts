import type { Fault, PipelineNode } from "@plumbline/contracts";

/** A fault with the node it is about, and the field of it (`condition`, `params/limit`). */
export interface NodeFault extends Fault {
  /** Undefined where it is about the pipeline as a whole. */
  node: string | undefined;
  field: string;
}

/** Faults with their nodes, each said once though both browser and server found it. */
export function nodeFaults(nodes: readonly PipelineNode[], ...found: readonly (readonly Fault[])[]): NodeFault[] {
  const seen = new Set<string>();
  return found.flat().flatMap((fault): NodeFault[] => {
    const said = `${fault.location} ${fault.message}`;
    if (seen.has(said)) return [];
    seen.add(said);
    const [, index, field = ""] = /^\/nodes\/(\d+)\/?(.*)$/.exec(fault.location) ?? [];
    return [{ ...fault, node: index === undefined ? undefined : nodes[Number(index)]?.key, field }];
  });
}

/** What is wrong with a field of a node, in one text. */
export function faultOf(faults: readonly NodeFault[], field: string): string | undefined {
  const said = faults.filter((fault) => fault.field === field || fault.field.startsWith(`${field}/`));
  return said.length > 0
    ? said.map((fault) => [fault.message, fault.fix].filter(Boolean).join(" ")).join(" ")
    : undefined;
}
