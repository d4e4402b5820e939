import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";
import { dropDatabase, withDatabase } from "./database.ts";
import { makeScratch, removeAbandoned } from "./scratch.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A server on which databases may be made. */
    serverUrl: string;
    /** Name of the migrated database that every test's own is copied from. */
    template: string;
  }
}

/** One server and one migrated template database for the whole run: TEST_DATABASE_URL's server, or an embedded one. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startTemporary();
  const template = `broadsheet_template_${randomBytes(6).toString("hex")}`;
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(template)}`;
  await migrate(withDatabase(server.url, template));
  project.provide("serverUrl", server.url);
  project.provide("template", template);
  return async () => {
    for (const statement of dropDatabase(template)) await admin.unsafe(statement);
    await admin.end();
    await server.stop();
  };
}

async function startTemporary(): Promise<{ url: string; stop(): Promise<void> }> {
  await removeAbandoned();
  const dataDir = await makeScratch();
  const server = await startEmbedded({ dataDir });
  const admin = postgres(server.url, { max: 1 });
  // The data is thrown away: no commit needs to wait for the disk.
  await admin`alter role current_user set synchronous_commit = off`;
  await admin.end();
  return {
    url: server.url,
    stop: async () => {
      await server.leave();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
