import type { Gateway } from "./world/gateway.ts";
import type { Postgres } from "./world/postgres.ts";

/** An attack or a fault of the table in docs/safety.md. */
export interface Row {
  row: number;
  /** What is done to the gateway. */
  title: string;
  /** What must happen. */
  must: string;
  /** Takes a few seconds: it is run with the tests. */
  quick?: true;
  /** Attacks, and tells `stage` of each thing that must hold whether it does. */
  attack(stage: Stage): Promise<void>;
}

/** One thing that must hold. */
export interface Finding {
  what: string;
  holds: boolean;
  /** What happened; of use where it does not hold. */
  seen: string;
}

/** Roles of keys. */
export type KeyRole = "editor" | "importer" | "admin";

/** What a row has to attack with, and where it says what came of it. */
export interface Stage {
  postgres: Postgres;
  /** A folder of the row's own. */
  scratch: string;
  /** Where the row's requests come from: each row is somebody else. */
  from: string | undefined;
  /** A gateway with these settings, over a database with the samples: shared by the rows that ask for the same. */
  gateway(settings?: Record<string, string>): Promise<Gateway>;
  /** A gateway of the row's own; over a copy of the same database where no address is given. Stopped after the row. */
  ownGateway(settings?: Record<string, string>, databaseUrl?: string): Promise<Gateway>;
  /** The address of a fresh database with the samples, or of an empty, migrated one. */
  newDatabase(content: "samples" | "empty"): Promise<string>;
  /** A key of a database, as `npm run api-key` makes it. Rejects where there is no such role. */
  makeKey(databaseUrl: string, role: KeyRole): Promise<string>;
  /** Writes down whether something holds. */
  expect(what: string, holds: boolean, seen?: unknown): void;
  /** The innocent who asks this gateway is no longer to be answered: it is being stopped. */
  unwatch(gateway: Gateway): Promise<void>;
  /** What is done after the row, whatever came of it. */
  after(task: () => unknown): void;
}
