import { expect, test } from "vitest";
import { int32, message } from "./protocol.ts";
import { Response } from "./response.ts";

test("an answer is understood however the engine cuts it into chunks", () => {
  const notification = message("A", int32(1), "channel", "Z\0\0\0\u0005I");
  const row = message("D", Buffer.from(`Z${"x".repeat(40)}`));
  const [began, ended] = [message("Z", Buffer.from("T")), message("Z", Buffer.from("I"))];
  const stream = Buffer.concat([row, began, notification, row, notification, ended]);
  for (let size = 1; size <= stream.length; size++) {
    const response = new Response();
    for (let at = 0; at < stream.length; at += size) response.add(stream.subarray(at, at + size));
    expect(response.status).toBe("I");
    expect(Buffer.concat(response.parts)).toEqual(Buffer.concat([row, began, row, ended]));
    expect(response.notifications).toEqual([notification, notification]);
  }
});
