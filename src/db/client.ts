import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { arrayTypes } from "./array-types.ts";
import { createProbe } from "./probe.ts";
import { ReadPool, type Reads } from "./reads.ts";

/** A pool of connections, with drizzle on top of it. */
export interface Database {
  /** What it connects to, as it was given: it may hold a password. */
  url: string;
  orm: PostgresJsDatabase;
  /** The pool itself: for LISTEN, COPY and the like, which drizzle has no words for. */
  client: Sql;
  /** What the read side asks by: connections of its own, as many as the pool may have. */
  reads: Reads;
  /** Whether the server answers within so many milliseconds, whatever the pool has to do. */
  answers(patience: number): Promise<boolean>;
  /** Waits for what is under way, then closes every connection. */
  close(): Promise<void>;
}

/** How to connect. */
export interface ConnectOptions {
  /** Connections at the most. */
  poolSize: number;
  /** Milliseconds that a statement of the read side may take; left out, it takes its time. */
  statementTimeout?: number;
  /** Told of each statement as it is sent; tests count them. */
  onStatement?: (sql: string, parameters: unknown[]) => void;
}

/** Makes a pool. Connects when the first statement is sent, so a wrong address shows there. */
export function connect(url: string, { poolSize, statementTimeout = 0, onStatement }: ConnectOptions): Database {
  const client = postgres(url, {
    max: poolSize,
    // Cursors hold instants as PostgreSQL prints them, and a role or a database may have a style of its own.
    connection: { application_name: "broadsheet", TimeZone: "UTC", DateStyle: "ISO" },
    fetch_types: false,
    types: arrayTypes,
    backoff: pause,
    // NOTICEs ("relation exists, skipping") are no news to anyone.
    onnotice: () => {},
    ...(onStatement && { debug: (_connection, sql, parameters) => onStatement(sql, parameters) }),
  });
  const probe = createProbe(url);
  const orm = drizzle(client, { casing: "snake_case" });
  // After drizzle, which changes how the client reads instants: reads are to do it alike.
  const reads = new ReadPool(client, { poolSize, statementTimeout });
  return {
    url,
    client,
    orm,
    reads,
    answers: probe.answers,
    close: async () => {
      await Promise.all([client.end({ timeout: 5 }), reads.close(), probe.close()]);
    },
  };
}

/** Seconds before another try to connect. The driver would wait for 20 in the end, with the database long back. */
const pause = (failures: number): number => Math.min(2 ** failures / 50, 0.5);
