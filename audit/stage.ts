import { randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Finding, KeyRole, Row, Stage } from "./row.ts";
import { type Gateway, startGateway } from "./world/gateway.ts";
import { type Innocent, type Watch, watch } from "./world/innocent.ts";
import { type Postgres, startPostgres } from "./world/postgres.ts";
import { runCommand } from "./world/process.ts";

/** What all rows share: a server, databases to copy, and gateways by their settings. */
export interface World {
  postgres: Postgres;
  /** Runs one row to its end. */
  run(row: Row): Promise<Outcome>;
  close(): Promise<void>;
}

/** What came of a row. */
export interface Outcome {
  findings: Finding[];
  /** Of all gateways that it attacked; null where it attacked none that serves. */
  innocent: Innocent | null;
  seconds: number;
}

const samples = fileURLToPath(new URL("../samples", import.meta.url));

// What a gateway of production has that is of no use here: it would wait for a balancer.
const ALWAYS = { LOG_LEVEL: "info" };

/** Starts the server, and makes a database with the samples in it and one without. */
export async function openWorld(folder: string): Promise<World> {
  await chmod(folder, 0o755);
  const postgres = await startPostgres(folder);
  const shared = new Map<string, Promise<Gateway>>();
  try {
    await makeTemplates(postgres);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const world = { postgres, folder, shared };
  return {
    postgres,
    run: (row) => runRow(world, row),
    async close() {
      for (const gateway of await Promise.allSettled(shared.values()))
        if (gateway.status === "fulfilled") await gateway.value.stop();
      await postgres.stop();
    },
  };
}

async function makeTemplates({ admin, urlOf }: Postgres): Promise<void> {
  await admin`create database audit_empty`;
  await must(["migrate"], { DATABASE_URL: urlOf("audit_empty") });
  await admin`create database audit_samples template audit_empty`;
  await must(["import", samples, "--quiet"], { DATABASE_URL: urlOf("audit_samples") });
}

async function must(args: readonly string[], settings: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await runCommand(args, settings);
  if (code === 0) return stdout;
  throw new Error(`broadsheet ${args.slice(0, 2).join(" ")} ended with ${code}: ${stderr.slice(0, 500)}`);
}

interface Shared {
  postgres: Postgres;
  folder: string;
  shared: Map<string, Promise<Gateway>>;
}

async function runRow({ postgres, folder, shared }: Shared, { row, attack }: Row): Promise<Outcome> {
  const findings: Finding[] = [];
  const watches = new Map<string, Watch>();
  const innocents: Innocent[] = [];
  const tasks: (() => unknown)[] = [];
  const scratch = join(folder, `row-${row}`);
  await mkdir(scratch, { recursive: true, mode: 0o755 });
  const from = process.platform === "linux" ? `127.0.1.${row}` : undefined;

  const newDatabase = async (content: "samples" | "empty"): Promise<string> => {
    const name = `audit_${row}_${randomBytes(4).toString("hex")}`;
    await postgres.admin`create database ${postgres.admin(name)} template ${postgres.admin(`audit_${content}`)}`;
    return postgres.urlOf(name);
  };
  const watched = (gateway: Gateway): Gateway => {
    if (!watches.has(gateway.endpoint)) watches.set(gateway.endpoint, watch(gateway.endpoint));
    return gateway;
  };
  const unwatch = async ({ endpoint }: Pick<Gateway, "endpoint">) => {
    const watching = watches.get(endpoint);
    watches.delete(endpoint);
    if (watching) innocents.push(await watching.stop());
  };
  const startOn = async (settings: Record<string, string>, databaseUrl?: string): Promise<Gateway> => {
    const url = databaseUrl ?? (await newDatabase("samples"));
    const dataDir = join(folder, `data-${randomBytes(4).toString("hex")}`);
    return startGateway({ databaseUrl: url, settings: { DATA_DIR: dataDir, ...ALWAYS, ...settings }, from });
  };
  const stage: Stage = {
    postgres,
    scratch,
    from,
    newDatabase,
    unwatch,
    async gateway(settings = {}) {
      const name = JSON.stringify(Object.entries(settings).sort());
      const started = shared.get(name) ?? startOn(settings);
      shared.set(name, started);
      const gateway = await started;
      // Requests come from each row's own address.
      return watched({ ...gateway, ask: (query, asking = {}) => gateway.ask(query, { from, ...asking }) });
    },
    async ownGateway(settings = {}, databaseUrl) {
      const gateway = await startOn(settings, databaseUrl);
      tasks.push(() => gateway.stop());
      return watched(gateway);
    },
    async makeKey(databaseUrl: string, role: KeyRole) {
      const name = `${role}-${randomBytes(4).toString("hex")}`;
      // Importers are what keys are made for where nothing is said.
      const roleFlag = role === "importer" ? [] : ["--role", role];
      return (await must(["api-key", "create", name, ...roleFlag], { DATABASE_URL: databaseUrl })).trim();
    },
    expect: (what, holds, seen = "") =>
      findings.push({ what, holds, seen: typeof seen === "string" ? seen : JSON.stringify(seen) }),
    after: (task) => tasks.push(task),
  };

  const started = performance.now();
  try {
    await attack(stage);
  } catch (error) {
    stage.expect("the attack could be carried out", false, error instanceof Error ? error.message : String(error));
  }
  const seconds = (performance.now() - started) / 1000;
  for (const endpoint of [...watches.keys()]) await unwatch({ endpoint });
  for (const task of tasks.reverse()) await task();
  return { findings: [...findings, ...innocents.flatMap(judge)], innocent: together(innocents), seconds };
}

/** Milliseconds that an innocent waits at the most. */
const PATIENCE = 1000;

function judge({ slowest, failures }: Innocent): Finding[] {
  const what = "an innocent { __typename } is answered within a second";
  const seen = [`${Math.round(slowest)} ms`, ...failures.map(([failure, times]) => `${times} × ${failure}`)].join(", ");
  return [{ what, holds: slowest < PATIENCE && failures.length === 0, seen }];
}

function together(innocents: readonly Innocent[]): Innocent | null {
  if (innocents.length === 0) return null;
  return {
    slowest: Math.max(...innocents.map(({ slowest }) => slowest)),
    answers: innocents.reduce((sum, { answers }) => sum + answers, 0),
    failures: innocents.flatMap(({ failures }) => failures),
  };
}
