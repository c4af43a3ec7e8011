import type { ColumnTrait } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { maskCell } from "./mask-cell.ts";

const none: ColumnTrait[] = [];

test.each<[string, ColumnTrait[], string, string]>([
  ["Email", ["email"], "jo.smith@mail.example.com", "***@***.com"],
  ["note", none, "ask ana@firma.de about it", "ask ***@***.de about it"],
  ["Phone 1", ["phone"], "+49 (30) 123-4567", "***67"],
  ["mobile", none, "0170 1234567", "***67"],
  ["Name", none, "Braund, Mr. Owen Harris", "B***"],
  ["customer_name", none, "Claire Gute", "C***"],
  ["firstName", none, "Ana", "A***"],
  ["ssn", none, "123-45-6789", "***"],
  ["link", ["url"], "https://ana:secret@example.com/a", "https://***@***.com/a"],
  ["link", ["url"], "https://example.com/a?user=ana", "https://example.com/a?***"],
])("%s %s: %s is shown as %s", (name, traits, text, masked) => {
  expect(maskCell({ name, traits }, text)).toBe(masked);
});

test.each([
  ["product_name", "Bush Somerset Bookcase"],
  ["city", "Henderson"],
  ["sales", "261.96"],
  ["excellent", "yes"],
])("%s is nobody's secret and comes back as it is", (name, text) => {
  expect(maskCell({ name, traits: none }, text)).toBe(text);
});
