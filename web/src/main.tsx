import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { followUser, startAuth } from "./lib/auth.ts";
import { loadConfig } from "./lib/config.ts";
import { forgetTenant, queryClient } from "./lib/query-client.ts";
import { followTenant } from "./lib/tenant-choice.ts";
import { router } from "./router.tsx";
import { TooltipProvider } from "./ui/tooltip.tsx";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// What one person read is never shown to the next one.
followUser(() => queryClient.clear());
followTenant(forgetTenant);
void loadConfig().then(startAuth);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipProvider delayDuration={350} skipDelayDuration={150}>
        <RouterProvider router={router} />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);
