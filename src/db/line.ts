import postgres, { type Options, type PostgresType, type Sql } from "postgres";
import { QUERY_CANCELED, ReadFailed } from "./read-failed.ts";

/** A statement as it is sent. */
export interface Sent {
  text: string;
  values: readonly unknown[];
  options: { prepare: boolean };
}

/** Seconds. A server or a pooler that is there answers in a fraction of one. */
const CONNECT_TIMEOUT = 5;
const GREETING = "select 1";

/** What the driver knows of a query and does not tell in its types. */
interface Cancellable {
  /** Whether it is the one that the server is at. */
  active: boolean;
  canceller: ((query: Cancellable) => Promise<void>) | null;
}

/**
 * One connection, for one statement at a time. It is a pool of the driver's with room for one, and is never used again
 * once its connection is lost: the driver would carry unsent bytes and the last error over to the next one, and with
 * several statements on their way a cancelled one would leave its answer to the next.
 */
export class Line {
  private readonly client: Sql;
  private query: Cancellable | null = null;
  private closing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  private constructor(client: Sql) {
    this.client = client;
  }

  /**
   * Connects.
   * @param like - the client whose address, types and the like it takes over.
   * @param onClosed - told when the connection has ended, by whomever.
   */
  static async open(like: Sql, onClosed: () => void): Promise<Line> {
    const { debug } = like.options;
    const settings = {
      ...like.options,
      max: 1,
      max_lifetime: null,
      connect_timeout: CONNECT_TIMEOUT,
      debug: typeof debug === "function" ? quietly(debug) : debug,
      onclose: onClosed,
    };
    // Settings that are parsed already; the driver's own `listen` makes its client like this.
    const line = new Line(postgres(settings as unknown as Options<Record<string, PostgresType>>));
    // Where connections are taken and closed again, the driver would go on for ever.
    line.timer = setTimeout(() => line.close(), CONNECT_TIMEOUT * 1_000);
    try {
      await line.client.unsafe(GREETING);
    } catch (error) {
      void line.close();
      throw error;
    } finally {
      clearTimeout(line.timer);
    }
    return line;
  }

  /** Rows as arrays. Not before the last one has ended. */
  ask({ text, values, options }: Sent): Promise<unknown[][]> {
    const query = this.client.unsafe(text, values as never[], options).values();
    this.query = query as unknown as Cancellable;
    return query as unknown as Promise<unknown[][]>;
  }

  /**
   * Has the server give up what is under way. The request for that comes by a connection of its own and may arrive late,
   * so that nothing else may be asked here any more.
   */
  cancel(): void {
    const { query } = this;
    if (!query?.active || query.canceller === null) return void this.close();
    const { canceller } = query;
    // The driver's `cancel` drops this promise, whose rejection would end the process.
    query.canceller = null;
    canceller(query).catch(() => {});
  }

  /** Ends the connection; what is under way fails. */
  close(): Promise<void> {
    clearTimeout(this.timer);
    this.closing ??= this.client.end({ timeout: 0 });
    return this.closing;
  }

  /** Ends the connection once what is under way is done, or after so many seconds. */
  closeAfter(seconds: number): Promise<void> {
    this.closing ??= this.client.end({ timeout: seconds });
    return this.closing;
  }
}

const quietly =
  (debug: (connection: number, query: string, parameters: unknown[], types: unknown[]) => void): typeof debug =>
  (connection, query, ...rest) => {
    if (query !== GREETING) debug(connection, query, ...rest);
  };

/** What is said of a statement that took longer than it may. */
export const tookTooLong = (): ReadFailed => new ReadFailed(QUERY_CANCELED, "it took longer than it may");
