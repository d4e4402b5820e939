import type { IncomingMessage, ServerResponse } from "node:http";

/** Below it, the gateway says how it is. */
export const HEALTH_PATH = "/health/";

/** What readiness depends on. */
export interface HealthDeps {
  /** Whether the database answers within so many milliseconds. */
  databaseAnswers: (patience: number) => Promise<boolean>;
}

/** Tells balancers and supervisors how the gateway is. */
export interface Health {
  /**
   * Answers GET or HEAD. `/health/live`: 200 while the process runs at all; whoever gets none may restart it.
   * `/health/ready`: 200 while requests are welcome, 503 where the database does not answer or the gateway is about to
   * end; whoever gets that sends requests elsewhere.
   * @returns False for any other path; nothing was sent then.
   */
  serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** From now on it is not ready. True where somebody has ever asked whether it is, and so would notice. */
  drain(): boolean;
}

type Readiness = "READY" | "DRAINING" | "DATABASE_UNREACHABLE";

/** Milliseconds. A machine at its limit takes some hundred to open a connection. */
const PATIENCE = 2_000;

/** Makes the answers below HEALTH_PATH. */
export function createHealth({ databaseAnswers }: HealthDeps): Health {
  let draining = false;
  let watched = false;

  async function readiness(): Promise<Readiness> {
    watched = true;
    const answers = draining || (await databaseAnswers(PATIENCE));
    if (draining) return "DRAINING";
    return answers ? "READY" : "DATABASE_UNREACHABLE";
  }

  return {
    async serve(path, _request, response) {
      if (path === `${HEALTH_PATH}live`) send(response, 200, "LIVE");
      else if (path === `${HEALTH_PATH}ready`) {
        const status = await readiness();
        send(response, status === "READY" ? 200 : 503, status);
      } else return false;
      return true;
    },
    drain() {
      draining = true;
      return watched;
    },
  };
}

function send(response: ServerResponse, code: number, status: Readiness | "LIVE"): void {
  const body = JSON.stringify({ status });
  response.writeHead(code, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
