import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Config } from "./config.ts";
import { Foreseen } from "./foreseen.ts";

/** The port cannot be opened; the message is one line that says why and what to do. */
export class ListenError extends Foreseen {}

/** Where to listen. */
type Place = Pick<Config, "host" | "port">;

/** The settings that name a place. */
const PLACE = { host: "HOST", port: "PORT" };

/**
 * Opens the port, and says which it is.
 * @param settings - that name the place, for whoever is to set them otherwise.
 * @throws ListenError where the port or the host cannot be had.
 */
export function listen(server: Server, { host, port }: Place, settings = PLACE): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, { host, port }, settings)));
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Opens the port and closes it again, so that whoever has long work to do before it serves learns at once. Says which
 * port it was: a free one where 0 asks for that.
 * @throws ListenError where the port or the host cannot be had.
 */
export async function probePort(place: Place): Promise<number> {
  const server = createServer();
  const port = await listen(server, place);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function explain(error: NodeJS.ErrnoException, { host, port }: Place, names: typeof PLACE): Error {
  const problems: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken: stop the program that uses it, or choose another, as in ${names.port}=${port === 65_535 ? 4000 : port + 1} npm start.`,
    EACCES: `Port ${port} may not be opened by this user: choose one above 1023, as in ${names.port}=4000 npm start.`,
    EADDRNOTAVAIL: `${names.host}=${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all.`,
    ENOTFOUND: `${names.host}=${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all.`,
  };
  const problem = problems[error.code ?? ""];
  return problem === undefined ? error : new ListenError(problem, { cause: error });
}
