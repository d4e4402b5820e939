// RFC 3339, section 5.6, with the seconds left out as ISO 8601 permits.
const RFC_3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

/** An instant with its time zone, of the years 1 to 9999 in UTC, which PostgreSQL and ISO 8601 agree on; else null. */
export function parseInstant(text: string): Date | null {
  const [, day] = RFC_3339.exec(text) ?? [];
  const date = new Date(text);
  if (day === undefined || Number.isNaN(date.getTime()) || !isDay(day)) return null;
  return /^(?!0000)\d{4}-/.test(date.toISOString()) ? date : null;
}

// The 30th of February passes a pattern, and a Date turns it into March.
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
