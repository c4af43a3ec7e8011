import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

test.each([
  ["203.0.113.7", 1, "203.0.113.7"],
  ["1.1.1.1, 203.0.113.7", 1, "203.0.113.7"],
  ["1.1.1.1,203.0.113.7 , 10.0.0.1", 2, "203.0.113.7"],
  ["2001:db8::1", 1, "2001:db8::1"],
  ["::ffff:192.0.2.1", 1, "192.0.2.1"],
  ["203.0.113.7", 2, ""],
  ["203.0.113.7", 0, ""],
  ["", 1, ""],
  [undefined, 1, ""],
  ["unknown", 1, ""],
  ["203.0.113.7:80", 1, ""],
  ["1.1.1.1, x' or true --", 1, ""],
])("of %j behind %i proxies the caller's address is %j", (forwarded, hops, address) => {
  expect(clientAddress(forwarded, hops)).toBe(address);
});
