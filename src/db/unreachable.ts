/** There is no connection to the database; the message is one line that says why and what to do, without the password. */
export class DatabaseUnreachable extends Error {}

interface Failure {
  code?: unknown;
  message?: unknown;
  errors?: unknown;
}

const noAnswer = ({ host }: Address) =>
  `${host} does not answer as PostgreSQL does: check DATABASE_URL and the network`;
const noWay = ({ host }: Address) => `there is no way to ${host}: check the network, or correct DATABASE_URL`;

const explanations: Record<string, (at: Address) => string> = {
  ECONNREFUSED: ({ host }) => `nothing listens at ${host}: start PostgreSQL there, or correct DATABASE_URL`,
  ENOTFOUND: ({ hostname }) => `the host ${hostname} is not known: correct DATABASE_URL`,
  EAI_AGAIN: ({ hostname }) => `the host ${hostname} cannot be looked up: check the network, or correct DATABASE_URL`,
  ETIMEDOUT: noAnswer,
  CONNECT_TIMEOUT: noAnswer,
  ECONNRESET: noAnswer,
  CONNECTION_CLOSED: noAnswer,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  "28P01": ({ user }) => `the password of ${user} is wrong: correct DATABASE_URL`,
  "28000": ({ user, host }) => `${host} does not let ${user} in: correct DATABASE_URL, or the server's pg_hba.conf`,
  "3D000": ({ database }) => `there is no database ${database}: create it, or correct DATABASE_URL`,
  "42501": ({ user, database }) => `${user} has no right to use ${database}: grant it, or correct DATABASE_URL`,
  "53300": ({ host }) => `${host} has no connection left: lower DATABASE_POOL_SIZE, or raise its max_connections`,
  "57P03": ({ host }) => `${host} is starting up or shutting down: try again in a moment`,
};

interface Address {
  host: string;
  hostname: string;
  user: string;
  database: string;
}

/** Why there is no connection, in one line without the password; null for an error that is about something else. */
export function explainConnectionError(error: unknown, url: string): string | null {
  const code = codeOf(error);
  const explain = code === null ? undefined : explanations[code];
  return explain === undefined ? null : `The database cannot be reached: ${explain(addressOf(url))}.`;
}

/** A host with several addresses fails with one error that holds theirs. */
function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, errors } = error as Failure;
  if (typeof code === "string") return code;
  return Array.isArray(errors) ? codeOf(errors[0]) : null;
}

function addressOf(url: string): Address {
  const { hostname, port, username, pathname } = new URL(url);
  const user = decodeURIComponent(username) || "the user";
  return {
    hostname,
    host: `${hostname}:${port || "5432"}`,
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
  };
}
