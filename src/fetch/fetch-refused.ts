import { Foreseen } from "../foreseen.ts";
import { AddressRefused, HostRefused } from "./fetch-agent.ts";

/** What kept an address from being fetched: this side's rules, its size, the time it took, or the other side. */
type FetchProblem = "ADDRESS" | "HOST" | "SIZE" | "TIME" | "UPSTREAM";

/** An address was not fetched; the message is one line that names it and says why, and what to do. */
export class FetchRefused extends Foreseen {
  readonly problem: FetchProblem;
  /** The message without the address. */
  readonly why: string;

  constructor(url: URL | string, why: string, problem: FetchProblem = "UPSTREAM") {
    super(`${shown(url)} cannot be fetched: ${why}.`);
    this.problem = problem;
    this.why = why;
  }
}

/** Without a user's name and password: messages are logged. */
function shown(url: URL | string): string {
  const copy = URL.canParse(String(url)) ? new URL(url) : null;
  if (copy === null) return `“${url}”`;
  copy.username = "";
  copy.password = "";
  return copy.href;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its host is not known; check the address, or the network of this machine",
  EAI_AGAIN: "its host's name cannot be resolved at the moment; try again later",
  ECONNREFUSED: "nothing answers at its port; check the address, or try again later",
  ECONNRESET: "the server ended the connection; try again later",
  UND_ERR_SOCKET: "the server ended the connection; try again later",
  EHOSTUNREACH: "its host cannot be reached; try again later",
  ENETUNREACH: "its host cannot be reached; check this machine's connection",
  ETIMEDOUT: "its host does not answer; try again later",
  UND_ERR_CONNECT_TIMEOUT: "its host does not answer; try again later",
  UND_ERR_HEADERS_TIMEOUT: "the server takes too long to answer; try again later",
  UND_ERR_BODY_TIMEOUT: "the server takes too long to answer; try again later",
  UND_ERR_HEADERS_OVERFLOW: "the headers of the answer are too long",
  CERT_HAS_EXPIRED: "its certificate has expired; its owner has to renew it",
  Z_DATA_ERROR: "the answer is compressed and damaged; try again later",
  Z_BUF_ERROR: "the answer is compressed and ends too early; try again later",
};

const TIMEOUTS = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** The refusal that a failure of the network, of the agent or of a decoder comes to; what is one already stays it. */
export function refusalOf(error: unknown, url: URL): FetchRefused {
  if (error instanceof FetchRefused) return error;
  if (error instanceof AddressRefused) {
    return new FetchRefused(
      url,
      `${error.message}; to allow it, add ${url.host} to FETCH_ALLOW in the environment or in .env`,
      "ADDRESS",
    );
  }
  if (error instanceof HostRefused) return new FetchRefused(url, error.message, "HOST");
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new FetchRefused(url, "it takes too long altogether; try again later", "TIME");
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  const known =
    PROBLEMS[code] ?? (/CERT|TLS|SSL|SIGNATURE/.test(code) ? `its certificate is not trusted (${code})` : null);
  const why = known ?? (code || message).replace(/\s+/g, " ").slice(0, 200);
  return new FetchRefused(url, why, TIMEOUTS.has(code) ? "TIME" : "UPSTREAM");
}
