import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** In development, where the API, auth and config.json come from: the gateway of `npm start`. */
const gateway = process.env.PLUMBLINE_GATEWAY ?? "http://127.0.0.1:4600";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // light-dark(), @property and oklch() are used as written, so the browsers are those that have them.
  build: { target: ["chrome123", "firefox128", "safari17.5"], chunkSizeWarningLimit: 1500 },
  server: {
    proxy: { "/auth": gateway, "/rest": gateway, "/functions": gateway, "/config.json": gateway },
  },
});
