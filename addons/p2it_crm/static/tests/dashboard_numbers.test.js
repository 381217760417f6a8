import { describe, expect, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";

import { writeChange, writeExact, writeShort } from "@p2it_crm/dashboard/dashboard_numbers";

describe.current.tags("headless");

const COUNT = { type: "integer" };

test("large figures are short, and round into the next unit", async () => {
    await makeMockEnv();
    const cases = [
        [0, "0"],
        [9999, "9,999"],
        [10_000, "10 k"],
        [425_000, "425 k"],
        [999_949, "1,000 k"],
        [999_950, "1 m"],
        [7_400_000, "7.4 m"],
        [1_234_567_890, "1.2 bn"],
        [-47_572, "−47.6 k"],
    ];
    for (const [value, text] of cases) {
        expect(writeShort(value, COUNT)).toBe(text);
    }
});

test("nothing is written of what is not known", async () => {
    await makeMockEnv();
    expect(writeShort(null, COUNT)).toBe("");
    expect(writeExact(undefined, COUNT)).toBe("");
    expect(writeExact(-1500, COUNT)).toBe("−1,500");
});

test("a change has its sign, and many times as much is told so", async () => {
    await makeMockEnv();
    expect(writeChange(12.34)).toBe("+12.3%");
    expect(writeChange(-41.7)).toBe("−41.7%");
    expect(writeChange(41_803)).toBe("×419");
});
