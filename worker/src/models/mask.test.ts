import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskOf } from "./mask.ts";
import { isPersonalColumn } from "./personal.ts";

describe("a mask", () => {
  test.each([
    ["an e-mail address", "Ask ann.o'neil+x@mail.example.co.uk today", "ann.o"],
    ["an address with umlauts", "jürgen@bücher.de", "bücher"],
    ["a telephone number with country code", "Call +49 30 1234567", "1234567"],
    ["a telephone number in brackets", "Call (030) 123 4567", "4567"],
    ["an IBAN", "Pay DE89 3704 0044 0532 0130 00 now", "3704"],
    ["a card number", "Card 4111 1111 1111 1111", "1111"],
    ["a person's name, in any case", "SEAN MILLER and Sean Miller", "iller"],
  ])("hides %s and puts it back", (_, text, secret) => {
    const mask = maskOf(["Sean Miller"]);
    const hidden = mask.hide(text);
    expect(hidden.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(mask.restore(hidden)).toHaveLength(text.length);
  });

  test.each([
    "612,400 -> 502,100",
    "2 March 2017",
    "2017-03-02",
    "2014-2017",
    "1,234,567.89",
    "Order 12345678",
    "4111 1111 1111 1112 is no card",
  ])("leaves %s", (text) => {
    expect(
      maskOf([])
        .hide(text)
        .replace(/ is no card/, ""),
    ).toBe(text.replace(/ is no card/, ""));
  });

  test("gives one value one placeholder, without digits, and leaves unknown placeholders", () => {
    const mask = maskOf(["Ann", "Bob"]);
    expect(mask.hide("Ann, Bob, Ann")).toBe("[person a], [person b], [person a]");
    expect(mask.restore("[Person a] and [person z]")).toBe("Ann and [person z]");
  });

  test("finds a name inside JSON text", () => {
    expect(maskOf(['Ann "A" Lee']).hide(JSON.stringify({ who: 'Ann "A" Lee' }))).toBe('{"who":"[person a]"}');
  });

  test("puts back exactly what it hid, whatever the text", () => {
    const parts = fc.array(
      fc.oneof(
        fc.string(),
        fc.emailAddress(),
        fc.constantFrom("Ann Lee", "+49 30 1234567", "GB82 WEST 1234 5698 7654 32"),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(parts, (list) => {
        const text = list.join(" ");
        fc.pre(!/\[(?:email|iban|card|phone|person) /i.test(text));
        const mask = maskOf(["Ann Lee"]);
        expect(mask.restore(mask.hide(text))).toBe(text);
      }),
    );
  });
});

test("columns of persons are told by name and trait", () => {
  const personal = (name: string) => isPersonalColumn({ name, traits: [] });
  expect(
    ["Customer Name", "email", "Phone", "first_name", "lastName", "Passenger", "Patient", "SalesPerson", "Name"].map(
      personal,
    ),
  ).toEqual(new Array(9).fill(true));
  expect(["Customer ID", "Sales", "Product Name", "Region", "customer_count", "Company name"].map(personal)).toEqual(
    new Array(6).fill(false),
  );
  expect(isPersonalColumn({ name: "c1", traits: ["email"] })).toBe(true);
});
