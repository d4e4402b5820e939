import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";

// The command line that keys are made with, and the gateway that they open.

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.close());

const broadsheet = fileURLToPath(new URL("../../bin/broadsheet.js", import.meta.url));

/** Runs `npm run api-key -- …args` to its end. */
function apiKey(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: gateway.databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, [broadsheet, "api-key", ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

const statusWith = async (key: string) => (await gateway.ask("{ importRuns { totalCount } }", {}, key)).status;

test("a key is made, opens the gateway, is listed without itself, and is revoked", async () => {
  const made = await apiKey("create", "ci", "--expires", "90d");
  expect(made.code).toBe(0);
  // Nothing else on stdout: KEY=$(npm run -s api-key -- create ci)
  expect(made.out).toMatch(/^bsk_[\w-]{43}\n$/);
  const key = made.out.trim();
  expect(made.err).not.toContain(key);
  expect(await statusWith(key)).toBe(200);

  const listed = await apiKey("list");
  const in90Days = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  expect(listed.out).toMatch(/^Name +Role +Made +Ends +Last used\nci +IMPORTER +\S+ \S+ UTC +/);
  expect(listed.out).toContain(in90Days);
  expect(listed.out + listed.err).not.toContain("bsk_");

  expect(await apiKey("create", "ci")).toMatchObject({
    code: 2,
    out: "",
    err: "There is a key “ci” already: revoke it first, or choose another name.\n",
  });
  expect(await apiKey("revoke", " ci ")).toMatchObject({ code: 0, out: "The key “ci” is revoked.\n" });
  expect(await statusWith(key)).toBe(401);
  expect((await apiKey("list")).out).toMatch(/ci .* revoked /);

  const again = await apiKey("create", "ci");
  expect(again.code).toBe(0);
  expect([await statusWith(key), await statusWith(again.out.trim())]).toEqual([401, 200]);
});

test("a key has the role that it is made with", async () => {
  for (const role of ["importer", "editor", "admin"]) {
    const made = await apiKey("create", `as ${role}`, "--role", role);
    expect([made.code, await statusWith(made.out.trim())]).toEqual([0, role === "editor" ? 403 : 200]);
  }
  const listed = await apiKey("list");
  for (const role of ["importer", "editor", "admin"])
    expect(listed.out).toMatch(new RegExp(`as ${role} +${role.toUpperCase()} `));
});

test.each([
  [["create", "x", "--role", "root"], /Allowed choices are importer, editor, admin\./],
  [["create"], /missing required argument 'name'/],
  [["create", "x", "--expires", "soon"], /A time is given as in 90d, 12h or 8w\./],
  [["create", "x", "--expires", "0d"], /A time is given as/],
  [["create", " "], /A key's name has 1 to 100 characters/],
  [["revoke", "nobody"], /^There is no key “nobody”: npm run api-key -- list shows all\.\n$/],
  [["destroy"], /unknown command 'destroy'\nSee --help\./],
  [[], /Usage: api-key/],
])("api-key %j is refused in words", async (args, says) => {
  const ended = await apiKey(...args);
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err).toMatch(says);
  expect(ended.err).not.toMatch(/^\s+at /m);
});
