import { Foreseen } from "../foreseen.ts";

/** The database cannot be used; the message is one line that says why and what to do, without the password. */
export class DatabaseUnreachable extends Foreseen {}

interface Failure {
  code?: unknown;
  message?: unknown;
  errors?: unknown;
}

/** What to say when the connection has ended under way. */
export const LOST =
  "The connection to the database is lost: once PostgreSQL is up again, the same command goes on from there.";

const noAnswer = ({ host, tls }: Address) =>
  tls
    ? `${host} does not answer as PostgreSQL with TLS does: check the server's ssl, or take sslmode out of DATABASE_URL`
    : `${host} does not answer as PostgreSQL does: check DATABASE_URL and the network`;
const noWay = ({ host }: Address) => `there is no way to ${host}: check the network, or correct DATABASE_URL`;

const explanations: Record<string, (at: Address) => string> = {
  ECONNREFUSED: ({ host }) => `nothing listens at ${host}: start PostgreSQL there, or correct DATABASE_URL`,
  ENOTFOUND: ({ hostname }) => `the host ${hostname} is not known: correct DATABASE_URL`,
  EAI_AGAIN: ({ hostname }) => `the host ${hostname} cannot be looked up: check the network, or correct DATABASE_URL`,
  ETIMEDOUT: noAnswer,
  CONNECT_TIMEOUT: noAnswer,
  ECONNRESET: noAnswer,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  "28P01": ({ user }) => `the password of ${user} is wrong: correct DATABASE_URL`,
  "28000": ({ user, host }) => `${host} does not let ${user} in: correct DATABASE_URL, or the server's pg_hba.conf`,
  "3D000": ({ database }) => `there is no database ${database}: create it, or correct DATABASE_URL`,
  "42501": ({ user, database }) => `${user} has no right to use ${database}: grant it, or correct DATABASE_URL`,
  "53300": ({ host }) => `${host} has no connection left: lower DATABASE_POOL_SIZE, or raise its max_connections`,
  "42704": ({ host }) => `${host} does not know a setting behind the ? of DATABASE_URL: correct it`,
  "57P03": ({ host }) => `${host} is starting up or shutting down: try again in a moment`,
};

const CONNECTION_LOST = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  // admin_shutdown, crash_shutdown
  "57P01",
  "57P02",
]);

const DISK_FULL = "53100";

interface Address {
  host: string;
  hostname: string;
  user: string;
  database: string;
  tls: boolean;
}

/** Why the database cannot be used, in one line without the password; null for an error that is about something else. */
export function explainConnectionError(error: unknown, url: string): string | null {
  const code = codeOf(error);
  if (code === null) return null;
  if (CONNECTION_LOST.has(code)) return LOST;
  if (code === DISK_FULL) {
    return "The database's disk is full: free some space there, and the same command goes on from there.";
  }
  const explain = explanations[code];
  return explain === undefined ? null : `The database cannot be reached: ${explain(addressOf(url))}.`;
}

/** A DatabaseUnreachable for an error that explainConnectionError explains; anything else as it is. */
export function asUnreachable(error: unknown, url: string): unknown {
  const explanation = explainConnectionError(error, url);
  return explanation === null ? error : new DatabaseUnreachable(explanation, { cause: error });
}

/**
 * Whether postgres.js failed, outside of any promise, over a connection that had just ended: it writes to a socket that
 * is gone, or passes on the server's last word to nobody.
 */
export const isDriverFailure = (error: unknown): boolean =>
  CONNECTION_LOST.has(codeOf(error) ?? "") ||
  (error instanceof TypeError && /[\\/]node_modules[\\/]postgres[\\/]/.test(error.stack ?? ""));

/** A host with several addresses fails with one error that holds theirs. */
function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, errors } = error as Failure;
  if (typeof code === "string") return code;
  return Array.isArray(errors) ? codeOf(errors[0]) : null;
}

function addressOf(url: string): Address {
  const { hostname, port, username, pathname, searchParams } = new URL(url);
  const tls = searchParams.get("sslmode") ?? searchParams.get("ssl") ?? "disable";
  const user = decodeURIComponent(username) || "the user";
  return {
    hostname,
    host: `${hostname}:${port || "5432"}`,
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
    tls: !["disable", "false", "allow", "prefer"].includes(tls),
  };
}
