import { hash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Answers } from "../answers/answers.ts";
import type { Answer, AnswerAsked, Asked, LeftToYoga } from "./asked.ts";
import { createNegotiation, type Encoding } from "./encodings.ts";
import { compressKept, type KeptAnswer, keepAnswer, type OutsideCaching, sendKept, sizeOfKept } from "./kept-answer.ts";

/** A memory of answers, and how they may be kept elsewhere. */
export interface AnswersMemory {
  answers: Answers<KeptAnswer>;
  outside: OutsideCaching;
}

/**
 * Answers a request that was read, from memory where that holds the answer. Null where it has been sent; else what is
 * left to send.
 */
export type AnswerCached = (asked: Asked, response: ServerResponse) => null | Promise<Answer | LeftToYoga | null>;

/** Bodies up to so many bytes are keys themselves; of longer ones it is a hash. */
const LONGEST_KEY = 4_096;

/** Puts a memory of answers before what answers. It holds what everybody may see, of queries, without errors. */
export function createCachedAnswers({ answers, outside }: AnswersMemory, answerAsked: AnswerAsked): AnswerCached {
  const negotiate = createNegotiation();

  const send = (asked: Asked, response: ServerResponse, kept: KeptAnswer, wanted: Encoding): null => {
    sendKept(asked, response, kept, wanted);
    return null;
  };
  const sendAgain = (asked: Asked, response: ServerResponse, key: string, kept: KeptAnswer): null => {
    const wanted = negotiate(asked.headers["accept-encoding"]);
    // Whoever asks now is not kept waiting for it. Where it fails, plain bytes do.
    compressKept(kept, wanted)
      ?.then(() => answers.grow(key, kept, sizeOfKept(kept)))
      .catch(() => {});
    noteMemory(asked, kept);
    return send(asked, response, kept, wanted);
  };
  const askAnew = async (asked: Asked, response: ServerResponse, key: string) => {
    let own: Answer | LeftToYoga | null = null;
    const kept = await answers.ask(key, async () => {
      const answer = await answerAsked(asked);
      const made = "status" in answer ? answer.context?.made : undefined;
      own = answer;
      // What says something of who asks is given to nobody else, not even to those who ask meanwhile.
      if (!("status" in answer) || !made?.keepable) return null;
      return {
        made,
        finish: (tags) => {
          const value = keepAnswer(asked, answer, tags, outside);
          return { value, size: sizeOfKept(value) };
        },
      };
    });
    if (kept === null) return own;
    // Somebody else asked the same at that moment.
    if (own === null) noteMemory(asked, kept);
    return send(asked, response, kept, "identity");
  };

  return (asked, response) => {
    const key = keyOf(asked);
    if (key === null) return answerAsked(asked);
    const kept = answers.find(key);
    return kept ? sendAgain(asked, response, key, kept) : askAnew(asked, response, key);
  };
}

function noteMemory({ caller: { facts } }: Asked, { operation: { operation, operationName } }: KeptAnswer): void {
  facts.fromMemory = true;
  facts.operation = operation;
  facts.operationName = operationName;
}

/** All that decides an answer; null where none is kept. */
function keyOf({ method, url, headers, body, caller }: Asked): string | null {
  if (caller.role !== "PUBLIC" || headers["content-encoding"] !== undefined) return null;
  const about = `${method} ${headers["content-type"] ?? ""}\n${headers.accept ?? ""}\n${url}\n`;
  // Each byte one character: the bytes are compared, not what they say.
  return body.length <= LONGEST_KEY
    ? `${about}=${body.toString("latin1")}`
    : `${about}#${hash("sha256", body, "base64url")}`;
}
