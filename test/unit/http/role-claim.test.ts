import { expect, test } from "vitest";
import { roleIn } from "../../../src/http/role-claim.ts";

const KEYCLOAK = {
  realm_access: { roles: ["offline_access", "editor"] },
  resource_access: { "my.client": { roles: ["importer"] } },
};

test.each([
  [{ "broadsheet:role": "EDITOR" }, "broadsheet:role", "EDITOR"],
  [{ "broadsheet:role": "editor" }, "broadsheet:role", "EDITOR"],
  [{ "https://example.com/roles": ["reader", "Admin"] }, "https://example.com/roles", "ADMIN"],
  [KEYCLOAK, "realm_access.roles", "EDITOR"],
  [KEYCLOAK, "resource_access.my.client.roles", "IMPORTER"],
  [{ a: { b: 1 }, "a.b": "editor" }, "a.b", "EDITOR"],
  [{ a: { c: 1 }, "a.b": { c: "editor" } }, "a.b.c", "EDITOR"],
  [{ roles: ["EDITOR", "IMPORTER"] }, "roles", "IMPORTER"],
  [{ roles: [] }, "roles", "PUBLIC"],
  [{ roles: ["root"] }, "roles", "PUBLIC"],
  [{ roles: "EDITOR ADMIN" }, "roles", "PUBLIC"],
  [{ roles: { ADMIN: true } }, "roles", "PUBLIC"],
  [{ roles: [["ADMIN", "x"]] }, "roles", "PUBLIC"],
  [{}, "roles", "PUBLIC"],
  [{ roles: null }, "roles", "PUBLIC"],
  [{ a: null }, "a.b", "PUBLIC"],
  [{}, "constructor.name", "PUBLIC"],
  [{ roles: ["public"] }, "roles", "PUBLIC"],
])("of %j the claim %s gives %s: %s", (payload, claim, role) => {
  expect(roleIn(payload, claim)).toBe(role);
});
