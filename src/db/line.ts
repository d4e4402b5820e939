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

/** A statement on its way, which becomes its rows as arrays; and what the driver knows of it and does not tell in its types. */
export interface Asked extends PromiseLike<unknown[][]> {
  /** Whether it is the one that the server is at. */
  active: boolean;
  canceller: ((asked: Asked) => Promise<void>) | null;
}

/**
 * One connection. It is a pool of the driver's with room for one, and is never used again once its connection is lost, as
 * the driver would carry unsent bytes and the last error over to the next one; nor once a statement was cancelled.
 */
export class Line {
  private readonly client: Sql;
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

  /** Asks, behind what was asked before. */
  ask({ text, values, options }: Sent): Asked {
    return this.client.unsafe(text, values as never[], options).values() as unknown as Asked;
  }

  /**
   * Has the server give up what it is at. The request for that comes by a connection of its own and may arrive late, so
   * that nothing else may be asked here any more, and what was asked behind it may be hit.
   * @param asked - null where it has not been sent.
   */
  cancel(asked: Asked | null): void {
    if (!asked?.active || asked.canceller === null) return void this.close();
    const { canceller } = asked;
    // The driver's `cancel` drops this promise, whose rejection would end the process.
    asked.canceller = null;
    canceller(asked).catch(() => {});
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
