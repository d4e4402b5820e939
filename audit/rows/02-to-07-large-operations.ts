import {
  COST_BOMBS,
  DEEP,
  EXPONENTIAL,
  type LargeOperation,
  times,
  WIDE,
} from "../../test/support/large-operations.ts";
import type { Row, Stage } from "../row.ts";
import type { Gateway } from "../world/gateway.ts";
import { codeOf, readReply, seenOf, send } from "../world/http.ts";

const ROUNDS = 5;

/** Refused whole, in the middle of several times within so many milliseconds; each time as a text never seen before. */
async function expectRefused(
  { expect }: Stage,
  gateway: Gateway,
  operations: readonly LargeOperation[],
  milliseconds: number,
) {
  for (const { name, query, says } of operations) {
    const replies = [];
    for (let round = 0; round < ROUNDS; round++) replies.push(await gateway.ask(`${query} # ${round}`));
    const refused = replies.every(
      ({ status, data, errors }) =>
        status === 400 && data === undefined && errors.length === 1 && says.test(errors[0]?.message ?? ""),
    );
    expect(`${name}: refused in words`, refused, replies[0] && seenOf(replies[0]));
    const middle = replies.map((reply) => reply.milliseconds).sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
    expect(`${name}: in ${milliseconds} ms`, middle < milliseconds, `${Math.round(middle)} ms`);
  }
}

const tooLarge = (row: number, title: string, operations: readonly LargeOperation[], milliseconds: number): Row => ({
  row,
  title,
  must: `an error in ${milliseconds} ms`,
  quick: true,
  attack: async (stage) => expectRefused(stage, await stage.gateway(), operations, milliseconds),
});

export const depth = tooLarge(2, "depth 50; depth 5,000", DEEP, 50);
export const width = tooLarge(
  3,
  "200 aliases (also of `__typename`), 500 directives, 2,000 duplicate fields, 100 × 100 overlapping fragments",
  WIDE,
  300,
);
export const exponential = tooLarge(4, "exponential fragments (921 bytes, 24 levels)", EXPONENTIAL, 50);

export const circularAndBatch: Row = {
  row: 5,
  title: "circular fragments; array batch of 50",
  must: "validation error; 400",
  quick: true,
  async attack({ gateway, expect, from }) {
    const { ask, endpoint } = await gateway();
    const circles = [
      "{ ...A } fragment A on Query { ...A }",
      "{ ...A } fragment A on Query { ...B } fragment B on Query { articles { nodes { id } } ...A }",
      `{ ...F0 } ${times(30, (n) => `fragment F${n} on Query { ...F${(n + 1) % 30} }`)}`,
    ];
    for (const query of circles) {
      const reply = await ask(query);
      const refused = reply.status === 400 && codeOf(reply) === "GRAPHQL_VALIDATION_FAILED" && reply.data === undefined;
      expect("circular fragments are refused by validation", refused, seenOf(reply));
    }
    const batch = JSON.stringify(Array.from({ length: 50 }, () => ({ query: "{ __typename }" })));
    const reply = readReply(
      await send(endpoint, { method: "POST", headers: { "content-type": "application/json" }, body: batch, from }),
    );
    expect("an array of 50 operations is answered 400", reply.status === 400 && reply.errors.length > 0, seenOf(reply));
  },
};

export const costBombs: Row = {
  row: 6,
  title: "cost bomb `first: 1000000`, as a literal, as a variable, as a variable's default, nested",
  must: "refused before execution; error says cost and limit",
  quick: true,
  async attack({ gateway, expect }) {
    const { ask } = await gateway();
    for (const { name, query, variables, cost } of COST_BOMBS) {
      const reply = await ask(query, { variables });
      const { message = "", extensions = {} } = reply.errors[0] ?? {};
      // An answer without `data` is one of an operation that was not begun: the specification's own rule.
      const refused = reply.status === 400 && reply.data === undefined && extensions.code === "QUERY_TOO_COMPLEX";
      expect(`${name}: refused before execution`, refused, seenOf(reply));
      const { limit } = extensions;
      const says = extensions.cost === cost && message.includes(String(cost)) && message.includes(String(limit));
      expect(`${name}: the error says that it costs ${cost}, and the limit`, says, seenOf(reply));
    }
  },
};

export const pageSizes: Row = {
  row: 7,
  title: "first −1, 0, 2³¹, first and last together, `last` without `before`",
  must: "a clear error or the meaning of the Relay spec",
  quick: true,
  async attack({ gateway, expect }) {
    const { ask } = await gateway();
    const titles = "nodes { id }";
    const refused: [args: string, says: RegExp][] = [
      ["first: -1", /first takes 1 to 100/],
      ["first: 0", /first takes 1 to 100/],
      ["first: 2147483648", /32-bit|first takes/],
      ["last: 0", /last takes 1 to 100/],
      ["last: -1", /last takes 1 to 100/],
      ["first: 1, last: 1", /not both/],
    ];
    for (const [args, says] of refused) {
      const reply = await ask(`{ articles(${args}) { ${titles} } }`);
      expect(`${args} is refused in words`, says.test(reply.errors[0]?.message ?? ""), seenOf(reply));
      expect(
        `${args} has a code`,
        /^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/.test(codeOf(reply) ?? ""),
        reply.text,
      );
    }
    const variable = await ask(`query ($n: Int) { articles(first: $n) { ${titles} } }`, { variables: { n: 2 ** 31 } });
    expect("2³¹ as a variable is refused", codeOf(variable) === "BAD_USER_INPUT", seenOf(variable));
    const all = await ask(`{ articles(first: 100) { totalCount ${titles} } }`);
    const last = await ask(`{ articles(last: 3) { ${titles} pageInfo { hasNextPage hasPreviousPage } } }`);
    const whole = all.data?.articles.totalCount === all.data?.articles.nodes.length;
    const wanted = JSON.stringify(all.data?.articles.nodes.slice(-3));
    expect("the samples fit one page", whole, seenOf(all));
    expect("last: 3 gives the last three", JSON.stringify(last.data?.articles.nodes) === wanted, seenOf(last));
  },
};
