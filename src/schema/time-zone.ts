import { badUserInput } from "../errors.ts";

/**
 * Checks that a time zone is one of the IANA database. Besides UTC, only names with a region in them are taken: what
 * PostgreSQL understands by CET or +01:00 is not what JavaScript does.
 * @throws BAD_USER_INPUT
 */
export function checkTimeZone(name: string): void {
  if (name !== "UTC" && !(name.includes("/") && isKnown(name))) throw unknownTimeZone(name);
}

/** What to say to a caller who names a time zone that is not there. */
export const unknownTimeZone = (name: string): Error =>
  badUserInput(
    `timeZone takes a name of the IANA database with its region, like "Europe/Vienna" or "Asia/Shanghai", or "UTC", and is ${JSON.stringify(name.slice(0, 100))}.`,
  );

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
