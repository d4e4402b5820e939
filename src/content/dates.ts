import type { Report } from "./issues.ts";
import { asText } from "./names.ts";
import type { Json } from "./types.ts";
import { instantAt, instantOf, type LocalTime } from "./zones.ts";

/** A date of an article. A DAY is the instant at which that day begins. */
export interface PublishedDate {
  /** Milliseconds since 1970. */
  instant: number;
  precision: "DAY" | "INSTANT";
}

/** The zone of dates that name none. */
export interface ZoneRules {
  timeZone: string;
  timeZoneAssumed: boolean;
}

/** A date as written: null as offset where no zone is named, null as time where only the day is. */
interface Written {
  day: Pick<LocalTime, "year" | "month" | "day">;
  time: Pick<LocalTime, "hour" | "minute" | "second" | "millisecond"> | null;
  offsetMinutes: number | null;
}

const MONTHS = "january february march april may june july august september october november december".split(" ");

/** The zones of RFC 5322, section 4.3, in minutes. */
const ZONE_NAMES: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?`;
const ZONE = String.raw`\s*(?<zone>[a-z]{1,3}|[+-]\d{1,2}(?::?\d{2})?)`;

/** RFC 5322, as feeds write it: Sat, 18 Dec 2021 17:38:22 GMT. */
const MAIL = new RegExp(
  String.raw`^(?:[a-z]{3,9},?\s+)?(?<day>\d{1,2})\s+(?<name>[a-z]{3,9})\s+(?<year>\d{4})(?:\s+${TIME}(?:${ZONE})?)?$`,
  "i",
);
/** As English-speaking people and templates of Astro write it: Jul 08 2022, July 8th, 2022. */
const ENGLISH = new RegExp(
  String.raw`^(?:[a-z]{3,9},?\s+)?(?<name>[a-z]{3,9})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})(?:,?\s+${TIME}(?:${ZONE})?)?$`,
  "i",
);
/** ISO 8601 and what people make of it: 2021-12-18T17:38:22Z, 2021/3/23, 2021-10-28 14:08:07 +0800. */
const ISO = new RegExp(
  String.raw`^(?<year>\d{4})(?<dash>[-/.])(?<month>\d{1,2})\k<dash>(?<day>\d{1,2})(?:(?:\s*T\s*|\s+)${TIME}(?:${ZONE})?)?$`,
  "i",
);
/** 2021年10月01日, also with a time behind it. */
const CHINESE = new RegExp(
  String.raw`^(?<year>\d{4})\s*年\s*(?<month>\d{1,2})\s*月\s*(?<day>\d{1,2})\s*日(?:\s*${TIME}(?:${ZONE})?)?$`,
  "i",
);

/** Before this, a date is more likely a mistake than a date. */
const SUSPICIOUS_BEFORE = Date.UTC(1990, 0, 1);
/** Kiribati, in minutes ahead of UTC. People write the time of day a second time in place of a zone. */
const FURTHEST_ZONE = 14 * 60;
const YEAR_1 = Date.parse("0001-01-01T00:00:00.000Z");
const YEAR_9999_ENDS = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Reads a date of the front matter in one of the formats above, and in no other: a lenient parser would read
 * `{{ date }}` as some day. Null where there is none, and, reported, where it cannot be read.
 */
export function readDate(key: string, value: Json | undefined, rules: ZoneRules, report: Report): PublishedDate | null {
  if (value === undefined || value === null || value === "") return null;
  const text = asText(value) ?? "{…}";
  const written = parse(text.normalize("NFKC").trim());
  const date = written && place(written, rules.timeZone);
  if (!written || !date) {
    report("DATE_UNREADABLE", `The ${key} "${text.slice(0, 60)}" could not be read.`);
    return null;
  }
  if (written.time && written.offsetMinutes === null && rules.timeZoneAssumed) {
    report("DATE_ZONE_ASSUMED", `The ${key} "${text}" names no time zone; it was read as ${rules.timeZone}.`);
  }
  if (date.instant < SUSPICIOUS_BEFORE) {
    report("DATE_SUSPICIOUS", `The ${key} "${text}" lies before 1990.`);
  } else if (Math.abs(written.offsetMinutes ?? 0) > FURTHEST_ZONE) {
    report("DATE_SUSPICIOUS", `The ${key} "${text}" names a zone that is nowhere in use.`);
  }
  return date;
}

function parse(text: string): Written | null {
  const fields = (ISO.exec(text) ?? MAIL.exec(text) ?? CHINESE.exec(text) ?? ENGLISH.exec(text))?.groups;
  if (!fields) return null;
  const offsetMinutes = fields.zone === undefined ? null : offsetOf(fields.zone.toLowerCase());
  if (Number.isNaN(offsetMinutes)) return null;
  const month = fields.name === undefined ? Number(fields.month) : monthNamed(fields.name.toLowerCase());
  const day = { year: Number(fields.year), month, day: Number(fields.day) };
  if (fields.hour === undefined) return { day, time: null, offsetMinutes };
  const time = {
    hour: Number(fields.hour),
    minute: Number(fields.minute),
    second: Number(fields.second ?? 0),
    // Digits beyond milliseconds are dropped, not rounded: rounding could reach into the next day.
    millisecond: Number((fields.fraction ?? "").slice(0, 3).padEnd(3, "0")),
  };
  return { day, time, offsetMinutes };
}

/** The number of a month by its name, whole or cut to three letters; 0 for what is no month. */
function monthNamed(name: string): number {
  return MONTHS.findIndex((month) => month === name || month.slice(0, 3) === name) + 1;
}

/** Minutes ahead of UTC; NaN for what is no zone. */
function offsetOf(zone: string): number {
  const numeric = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (!numeric) return ZONE_NAMES[zone] ?? Number.NaN;
  const [hours, minutes] = [Number(numeric[2]), Number(numeric[3] ?? 0)];
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (numeric[1] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

function place({ day, time, offsetMinutes }: Written, timeZone: string): PublishedDate | null {
  const local = { ...day, ...(time ?? { hour: 0, minute: 0, second: 0, millisecond: 0 }) };
  if (!exists(local)) return null;
  const instant = offsetMinutes === null ? instantOf(local, timeZone) : instantAt(local, offsetMinutes);
  if (instant < YEAR_1 || instant > YEAR_9999_ENDS) return null;
  return { instant, precision: time ? "INSTANT" : "DAY" };
}

/** Whether the calendar has the day and the clock the time: 30 February would roll over into March. */
function exists({ year, month, day, hour, minute, second }: LocalTime): boolean {
  if (year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day >= 1 && day <= days;
}
