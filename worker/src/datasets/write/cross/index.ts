import type { KindWriters } from "../writer.ts";

export const crossWriters: KindWriters = {};
