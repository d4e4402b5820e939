/** The fields of a clock on the wall, without a zone. The month counts from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

const DAY = 86_400_000;

/**
 * The instant (milliseconds since 1970) at which clocks in an IANA zone show a local time. Where they show it twice,
 * the earlier one; where they skip it, the time is moved on by what they skip. (Temporal calls this "compatible".)
 * @throws RangeError for a zone that does not exist.
 */
export function instantOf(local: LocalTime, timeZone: string): number {
  const asUtc = utc(local);
  if (timeZone === "UTC") return asUtc;
  const offset = offsets(timeZone);
  const before = offset(asUtc - DAY);
  const after = offset(asUtc + DAY);
  // The offset before a change comes first: where clocks are set back, it gives the earlier of the two instants.
  for (const candidate of [before, after]) {
    if (offset(asUtc - candidate) === candidate) return asUtc - candidate;
  }
  return asUtc - before;
}

/** The instant at which clocks at a fixed distance from UTC show a local time. */
export function instantAt(local: LocalTime, offsetMinutes: number): number {
  return utc(local) - offsetMinutes * 60_000;
}

function utc({ year, month, day, hour, minute, second, millisecond }: LocalTime): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, millisecond);
}

/** How far clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsets(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instant) => {
    const whole = Math.floor(instant / 1000) * 1000;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const field = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const shown = utc({
      year: field("year"),
      month: field("month"),
      day: field("day"),
      hour: field("hour"),
      minute: field("minute"),
      second: field("second"),
      millisecond: 0,
    });
    return shown - whole;
  };
}
