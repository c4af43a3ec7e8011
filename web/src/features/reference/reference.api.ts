import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "../../lib/api.ts";

/** As much of an OpenAPI document as the page itself reads; the rest goes through untouched. */
export const OpenApiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.unknown()),
});
export type OpenApiDocument = z.infer<typeof OpenApiDocument>;

/** The API's own description, generated from its contracts and routes. */
export const openApiQuery = queryOptions({
  queryKey: ["openapi"],
  queryFn: ({ signal }) => api.get("/v1/openapi.json", OpenApiDocument, { signal }),
  staleTime: 300_000,
});
