/** What can be dropped on a graph is named with this type in the drag's data. */
export const dropType = "application/x-plumbline-node";
