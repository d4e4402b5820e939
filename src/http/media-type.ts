/** What an answer can be sent as. */
type MediaType = "application/graphql-response+json" | "application/json";

/**
 * The media type of the answer by the header Accept, chosen as Yoga does: the first that is JSON, whatever its weight. Null
 * where none is.
 */
export function answerType(accept: string | undefined): MediaType | null {
  for (const range of (accept || "*/*").replace(/\s/g, "").toLowerCase().split(",")) {
    const [type = "", ...parameters] = range.split(";");
    const charset = parameters.find((parameter) => parameter.includes("charset=")) ?? "charset=utf-8";
    if (charset !== "charset=utf-8") continue;
    if (type === "application/graphql-response+json") return type;
    if (JSON_RANGES.has(type)) return "application/json";
  }
  return null;
}

const JSON_RANGES = new Set(["application/json", "application/*", "*/json", "*/*"]);
