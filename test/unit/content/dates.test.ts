import { expect, test } from "vitest";
import { readDate } from "../../../src/content/dates.ts";
import type { Json } from "../../../src/content/types.ts";
import { instantOf } from "../../../src/content/zones.ts";
import { collect } from "./support.ts";

const read = (value: Json, timeZone = "UTC", timeZoneAssumed = false) => {
  const { report, codes } = collect();
  const date = readDate("date", value, { timeZone, timeZoneAssumed }, report);
  return [date && new Date(date.instant).toISOString(), date?.precision ?? null, ...codes];
};

test.each([
  ["Sat, 18 Dec 2021 17:38:22 GMT", "2021-12-18T17:38:22.000Z", "INSTANT"],
  ["18 December 2021 17:38 +0800", "2021-12-18T09:38:00.000Z", "INSTANT"],
  ["Sat, 18 Dec 2021 17:38:22 EST", "2021-12-18T22:38:22.000Z", "INSTANT"],
  ["Jul 08 2022", "2022-07-08T00:00:00.000Z", "DAY"],
  ["July 8th, 2022", "2022-07-08T00:00:00.000Z", "DAY"],
  ["Fri Jul 8, 2022 10:05 +0200", "2022-07-08T08:05:00.000Z", "INSTANT"],
  ["2021-10-28 14:08:07", "2021-10-28T14:08:07.000Z", "INSTANT"],
  ["2021-10-28 14:08:07 +0800", "2021-10-28T06:08:07.000Z", "INSTANT"],
  ["2021-10-28 14:08:07 -4", "2021-10-28T18:08:07.000Z", "INSTANT"],
  ["2021-10-28T14:08:07.1239+05:30", "2021-10-28T08:38:07.123Z", "INSTANT"],
  ["2021-10-28T14:08:07Z", "2021-10-28T14:08:07.000Z", "INSTANT"],
  ["2014-08-19T08:23", "2014-08-19T08:23:00.000Z", "INSTANT"],
  ["2021/03/23", "2021-03-23T00:00:00.000Z", "DAY"],
  ["2024-8-8", "2024-08-08T00:00:00.000Z", "DAY"],
  ["2021年10月01日", "2021-10-01T00:00:00.000Z", "DAY"],
  ["2021年9月1日 8:05", "2021-09-01T08:05:00.000Z", "INSTANT"],
  ["0099-01-01", "0099-01-01T00:00:00.000Z", "DAY", "DATE_SUSPICIOUS"],
  ["Mon, 19 Jan 1970 12:17:23 GMT", "1970-01-19T12:17:23.000Z", "INSTANT", "DATE_SUSPICIOUS"],
  ["2020-06-16 17:15:17+17:00", "2020-06-16T00:15:17.000Z", "INSTANT", "DATE_SUSPICIOUS"],
])("%s is read", (text, ...expected) => {
  expect(read(text)).toEqual(expected);
});

test.each([
  "Invalid Date",
  "2025-08-21 0：00：0jjj0",
  "{{ date }}",
  "`r Sys.Date()`",
  "2021-02-30",
  "2021-13-01",
  "2021-10-28 24:00:00",
  "2021-10-28 14:08:07 XYZ",
  "2021-10/28",
  "9/10/2021",
  "18 Decomber 2021",
  "Jul 32 2022",
  "Title 08 2022",
  "0000-01-01",
  "0001-01-01T00:00:00+01:00",
  "today",
  { date: null },
  2021,
  true,
])("%j is none, and reported", (value) => {
  expect(read(value)).toEqual([null, null, "DATE_UNREADABLE"]);
});

test("a missing date is none, without a report", () => {
  expect(read(null)).toEqual([null, null]);
  expect(read("")).toEqual([null, null]);
});

test("an assumed zone is reported where it decides about the instant", () => {
  expect(read("2021-10-28 14:08:07", "UTC", true)).toEqual([
    "2021-10-28T14:08:07.000Z",
    "INSTANT",
    "DATE_ZONE_ASSUMED",
  ]);
  expect(read("2021-10-28 14:08:07Z", "UTC", true)).toEqual(["2021-10-28T14:08:07.000Z", "INSTANT"]);
  expect(read("2021-10-28", "UTC", true)).toEqual(["2021-10-28T00:00:00.000Z", "DAY"]);
});

test("a day begins when it begins in the source's zone", () => {
  expect(read("2021-10-28", "Asia/Shanghai")).toEqual(["2021-10-27T16:00:00.000Z", "DAY"]);
});

test("a local time that clocks skip moves on, and one that they show twice is the earlier", () => {
  const at = (month: number, day: number, hour: number, timeZone: string) =>
    new Date(
      instantOf({ year: 2021, month, day, hour, minute: 30, second: 0, millisecond: 5 }, timeZone),
    ).toISOString();
  // What Temporal's "compatible" gives.
  expect(at(3, 14, 2, "America/New_York")).toBe("2021-03-14T07:30:00.005Z");
  expect(at(11, 7, 1, "America/New_York")).toBe("2021-11-07T05:30:00.005Z");
  expect(at(3, 28, 2, "Europe/Berlin")).toBe("2021-03-28T01:30:00.005Z");
  expect(at(10, 31, 2, "Europe/Berlin")).toBe("2021-10-31T00:30:00.005Z");
  expect(at(10, 3, 2, "Australia/Lord_Howe")).toBe("2021-10-02T15:30:00.005Z");
  expect(at(7, 1, 12, "Asia/Kathmandu")).toBe("2021-07-01T06:45:00.005Z");
});

test("a zone that does not exist is an error of the caller's", () => {
  expect(() => read("2021-10-28 14:08:07", "Mars/Olympus")).toThrow(RangeError);
});
