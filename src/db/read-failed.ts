/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const QUERY_CANCELED = "57014";
export const CONNECTION_FAILURE = "08006";

/** A statement came to nothing for a reason of its own: it took too long, or there was no connection. */
export class ReadFailed extends Error {
  /** SQLSTATE: QUERY_CANCELED or CONNECTION_FAILURE. */
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const LOST = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
  // admin_shutdown, crash_shutdown, cannot_connect_now
  "57P01",
  "57P02",
  "57P03",
]);

/** Whether a statement failed because its connection ended, so that another connection may well answer it. */
export function isLost(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // Class 08, connection exception: also what PgBouncer says where its own connection to the server has ended.
  return LOST.has(code) || code.startsWith("08");
}
