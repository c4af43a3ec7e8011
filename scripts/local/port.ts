import { createServer } from "node:net";
import { AppError } from "@plumbline/contracts";

/** The port, or any free one for 0. Throws AppError that names the next one to try when it cannot be had. */
export async function claimPort(port: number): Promise<number> {
  const server = createServer();
  const free = await new Promise<number>((done, fail) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      fail(
        new AppError(
          "conflict",
          `Port ${port} on 127.0.0.1 ${cause.code === "EACCES" ? "may not be used" : "is taken"}`,
          {
            cause,
            fix: `Start with another one: npm start -- --port ${port + 1}`,
          },
        ),
      ),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      done(address && typeof address === "object" ? address.port : port);
    });
  });
  await new Promise((done) => server.close(done));
  return free;
}
